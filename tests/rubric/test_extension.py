"""An edition that names only what differs from another one."""

from pathlib import Path

import pytest
from making import indicator, rubric_text

import perfscore
from perfscore.errors import RubricError

BASE = rubric_text(
    'rate: {title: rate, unit: "%", at least: 0%}',
    indicator("a", 10, "{kind: pass or fail, when: rate >= 90%}"),
    indicator("b", 5, "{kind: pass or fail, when: rate >= 50%}"),
    points=15,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base.yaml").write_text(BASE, encoding="utf-8")
    return tmp_path


def extended(folder: Path, text: str) -> perfscore.Rubric:
    (folder / "new.yaml").write_text(text, encoding="utf-8")
    return perfscore.load_rubric(folder / "new.yaml")


def test_a_change_deep_inside_leaves_the_rest(folder: Path) -> None:
    new = extended(
        folder,
        'extends: base.yaml\nedition: "2"\nchanges:\n  a: {rule: {when: rate >= 95%}}\n',
    )
    base = perfscore.load_rubric(folder / "base.yaml")
    assert (new.id, new.edition, new.points) == (base.id, "2", base.points)
    assert new.indicators["a"].rule != base.indicators["a"].rule
    assert new.indicators["b"] == base.indicators["b"]
    assert new.identity.digest != base.identity.digest


def test_measures_are_added_and_lists_replaced(folder: Path) -> None:
    new = extended(
        folder,
        'extends: base.yaml\nedition: "2"\npoints: 5\n'
        "measures:\n  done: {title: done, kind: condition}\ncriteria:\n"
        + indicator("c", 5, "{kind: pass or fail, when: done}")
        .replace("\n", "\n  ")
        .join(["  ", "\n"]),
    )
    assert set(new.measures) == {"rate", "done"}
    assert set(new.indicators) == {"c"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("extends: gone.yaml\nedition: '2'\n", "extends-missing", 1),
        ("extends: ../base.yaml\nedition: '2'\n", "extends-not-beside", 1),
        ("extends: new.yaml\nedition: '2'\n", "extends-not-beside", 1),
        ("extends: 3\nedition: '2'\n", "extends-not-beside", 1),
        ("extends: base.yaml\nchanges: []\n", "mapping-expected", 2),
        ("extends: base.yaml\nchanges:\n  z: {points: 3}\n", "path-unknown", 3),
        ("extends: base.yaml\nchanges:\n  a: 3\n", "mapping-expected", 3),
        ("extends: base.yaml\nchanges:\n  a: {points: 3}\n", "points-do-not-add-up", 4),
        ("extends: base.yaml\nchanges:\n  a: {point: 3}\n", "key-unknown", 3),
    ],
)
def test_extensions_that_cannot_be_meant(folder: Path, text: str, code: str, line) -> None:
    with pytest.raises(RubricError) as caught:
        extended(folder, text)
    assert (caught.value.code, caught.value.place.line) == (code, line)


def test_a_circle_of_editions(folder: Path) -> None:
    (folder / "other.yaml").write_text("extends: new.yaml\n", encoding="utf-8")
    with pytest.raises(RubricError, match="extends-not-beside"):
        extended(folder, "extends: other.yaml\n")


def test_an_error_in_the_base_is_shown_in_the_base(folder: Path) -> None:
    broken = BASE.replace("rate >= 90%", "raet >= 90%")
    (folder / "base.yaml").write_text(broken, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        extended(folder, 'extends: base.yaml\nedition: "2"\n')
    assert caught.value.place.document.endswith("base.yaml")


def test_a_rule_of_another_kind_replaces_all_of_the_old_one(folder: Path) -> None:
    bands = "{kind: bands, of: rate, bands: [{at least: 90%, score: 10}, {otherwise: 0}]}"
    new = extended(folder, f'extends: base.yaml\nedition: "2"\nchanges:\n  a: {{rule: {bands}}}\n')
    assert new.indicators["a"].rule.kind == "bands"


def test_a_block_is_changed_before_the_rows_inside_it(tmp_path: Path) -> None:
    def rows(*names: str) -> str:
        return "\n".join(
            "    " + line
            for name in names
            for line in indicator(name, 5, "{kind: pass or fail, when: rate >= 90%}").splitlines()
        )

    head = "- id: g\n  title: g\n  points: 10\n  criteria:\n"
    measures = 'rate: {title: rate, unit: "%", at least: 0%}'
    (tmp_path / "base.yaml").write_text(rubric_text(measures, head + rows("a", "b")), "utf-8")
    for order in ((0, 1), (1, 0)):
        entries = ["  g.b: {title: renamed}\n", "  g:\n    criteria:\n" + rows("b", "a") + "\n"]
        text = 'extends: base.yaml\nedition: "2"\nchanges:\n' + "".join(entries[i] for i in order)
        new = extended(tmp_path, text)
        assert [n.title.en for p, n in new.nodes.items() if "." in p] == ["renamed", "a"]


@pytest.mark.parametrize("base", ["- a\n", "3\n", "measures: []\n"])
def test_a_base_that_is_no_rubric(tmp_path: Path, base: str) -> None:
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    with pytest.raises(RubricError):
        extended(tmp_path, "extends: base.yaml\nmeasures:\n  x: {title: x}\n")
