"""Ways in which the scores of a group's parts make its own."""

from perfscore.rubric.methods.kinds import METHODS, MethodField
from perfscore.rubric.methods.method import Method, Part, ranks_of

__all__ = ["METHODS", "Method", "MethodField", "Part", "ranks_of"]
