"""The public face: what it offers, and what it costs to import."""

import subprocess
import sys

import pytest

import perfscore


def test_every_public_name_is_there_and_documented() -> None:
    assert sorted(perfscore.__all__) == list(perfscore.__all__) == dir(perfscore)
    for name in perfscore.__all__:
        thing = getattr(perfscore, name)
        assert name.startswith("__") or thing.__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(perfscore, "scores")


def loaded_by(statement: str) -> set[str]:
    program = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_importing_perfscore_loads_nothing_heavy() -> None:
    assert not {"pydantic", "pint", "pluggy", "yaml", "click"} & loaded_by("import perfscore")


def test_help_loads_nothing_heavy() -> None:
    statement = "import sys; sys.argv = ['perfscore']\nimport perfscore.cli.main"
    assert not {"pydantic", "pint", "pluggy", "yaml"} & loaded_by(statement)


def test_a_scorecard_is_a_collection_of_its_rows(huadu, guangzhou) -> None:
    card = perfscore.score(huadu, guangzhou)
    assert "management.budgeting" in card
    assert "management.budget" not in card
    assert [row.path for row in card] == [row.path for row in card.rows]
    assert card["total"] is card.root


def test_errors_survive_pickling() -> None:
    import pickle

    with pytest.raises(perfscore.Refusal) as caught:
        perfscore.read_value("5 阿猫")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.code, again.start, str(again)) == ("unit-unknown", 2, str(caught.value))
    with pytest.raises(perfscore.RubricError) as missing:
        perfscore.load_rubric("nothing.here")
    assert str(pickle.loads(pickle.dumps(missing.value))) == str(missing.value)


def test_a_filing_takes_more_evidence_and_nothing_else(huadu) -> None:
    more = perfscore.Evidence(measure="results_used", value="是")
    assert len(huadu.plus(more).evidence) == len(huadu.evidence) + 1
    with pytest.raises(TypeError, match="evidence expected"):
        huadu.plus({"measure": "results_used", "value": "是"})
