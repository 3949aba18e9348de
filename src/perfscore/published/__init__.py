"""Published results recomputed: a table of figures, how to read it, and what comes of it."""

from perfscore.published.mapping import Mapping, read_mapping
from perfscore.published.recompute import Recomputed, recompute

__all__ = ["Mapping", "Recomputed", "read_mapping", "recompute"]
