"""Statements, sources and figures are sets: their order in a file changes no byte."""

from doubtful import RANKED, RUBRICS, filings, under
from hypothesis import given, settings
from hypothesis import strategies as st

import perfscore

SHUFFLED = st.randoms(use_true_random=False)


def report(filing: perfscore.Filing, by: perfscore.Rubric, trust: str) -> str:
    return perfscore.json_report(perfscore.score(filing, by, trust=perfscore.Trust(trust)))


def shuffled(filing: perfscore.Filing, random) -> perfscore.Filing:
    evidence, sources = list(filing.evidence), list(filing.sources.items())
    random.shuffle(evidence)
    random.shuffle(sources)
    return filing.model_copy(update={"evidence": tuple(evidence), "sources": dict(sources)})


@settings(max_examples=80)
@given(under(sorted(RUBRICS)), SHUFFLED, st.sampled_from(["reported", "documented"]))
def test_contradicting_statements(drawn, random, trust: str) -> None:
    policy, filing = drawn
    by = RUBRICS[policy]
    assert report(filing, by, trust) == report(shuffled(filing, random), by, trust)


@settings(max_examples=80)
@given(filings(RANKED), SHUFFLED)
def test_statements_that_a_precedence_settles(filing, random) -> None:
    assert report(filing, RANKED, "reported") == report(
        shuffled(filing, random), RANKED, "reported"
    )
