"""Something wrong with a rubric, at a path of its document."""

from __future__ import annotations

from dataclasses import dataclass

from perfscore.documents.document import DocumentPath
from perfscore.errors import Refusal

__all__ = ["Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a path of the rubric's document."""

    path: DocumentPath
    refusal: Refusal
    warning: bool = False
