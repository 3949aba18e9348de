"""The commands as a user runs them: output, languages, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from making import indicator, rubric_text

from perfscore.cli.main import program

ROOT = Path(__file__).resolve().parents[2]
HUADU = str(ROOT / "examples" / "huadu-2024.yaml")
RUBRIC = str(ROOT / "rubrics/guangzhou/src/perfscore_guangzhou/2024.yaml")
PATH = "management.execution.carryover_rate"


def run(*arguments: str, code: int = 0, **environment: str) -> str:
    result = CliRunner().invoke(program, arguments, env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert code == result.exit_code, result.output
    return result.output


def test_score_puts_first_what_a_reviewer_needs() -> None:
    head = run("score", HUADU, "--lang", "zh").split("\n\n")[1].splitlines()
    assert head[:5] == [
        "自评得分          100.00",
        "复算得分          85.00~100.00",
        "可能等级          良、优  （等级划分为假定）",
        "未定分值          15.00",
        "依据为假定的分值  33.00",
    ]


def test_score_in_english() -> None:
    output = run("score", HUADU, "--lang", "en")
    assert "self-assessed            100.00" in output
    assert "grades possible          good, excellent" in output


def test_score_as_json() -> None:
    record = json.loads(run("score", HUADU, "--json"))
    assert (
        record["total"]["low"],
        record["total"]["high"],
        record["self_assessed"],
    ) == ("85.00", "100.00", "100.00")
    assert record["format"] == 1


def test_score_to_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    for name in ("card.json", "card.txt"):
        assert run("score", HUADU, "-o", str(tmp_path / name)) == ""
        assert (tmp_path / name).stat().st_size > 1000
    assert "file-kind-unknown" in run("score", HUADU, "-o", str(tmp_path / "card.xyz"), code=2)
    missing = str(tmp_path / "none" / "card.json")
    assert "file-not-written" in run("score", HUADU, "-o", missing, code=2)
    assert {"card.json", "card.txt"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(("level", "code"), [("information", 1), ("warning", 1), ("error", 0)])
def test_fail_on(level: str, code: int) -> None:
    run("score", HUADU, "--fail-on", level, code=code)


def test_score_with_a_rubric_file_or_an_edition() -> None:
    plain = json.loads(run("score", HUADU, "--rubric", RUBRIC, "--json"))
    named = json.loads(run("score", HUADU, "--rubric", "cn.guangzhou.department@2024", "--json"))
    assert plain["total"] == named["total"]
    assert plain["rubric"]["digest"] == named["rubric"]["digest"]
    assert (plain["rubric"]["package"], named["rubric"]["package"]) == ("", "perfscore-guangzhou")


def test_trust() -> None:
    record = json.loads(run("score", HUADU, "--trust", "documented", "--json"))
    assert (record["total"]["low"], record["total"]["high"]) == ("0.00", "100.00")


def test_explain_prints_all_a_reviewer_checks() -> None:
    output = run("explain", HUADU, PATH, "--lang", "en")
    for part in (
        "By band of carry-over rate",
        "= carry-over rate",
        "2 points if [value banded] ≤ 10%",
        "2 points if 0%~10% ≤ 10%",
        "holds: [value banded] ≤ 10% (0%~10% ≤ 10%), 0 percentage points~10 percentage points apart",
        "rounded half up to a multiple of 0.01 points",
        "≤10%  self-evaluation （四）2（2）①",
        "below full marks: assumed",
    ):
        assert part in output, part


def test_explain_shows_what_was_rejected_and_by_how_much(tmp_path: Path) -> None:
    text = Path(HUADU).read_text(encoding="utf-8").replace("value: ≤10%", "value: 12.5%")
    path = tmp_path / "filing.yaml"
    path.write_text(text, encoding="utf-8")
    output = run("explain", str(path), PATH, "--lang", "zh")
    assert "不成立：[分档依据] ≤ 10%（12.5% ≤ 10%），相距 2.5 百分点" in output
    assert "成立：[分档依据] ≤ 20%（12.5% ≤ 20%），相距 7.5 百分点" in output


def test_explain_as_json_and_of_the_total() -> None:
    assert json.loads(run("explain", HUADU, PATH, "--json"))["path"] == PATH
    assert "35 points~50 points" in run("explain", HUADU, "total", "--lang", "en")


def test_explain_an_unknown_path() -> None:
    output = run("explain", HUADU, "management.budgetting", "--lang", "zh", code=2)
    assert "是否想写：management.budgeting" in output


def test_rubrics() -> None:
    assert "cn.guangzhou.department@2024" in run("rubrics", "--lang", "zh")
    listed = json.loads(run("rubrics", "--json"))
    assert "perfscore-guangzhou" in [offer["package"] for offer in listed["rubrics"]]


def test_show() -> None:
    output = run("show", "cn.guangzhou.department", "--lang", "zh")
    assert "[management.execution.carryover_rate]" in output
    assert "≤ 10% 得 2 分" in output
    assert "假定" in output
    data = json.loads(run("show", RUBRIC, "--json"))
    assert data["rubric"] == "cn.guangzhou.department"


def test_what_show_prints_as_json_loads_again(tmp_path: Path) -> None:
    """A rubric survives the round through its own models."""
    path = tmp_path / "again.yaml"
    path.write_text(run("show", RUBRIC, "--json"), encoding="utf-8")
    one, two = (
        json.loads(run("score", HUADU, "--rubric", r, "--json")) for r in (RUBRIC, str(path))
    )
    assert one["rows"] == two["rows"]


def test_codes_explain_every_finding() -> None:
    everything = json.loads(run("codes", "--json"))
    assert len(everything) >= 27
    for each in everything:
        for part in ("means", "matters", "settle"):
            assert each[part]["zh"]
            assert each[part]["en"]
        assert each["code"] in run("codes", "--lang", "zh")
    output = run("codes", "unit-mismatch", "--lang", "zh")
    assert "人与人次" in output
    assert "处理" in output
    assert "did you mean: unit-mismatch" in run("codes", "unit-mismach", "--lang", "en", code=2)


def test_check() -> None:
    output = run("check", HUADU, "--lang", "en")
    assert "0 errors" in output
    assert "contradict each other: 50万人次, 100万人次 (conflicting-statements)" in output
    assert "0 errors, 0 warnings" in run("check", RUBRIC, "--lang", "en")
    assert "0 errors" in run("check", "cn.guangzhou.department", "--lang", "en")
    run("check", "no.such.rubric", code=4)
    run("check", "no-such-file.yaml", code=3)
    run("check", "no-such-file.json", code=3)


def test_check_lists_every_problem_and_warning(tmp_path: Path) -> None:
    measures = 'rate: {title: rate, unit: "%"}\nother: {title: other}'
    text = rubric_text(measures, indicator("it", 10, "{kind: pass or fail, when: rate <= 1%}"))
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    output = run("check", str(path), "--lang", "en")
    assert "warning[measure-unused]" in output
    path.write_text(text.replace("when: rate", "when: rat"), encoding="utf-8")
    output = run("check", str(path), "--lang", "zh", code=4)
    assert "错误[measure-unknown]" in output
    found = json.loads(run("check", str(path), "--json", code=4))
    assert [(p["code"], p["severity"]) for p in found] == [("measure-unknown", "error")]


def test_a_filing_with_problems_leaves_with_3(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("rubric: [", encoding="utf-8")
    for command in ("score", "check"):
        assert "bad.yaml:" in run(command, str(path), code=3)
    run("score", str(tmp_path), code=3)
    run("score", HUADU, "--rubric", "nothing.here", code=4)


def test_usage_errors_leave_with_2() -> None:
    run("score", code=2)
    run("score", HUADU, "--lang", "fr", code=2)
    assert "Did you mean 'score'?" in run("scroe", HUADU, code=2)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PERFSCORE_LANG": "zh", "LC_ALL": "en_US"}, "自评得分"),
        ({"PERFSCORE_LANG": "", "LC_ALL": "zh_CN.UTF-8"}, "自评得分"),
        ({"PERFSCORE_LANG": "", "LC_ALL": "C"}, "self-assessed"),
    ],
)
def test_the_language_follows_the_environment(environment: dict[str, str], expected: str) -> None:
    assert expected in run("score", HUADU, **environment)


@pytest.mark.parametrize(
    "command", ["", "score", "explain", "rubrics", "show", "check", "verify", "codes"]
)
def test_help(command: str) -> None:
    output = run(*filter(None, [command]), "--help")
    assert "Usage:" in output
    assert ("Exit codes" in output) == (command == "")


def test_version() -> None:
    assert run("--version").startswith("perfscore 0.")


def test_a_console_that_cannot_print_chinese_gets_substitutes() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "perfscore", "score", HUADU, "--lang", "zh"]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert b"85.00~100.00" in done.stdout


def test_control_characters_of_a_filing_do_not_reach_the_terminal(tmp_path: Path) -> None:
    text = Path(HUADU).read_text(encoding="utf-8")
    text = text.replace("zh: 服务群众", 'zh: "服务\\e[2J\\u202E群众"')
    path = tmp_path / "filing.yaml"
    path.write_text(text, encoding="utf-8")
    output = run("score", str(path), "--lang", "zh")
    assert "\x1b" not in output
    assert "<U+001B>" in output


REVIEW = """
rubric: cn.guangzhou.department
edition: "2024"
department: {name: {zh: 广州市花都区政务服务和数据管理局, en: h}}
period: "2024"
overrides:
  - measure: asset_utilization
    old: ""
    new: 92%
    person: 李明
    date: 2025-03-20
    ground: {zh: 现场核对资产台账, en: asset ledger seen on site}
"""


def test_a_review_stands_beside_the_computed_scores(tmp_path: Path) -> None:
    review = tmp_path / "review.yaml"
    review.write_text(REVIEW, encoding="utf-8")
    output = run("score", HUADU, "--review", str(review), "--lang", "en")
    assert "recomputed               85.00~100.00" in output
    assert "reviewed                 87.00~100.00  good, excellent" in output
    path = "management.assets.utilization"
    explained = run("explain", HUADU, path, "--review", str(review), "--lang", "zh")
    assert "李明 于 2025-03-20 将“固定资产利用率”由 缺失 改定为 92%：现场核对资产台账" in explained
    review.write_text(REVIEW.replace("ground:", "reason:"), encoding="utf-8")
    assert "key-unknown" in run("score", HUADU, "--review", str(review), code=3)


def test_compare_before_and_after_a_review(tmp_path: Path) -> None:
    review, card = tmp_path / "review.yaml", tmp_path / "card.json"
    review.write_text(REVIEW, encoding="utf-8")
    run("score", HUADU, "--review", str(review), "-o", str(card))
    output = run("compare", HUADU, str(card), "--lang", "en")
    assert "difference  +2.00 / 0.00" in output
    assert "utilization of fixed assets  0.00~2.00 -> 2.00" in output
    record = json.loads(run("compare", HUADU, str(card), "--json"))
    assert record["causes"]["data"] == {"low": "2", "high": "0"}
    assert record["rows"][-1]["path"] == "management.assets.utilization"
    assert "verified" in run("verify", str(card), "--lang", "en")


def test_compare_refuses_two_departments_and_edited_cards(tmp_path: Path) -> None:
    other = str(ROOT / "examples" / "lingling-2021.yaml")
    assert "compare-departments" in run("compare", HUADU, other, code=2)
    card = tmp_path / "card.json"
    run("score", HUADU, "-o", str(card))
    card.write_text(card.read_text(encoding="utf-8").replace("85.00", "86.00", 1), encoding="utf-8")
    assert "card-edited" in run("compare", HUADU, str(card), code=3)


def test_verify_with_a_rubric_that_is_not_installed(tmp_path: Path) -> None:
    rubric, filing, card = (tmp_path / name for name in ("r.yaml", "f.yaml", "c.json"))
    measures = "done: {title: done, kind: condition}"
    text = rubric_text(measures, indicator("it", 10, "{kind: pass or fail, when: done}"))
    rubric.write_text(text, encoding="utf-8")
    filing.write_text(
        'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
        "evidence:\n  - {measure: done, value: 是}\n",
        encoding="utf-8",
    )
    run("score", str(filing), "--rubric", str(rubric), "-o", str(card))
    assert "rubric-unknown" in run("verify", str(card), code=4)
    assert "verified" in run("verify", str(card), "--rubric", str(rubric), "--lang", "en")


def test_a_report_never_takes_the_place_of_what_it_is_made_from(tmp_path: Path) -> None:
    filing = tmp_path / "filing.json"
    record = json.loads(run("score", HUADU, "--json"))
    filing.write_text(json.dumps(record["filing"]), encoding="utf-8")
    before = filing.read_bytes()
    assert "output-is-input" in run("score", str(filing), "-o", str(filing), code=2)
    assert filing.read_bytes() == before
    run("score", str(filing), "--json", "-o", str(tmp_path / "card.txt"), code=2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_clear_error() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "perfscore", "score", HUADU],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert "file-not-written" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_lists_what_the_form_gets_wrong(tmp_path: Path) -> None:
    output = run("check", str(ROOT / "examples" / "lingling-2021.yaml"), "--lang", "en")
    assert "weights-do-not-add-up" in output
    assert "self-assessed-differs" in output


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_closed_pipe_is_not_taken_for_findings() -> None:
    command = f"{sys.executable} -m perfscore score {HUADU} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.strip() in ("0", "141")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_help_on_a_full_disk() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "perfscore", "--help"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
