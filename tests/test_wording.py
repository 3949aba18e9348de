"""Every sentence exists in both languages with the same arguments, and every code has one."""

import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import perfscore

SOURCE = Path(perfscore.__file__).parent
AREAS = sorted(path.stem for path in (SOURCE / "wording").glob("*.toml"))
CODE = "".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))


def sentences(area: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((SOURCE / "wording" / f"{area}.toml").read_text(encoding="utf-8"))


def arguments(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("area", AREAS)
def test_both_languages_say_the_same(area: str) -> None:
    for key, parts in sentences(area).items():
        assert {"zh", "en"} <= set(parts), key
        for kind in ("", "hint_", "means_", "matters_", "settle_"):
            pair = [parts.get(f"{kind}{lang}") for lang in ("zh", "en")]
            assert (pair[0] is None) == (pair[1] is None), key
            if pair[0] is not None and pair[1] is not None:
                assert arguments(pair[0]) == arguments(pair[1]), key


def test_every_refusal_problem_and_doubt_has_a_sentence() -> None:
    errors, findings = set(sentences("errors")), set(sentences("findings"))
    named = set(re.findall(r'(?:Refusal|Problem|_refused|_refusal|_unknown)\(\s*"([a-z-]+)"', CODE))
    assert named <= errors
    doubted = set(re.findall(r'(?:Unusable|_doubt|Doubt|_finding)\(\s*"([a-z-]+)"', CODE))
    assert doubted <= errors | findings


def test_no_sentence_is_left_over() -> None:
    for area in ("errors", "findings", "steps"):
        for key in sentences(area):
            assert re.search(rf"""["']{key}["']""", CODE), f"{area}: {key}"
