"""Values as people write them: ``50万人次``, ``≤24小时``, ``少于5个``, ``2024年12月31日``."""

from perfscore.values.parsing import read_value
from perfscore.values.printing import amount_text, bounds_text, value_text
from perfscore.values.value import DATE, Absent, Amount, Value, Words

__all__ = [
    "DATE",
    "Absent",
    "Amount",
    "Value",
    "Words",
    "amount_text",
    "bounds_text",
    "read_value",
    "value_text",
]
