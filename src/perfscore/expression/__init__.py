"""The small language that rules are written in: data, no numbers computed."""
