"""Plug-ins are loaded one at a time; a broken one is isolated, and an error when asked for."""

import sys
from pathlib import Path
from textwrap import dedent

import pytest
from making import indicator, rubric_text

import perfscore
from perfscore.errors import PluginError, RubricError
from perfscore.plugins import installed_plugins, rubric_offers
from perfscore.plugins.registry import readers, report_formats

RATE = 'rate: {title: rate, unit: "%", at least: 0%}'
RUBRIC = rubric_text(RATE, indicator("it", 10, "{kind: pass or fail, when: rate <= 10%}"))
GOOD = """
    from pathlib import Path
    import perfscore

    @perfscore.hookimpl
    def perfscore_rubrics():
        return [Path(__file__).with_name("{name}.yaml")]
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of throw-away distributions on the import path."""
    monkeypatch.syspath_prepend(str(tmp_path))
    installed_plugins.cache_clear()
    before = set(sys.modules)

    def install(name: str, code: str, rubric: str | None = None, version: str = "1.0") -> None:
        (tmp_path / f"{name}.py").write_text(dedent(code), encoding="utf-8")
        if rubric is not None:
            (tmp_path / f"{name}.yaml").write_text(rubric, encoding="utf-8")
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        (info / "entry_points.txt").write_text(f"[perfscore]\n{name} = {name}\n", encoding="utf-8")
        installed_plugins.cache_clear()

    yield install
    installed_plugins.cache_clear()
    for module in set(sys.modules) - before:
        del sys.modules[module]


def good(install, name: str, rubric: str = RUBRIC) -> None:
    install(name, GOOD.format(name=name), rubric)


def state(name: str) -> str:
    return next(plugin.reason for plugin in installed_plugins() if plugin.name == name)


def test_a_good_plugin_is_found_and_named_on_the_rubric(site) -> None:
    good(site, "pr_good")
    rubric = perfscore.load_rubric("test.rubric")
    assert (rubric.identity.package, rubric.identity.version) == ("pr_good", "1.0")
    assert rubric.identity.digest.startswith("sha256:")


def test_a_rubric_made_in_python_is_offered_too(site) -> None:
    code = f"""
        import perfscore
        from perfscore.documents import read_yaml
        from perfscore.rubric import rubric_from_document

        @perfscore.hookimpl
        def perfscore_rubrics():
            text = {RUBRIC!r}
            yield rubric_from_document(read_yaml(text.encode(), "made", perfscore.RubricError))
    """
    site("pr_made", code)
    assert perfscore.load_rubric("test.rubric", "1").identity.package == "pr_made"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("raise RuntimeError('no licence')", "no licence"),
        ("import module_that_is_not_there", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("def (", "SyntaxError"),
        (
            "import perfscore\n@perfscore.hookimpl\ndef perfscore_rubrics(year): return []",
            "year",
        ),
        (
            "import perfscore\n@perfscore.hookimpl\ndef perfscore_rubriks(): return []",
            "perfscore_rubriks",
        ),
        ("def perfscore_rubrics(): return []", "hookimpl missing"),
        ("import perfscore\n@perfscore.hookimpl\ndef perfscore_rubrics(): return [3]", "Error"),
        (
            "import perfscore, pathlib\n@perfscore.hookimpl\n"
            "def perfscore_rubrics(): return [pathlib.Path('nowhere.yaml')]",
            "file-missing",
        ),
    ],
)
def test_a_broken_plugin_is_isolated_and_reported(site, code: str, reason: str) -> None:
    site("pr_broken", code)
    good(site, "pr_good")
    assert reason in state("pr_broken")
    assert perfscore.load_rubric("test.rubric").id == "test.rubric"


def test_asking_for_the_rubric_of_a_broken_plugin_names_the_plugin(site) -> None:
    site("pr_broken", "raise RuntimeError('no licence')")
    with pytest.raises(PluginError) as caught:
        perfscore.load_rubric("cn.other.department")
    assert [p.code for p in caught.value.problems] == ["rubric-unknown", "plugin-broken"]
    assert "no licence" in str(caught.value)
    assert caught.value.exit_code == 4


def test_two_packages_with_one_rubric_are_an_error_naming_both(site) -> None:
    good(site, "pr_one")
    good(site, "pr_two")
    with pytest.raises(PluginError) as caught:
        perfscore.load_rubric("test.rubric")
    assert caught.value.code == "rubric-offered-twice"
    assert "pr_one 1.0, pr_two 1.0" in str(caught.value)
    assert {"pr_one", "pr_two"} == {o.package for o in rubric_offers() if o.id == "test.rubric"}


def test_the_latest_edition_is_the_default(site) -> None:
    good(site, "pr_one")
    good(site, "pr_two", RUBRIC.replace('edition: "1"', 'edition: "2"'))
    assert perfscore.load_rubric("test.rubric").edition == "2"
    assert perfscore.load_rubric("test.rubric", edition="1").edition == "1"


def test_a_broken_rubric_file_does_not_hide_the_others(site) -> None:
    good(site, "pr_bad", RUBRIC.replace("points: 10", "points: 11", 1))
    good(site, "pr_fine", RUBRIC.replace("test.rubric", "fine.rubric"))
    assert perfscore.load_rubric("fine.rubric").id == "fine.rubric"
    with pytest.raises(RubricError, match="points-do-not-add-up"):
        perfscore.load_rubric("test.rubric")


def test_readers_and_formats_of_others_join_the_built_in_ones(site) -> None:
    code = """
        import perfscore

        @perfscore.hookimpl
        def perfscore_readers():
            return {".own": lambda path: "a filing"}

        @perfscore.hookimpl
        def perfscore_report_formats():
            return {".md": lambda card, lang: "# report"}
    """
    site("pr_own", code)
    assert {".yaml", ".yml", ".json", ".own"} == set(readers())
    assert {".txt", ".json", ".md"} == set(report_formats())


def test_a_suffix_offered_twice_is_an_error(site) -> None:
    code = "import perfscore\n@perfscore.hookimpl\ndef perfscore_readers(): return {'.yaml': print}"
    site("pr_own", code)
    with pytest.raises(PluginError, match="suffix-offered-twice"):
        readers()


def test_the_order_of_the_import_path_does_not_matter(site, monkeypatch) -> None:
    good(site, "pr_b", RUBRIC.replace("test.rubric", "b.rubric"))
    good(site, "pr_a", RUBRIC.replace("test.rubric", "a.rubric"))
    forwards = [(p.name, p.package) for p in installed_plugins()]
    monkeypatch.setattr(sys, "path", [*reversed(sys.path)])
    installed_plugins.cache_clear()
    assert forwards == [(p.name, p.package) for p in installed_plugins()]
    assert Path(perfscore.__file__).exists()
