"""The methods that a rubric file can name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from perfscore.errors import Refusal, alike
from perfscore.rubric.methods.best import Best
from perfscore.rubric.methods.conversion import Conversion
from perfscore.rubric.methods.decision import Decision
from perfscore.rubric.methods.means import Mean, MeanOfValues
from perfscore.rubric.methods.method import Method
from perfscore.rubric.methods.weakest_link import WeakestLink

__all__ = ["METHODS", "MethodField"]

METHODS: dict[str, type[Method]] = {
    str(kind.model_fields["by"].default): kind
    for kind in (Best, Conversion, Decision, Mean, MeanOfValues, WeakestLink)
}


def _method_from(given: Any) -> Any:
    if isinstance(given, Method) or not isinstance(given, dict):
        return given
    if "by" not in given:
        raise Refusal("key-missing", name="by")
    by = given["by"]
    if not isinstance(by, str) or by not in METHODS:
        raise Refusal("method-unknown", field="by", found=str(by), known=alike(str(by), METHODS))
    return METHODS[by].model_validate(given)


MethodField = Annotated[SerializeAsAny[Method], BeforeValidator(_method_from)]
