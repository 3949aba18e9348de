"""Field types that formulas are written in: formulas, conditions, amounts."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator

from perfscore import numeric
from perfscore.bounds import Comparison
from perfscore.errors import Refusal
from perfscore.expression.building import constant
from perfscore.expression.formula import constant_text
from perfscore.expression.nodes import Constant, Input
from perfscore.expression.parsing import (
    MET,
    Condition,
    Formula,
    Test,
    parse_condition,
    parse_formula,
    parse_test,
)
from perfscore.values import Amount, read_value

__all__ = [
    "MET",
    "AmountField",
    "ConditionField",
    "FormulaField",
    "TestTextField",
    "ToleranceField",
]


def _formula(given: Any) -> Formula:
    if isinstance(given, Formula):
        return given
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        return parse_formula(str(given))
    if not isinstance(given, str):
        raise Refusal("formula-text-expected", found=str(given)[:60])
    return parse_formula(given)


def _condition(given: Any) -> Condition:
    if isinstance(given, Condition):
        return given
    if not isinstance(given, str):
        raise Refusal("formula-text-expected", found=str(given)[:60])
    if given.strip().isidentifier():
        name = given.strip()
        offset = given.index(name)
        return Condition(given, Input(name), Comparison.EQUAL, MET, ((name, offset),))
    return parse_condition(given)


def _test(given: Any) -> Test:
    if isinstance(given, Test):
        return given
    if isinstance(given, Condition):
        return Test(given.text, ((given,),), given.names)
    if not isinstance(given, str):
        raise Refusal("formula-text-expected", found=str(given)[:60])
    return parse_test(given)


def _amount(given: Any) -> Constant:
    if isinstance(given, Constant):
        return given
    if isinstance(given, int | float | Decimal | Fraction):
        return constant(numeric.exact(given))
    if not isinstance(given, str):
        raise Refusal("number-unreadable", found=str(given)[:60])
    value = read_value(given)
    if not isinstance(value, Amount) or value.is_bound or value.approximate:
        raise Refusal("amount-expected", found=given)
    return constant(value.bounds.value, value.unit)


def _tolerance(given: Any) -> Constant:
    amount = _amount(given)
    if amount.value < 0:
        raise Refusal("tolerance-negative", found=constant_text(amount))
    return amount


FormulaField = Annotated[
    Formula, PlainValidator(_formula), PlainSerializer(lambda f: f.text, return_type=str)
]
ConditionField = Annotated[
    Condition, PlainValidator(_condition), PlainSerializer(lambda c: c.text, return_type=str)
]
# Conditions joined by and, or.
TestTextField = Annotated[
    Test, PlainValidator(_test), PlainSerializer(lambda t: t.text, return_type=str)
]
AmountField = Annotated[
    Constant, PlainValidator(_amount), PlainSerializer(constant_text, return_type=str)
]
# How far something may be off: an amount that is not negative.
ToleranceField = Annotated[
    Constant, PlainValidator(_tolerance), PlainSerializer(constant_text, return_type=str)
]
