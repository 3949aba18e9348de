"""The page of shapes: it is what its script makes, and every row and test that it names is there."""

import ast
import importlib.util
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import perfscore
from perfscore.rules import RULE_KINDS

ROOT = Path(__file__).resolve().parent.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBERS = {"chinese": 36, "international": 28}


def _script() -> ModuleType:
    """docs/shapes.py, which no package holds."""
    spec = importlib.util.spec_from_file_location("shapes_page", ROOT / "docs" / "shapes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()
SHAPES = SCRIPT.shapes()
SHOWN = [(shape, reference) for shape in SHAPES for reference in shape.shown_by]
ROWS = [(shape, reference) for shape, reference in SHOWN if "::" not in reference]
TESTS = sorted({reference for _, reference in SHOWN if "::" in reference})


def test_the_page_is_what_the_script_makes() -> None:
    assert SCRIPT.PAGE == ROOT / "docs" / "reference" / "shapes.md"
    assert SCRIPT.PAGE.read_text(encoding="utf-8") == SCRIPT.page(SHAPES)


def test_a_page_out_of_date_is_found_and_rewritten(tmp_path: Path, monkeypatch, capsys) -> None:
    copy = tmp_path / "shapes.md"
    monkeypatch.setattr(SCRIPT, "PAGE", copy)
    assert SCRIPT.main(["--check"]) == 1
    assert SCRIPT.main([]) == 0
    assert SCRIPT.main(["--check"]) == 0
    copy.write_text(copy.read_text(encoding="utf-8") + "one more line\n", encoding="utf-8")
    assert SCRIPT.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err


def test_every_number_is_there_once() -> None:
    found = Counter((shape.list, shape.number) for shape in SHAPES)
    wanted = [(name, n) for name, last in NUMBERS.items() for n in range(1, last + 1)]
    assert found == Counter(wanted)
    assert [(shape.list, shape.number) for shape in SHAPES] == wanted


def test_every_table_has_a_line_for_each_shape() -> None:
    lines = SCRIPT.PAGE.read_text(encoding="utf-8").splitlines()
    numbers = [int(m[1]) for line in lines if (m := re.match(r"\| (\d+) \|", line))]
    assert numbers == [n for last in NUMBERS.values() for n in range(1, last + 1)]
    cells = [re.split(r"(?<!\\)\|", line) for line in lines if line.startswith("|")]
    assert {len(each) for each in cells} == {len(SCRIPT.COLUMNS) + 2}


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: f"{shape.list}-{shape.number}")
def test_both_languages_say_something(shape) -> None:
    for text in (shape.zh.name, shape.zh.means):
        assert CHINESE.search(text)
    for text in (shape.en.name, shape.en.means):
        assert text and not CHINESE.search(text)
    assert shape.written_as and shape.shown_by


def test_no_two_shapes_of_a_list_share_a_name() -> None:
    for lang in ("en", "zh"):
        names = Counter((shape.list, getattr(shape, lang).name) for shape in SHAPES)
        assert set(names.values()) == {1}


@cache
def rubric(identity: str) -> perfscore.Rubric:
    name, _, edition = identity.partition("@")
    assert edition, identity
    return perfscore.load_rubric(name, edition)


def kinds_behind(loaded: perfscore.Rubric, row: perfscore.Indicator) -> set[str]:
    """The kind of a row's rule, and those that give the measures it reads their levels."""
    found = {row.rule.kind}
    for _, name, _ in row.rule.mentions():
        grading = loaded.measures[name].grading
        found |= set() if grading is None else {grading.kind}
    return found


@pytest.mark.parametrize(
    ("shape", "reference"), ROWS, ids=[f"{s.list}-{s.number}-{reference}" for s, reference in ROWS]
)
def test_a_row_that_shows_a_shape(shape, reference: str) -> None:
    """It is in the rubric, and its rule is of a kind that the shape is written as."""
    identity, _, path = reference.partition(" ")
    loaded = rubric(identity)
    assert path in loaded.nodes
    node = loaded.nodes[path]
    named = {kind for kind in RULE_KINDS if f"`{kind}`" in shape.written_as}
    if named and isinstance(node, perfscore.Indicator):
        assert kinds_behind(loaded, node) & named


@cache
def functions(file: Path) -> frozenset[str]:
    """The tests of a file, by name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("reference", TESTS)
def test_a_test_that_shows_a_shape(reference: str) -> None:
    file, _, name = reference.partition("::")
    assert name.startswith("test_")
    assert name in functions(ROOT / file)
