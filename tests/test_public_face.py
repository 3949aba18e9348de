"""The public face: what it offers, and what it costs to import."""

import subprocess
import sys

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
