"""The tree of criteria and indicators: loading it and checking it."""

from perfscore.rubric.loading import rubric_from_document, rubric_from_file
from perfscore.rubric.tree import Criterion, Indicator, Rubric

__all__ = ["Criterion", "Indicator", "Rubric", "rubric_from_document", "rubric_from_file"]
