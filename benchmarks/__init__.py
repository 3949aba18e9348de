"""One rubric of thirty indicators, scored by perfscore and by others, on the same data."""
