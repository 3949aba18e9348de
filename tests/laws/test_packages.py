"""Every rubric that a package of this repository offers keeps the laws of the library."""

import pytest

import perfscore
from perfscore.plugins import rubric_offers
from perfscore.testing.laws import LAWS, conformance_tests

# Law -> why a rubric is exempt from it, by rubric id.
EXEMPT: dict[str, dict[str, str]] = {}
OFFERS = [(offer.id, offer.edition) for offer in rubric_offers()]


TESTS = {
    (name, edition): conformance_tests(
        perfscore.load_rubric(name, edition), exempt=EXEMPT.get(name), examples=5
    )
    for name, edition in OFFERS
}


@pytest.mark.parametrize("law", sorted(LAWS))
@pytest.mark.parametrize(("rubric", "edition"), OFFERS, ids=str)
def test_law(rubric: str, edition: str, law: str) -> None:
    test = getattr(TESTS[rubric, edition], f"test_{law}")
    if law in EXEMPT.get(rubric, {}):
        pytest.skip(EXEMPT[rubric][law])
    test(None)


def test_an_exemption_needs_a_reason() -> None:
    rubric = perfscore.load_rubric("cn.guangzhou.department")
    with pytest.raises(ValueError, match="no reason"):
        conformance_tests(rubric, exempt={"order_never_matters": " "})
    with pytest.raises(ValueError, match="no such law"):
        conformance_tests(rubric, exempt={"no_such_law": "because"})
