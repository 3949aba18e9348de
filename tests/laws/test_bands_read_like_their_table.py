"""Any table of bands that loads scores like the table read from top to bottom."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from making import one_rule

from perfscore.bounds import point
from perfscore.calculation.steps import work_out
from perfscore.errors import RubricError

EDGES = st.integers(0, 4)
KEYS = ["at most", "less than", "at least", "more than", "exactly"]
HOLDS = {
    "at most": lambda x, edge: x <= edge,
    "less than": lambda x, edge: x < edge,
    "at least": lambda x, edge: x >= edge,
    "more than": lambda x, edge: x > edge,
    "exactly": lambda x, edge: x == edge,
}


def bands() -> st.SearchStrategy[list[dict[str, int]]]:
    """Tables that climb or fall in steps, most of which fit together, and some at random."""
    one = st.dictionaries(st.sampled_from(KEYS), EDGES, min_size=1, max_size=2)
    random = st.lists(one, min_size=1, max_size=4)
    edges = st.lists(EDGES, min_size=1, max_size=4, unique=True).map(sorted)
    return random | edges.flatmap(ladders)


def ladders(edges: list[int]) -> st.SearchStrategy[list[dict[str, int]]]:
    upper = st.sampled_from(["at most", "less than", "exactly"])
    lower = st.sampled_from(["at least", "more than", "exactly"])
    up = st.tuples(*[upper.map(lambda k, e=e: {k: e}) for e in edges]).map(list)
    down = st.tuples(*[lower.map(lambda k, e=e: {k: e}) for e in reversed(edges)]).map(list)
    last = st.lists(
        st.dictionaries(st.sampled_from(KEYS), EDGES, min_size=1, max_size=1), max_size=1
    )
    return st.tuples(up | down, last).map(lambda both: both[0] + both[1])


@settings(max_examples=400)
@given(bands(), st.booleans(), st.sampled_from(["", ", at least: 0", ", at least: 0, at most: 4"]))
def test_first_band_that_holds(table, has_rest: bool, limits: str) -> None:
    rows = [", ".join(f"{k}: {v}" for k, v in band.items()) for band in table]
    lines = [f"{{{row}, score: {place}}}" for place, row in enumerate(rows, 1)]
    if has_rest:
        lines.append("{otherwise: 9}")
    rule = f"{{kind: bands, of: num, bands: [{', '.join(lines)}]}}"
    try:
        rubric = one_rule(f"num: {{title: num{limits}}}", rule)
    except RubricError:
        return
    expression = rubric.indicators["it"].unrounded
    for quarters in range(-8, 28):
        x = Fraction(quarters, 4)
        if not rubric.measures["num"].range.contains(x):
            continue
        fits = [
            place
            for place, band in enumerate(table, 1)
            if all(HOLDS[key](x, edge) for key, edge in band.items())
        ]
        expected = fits[0] if fits else 9
        assert work_out(expression, {"num": point(x)}).value == point(expected), (rows, x)
