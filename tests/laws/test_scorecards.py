"""The same money in any unit scores the same; the other laws of scorecards are in the kit."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

import perfscore
from perfscore.bounds import Bounds
from perfscore.model.evidence import Evidence
from perfscore.values import Amount

RUBRIC = perfscore.load_rubric("cn.guangzhou.department", edition="2024")
few = settings(max_examples=40)


@few
@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_units_do_not_matter(spent: int, budget: int) -> None:
    """The same money in 元, 万元 and 亿元."""
    totals = set()
    for unit, factor in (("元", 1), ("万元", 10**4), ("亿元", 10**8)):
        amounts = {"carryover": Fraction(spent, factor), "budget": Fraction(budget, factor)}
        evidence = tuple(
            Evidence(measure=name, value=Amount(Bounds(number, number), unit))
            for name, number in amounts.items()
        )
        filing = perfscore.Filing(
            rubric=RUBRIC.id,
            edition=RUBRIC.edition,
            department={"name": "d"},
            period="2024",
            evidence=evidence,
        )
        card = perfscore.score(filing, RUBRIC)
        totals.add(card["management.execution.carryover_rate"].score)
    assert len(totals) == 1


def test_72900_yuan_and_7_29_ten_thousand_yuan_score_the_same() -> None:
    totals = set()
    for spent in ("72900元", "7.29万元", "0.000729亿元"):
        evidence = (
            Evidence(measure="three_public", value=spent),
            Evidence(measure="three_public_budget", value="7.29万元"),
        )
        filing = perfscore.Filing(
            rubric=RUBRIC.id,
            edition=RUBRIC.edition,
            department={"name": "d"},
            period="2024",
            evidence=evidence,
        )
        totals.add(perfscore.score(filing, RUBRIC)["management.running_cost"].score)
    assert [(total.low, total.high) for total in totals] == [(2, 4)]
