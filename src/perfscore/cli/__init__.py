"""The command line: one file per command, each a few calls of the face."""
