"""Published results recomputed: every cell counted once, dirty cells told, bad files refused."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

import perfscore
from perfscore.errors import FilingError, PerfscoreError
from perfscore.published import recompute
from perfscore.published.recompute import Outcome

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
CAPAG = ROOT / "rubrics" / "capag" / "published.yaml"
HEADER = (
    "edition,ibge_code,uf,debt_ratio,debt_grade,current_savings_ratio,savings_grade,"
    "liquidity_ratio,liquidity_grade,capag\n"
)
TOWNS = """a,1,SP,0.885938167,B,0.946296212,B,0.24871235,A,B
a,2,RJ,1.4696e-05,A,1.13892e+16,C,-2.68596026,C,C
a,3,GO,,n.d.,#NÚM!,n.d.,5,n.d.,n.d.
a,4,GO,2,C,1,C,1,C,C
a,5,RS,0.1,A,"0,85",A,1,A,A
a,6,PR,0.1,A,,C,0,A,C
a,7,PR,1.2.3,A,0.5,E,0,A,A
"CAPAG 2023, base year 2022",8,SP,1.2,C,0.88,B,0.5,A,B
"""


def table(tmp_path: Path, text: str, name: str = "towns.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_cell_is_counted_once(tmp_path) -> None:
    found = recompute(CAPAG, table(tmp_path, HEADER + TOWNS))
    assert found.rows == 8
    assert {result: found.total(result) for result in found.counts} == {
        "indicator_grades": 24,
        "final_grades": 8,
    }
    rest = {(e.result, e.line, e.path): (e.published, e.computed, e.outcome) for e in found.rest}
    # CCC published as C, as five towns of July 2019.
    assert rest["final_grades", 5, "total"] == ("C", "D", Outcome.DIFFERENT)
    # A liquidity of exactly 1 that was graded A.
    assert rest["indicator_grades", 6, "liquidity"] == ("A", "C", Outcome.DIFFERENT)
    # A grade without a ratio, and a ratio without a grade.
    assert rest["indicator_grades", 7, "savings"][2] == Outcome.NOT_COMPUTED
    assert rest["indicator_grades", 4, "liquidity"][2] == Outcome.NOT_PUBLISHED
    assert Counter(each.outcome for each in found.rest) == {
        # The third is the E, beside the A that its ratio gives.
        "different": 3,
        "not computed": 4,
        "not published": 3,
    }


def test_a_cell_that_cannot_be_read_is_told_and_costs_only_itself(tmp_path) -> None:
    found = recompute(CAPAG, table(tmp_path, HEADER + TOWNS))
    assert [(line, column, cell) for line, column, cell, _ in found.unread] == [
        (6, "current_savings_ratio", "0,85"),
        (8, "debt_ratio", "1.2.3"),
        (8, "savings_grade", "E"),
    ]
    # A level that no scale has leaves the final grade without one of its three letters.
    final = next(e for e in found.rest if e.line == 8 and e.result == "final_grades")
    assert (final.outcome, final.reason) == (Outcome.NOT_COMPUTED, "not rated")
    assert "refused" not in found.findings


def test_a_period_that_is_blank_refuses_its_row(tmp_path) -> None:
    text = CAPAG.read_text(encoding="utf-8").replace(
        "  column: edition\n", "  column: edition\n  period: uf\n"
    )
    mapping = table(tmp_path, text, "mapping.yaml")
    found = recompute(mapping, table(tmp_path, HEADER + 'a,1,"",1,B,1,C,1,A,C\n'))
    assert {each.outcome for each in found.rest} == {"not computed"}
    assert found.findings["refused"] == 2


def test_a_packed_table_reads_the_same(tmp_path) -> None:
    plain = recompute(CAPAG, table(tmp_path, HEADER + TOWNS))
    packed = tmp_path / "towns.csv.gz"
    packed.write_bytes(gzip.compress((HEADER + TOWNS).encode()))
    assert recompute(CAPAG, packed).counts == plain.counts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "file-empty"),
        ("x\n", "column-missing"),
        (HEADER.replace("capag", "grade") + TOWNS, "column-missing"),
        (HEADER + "a,1,SP,0.8\n", "row-length"),
        (HEADER.replace("uf,", "uf,uf,") + "a\n", "column-twice"),
        (HEADER + 'a,1,"SP\n', "csv-syntax"),
    ],
)
def test_what_is_no_such_table(tmp_path, text: str, code: str) -> None:
    with pytest.raises(FilingError) as caught:
        recompute(CAPAG, table(tmp_path, text))
    assert caught.value.code == code


def test_a_table_that_is_cut_off_or_not_utf8(tmp_path) -> None:
    packed = tmp_path / "towns.csv.gz"
    packed.write_bytes(gzip.compress((HEADER + TOWNS).encode())[:-20])
    latin = tmp_path / "latin.csv"
    latin.write_bytes((HEADER + "São Paulo").encode("latin-1"))
    for path in (packed, latin):
        with pytest.raises(FilingError) as caught:
            recompute(CAPAG, path)
        assert caught.value.code == "csv-syntax"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("rubric: br.capag\n", "", "key-missing"),
        ("rubric: br.capag\n", "rubric: br.copag\n", "rubric-unknown"),
        ("compare: {total: capag}", "compare: {totl: capag}", "path-unknown"),
        ("debt_grade: debt_grade", "debt_grad: debt_grade", "measure-unknown"),
        ("results:", "resluts:", "key-unknown"),
        ("id: final_grades", "id: indicator_grades", "id-repeated"),
        ("compare: {total: capag}", "compare: {grade: capag}", "path-unknown"),
    ],
)
def test_a_mapping_that_is_wrong(tmp_path, old: str, new: str, code: str) -> None:
    text = CAPAG.read_text(encoding="utf-8")
    assert old in text
    mapping = table(tmp_path, text.replace(old, new, 1), "mapping.yaml")
    towns = table(tmp_path, HEADER + TOWNS)
    with pytest.raises(PerfscoreError) as caught:
        recompute(mapping, towns)
    assert code in [problem.code for problem in caught.value.problems]


def published(package: str, name: str) -> tuple[Path, Path]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"the published table {name} is not here")
    return ROOT / "rubrics" / package / "published.yaml", path


def test_pefa_as_published() -> None:
    found = recompute(*published("pefa", "pefa_assessments_2016_framework.csv"))
    counts = found.counts["indicators"]
    assert (found.rows, found.total("indicators")) == (102, 3162)
    assert counts == {"same": 3090, "different": 51, "not computed": 1, "not published": 20}


def test_part_as_published() -> None:
    found = recompute(*published("us-part", "part_section_scores.csv"))
    assert found.counts["ratings"] == {"same": 27}
    assert found.findings == {"grade-rule-applies": 5}


def test_every_twentieth_town_as_published(tmp_path) -> None:
    """All 33,168 take most of a minute: ``perfscore recompute`` does them."""
    mapping, path = published("capag", "capag_municipalities_all.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    some = tmp_path / "some.csv"
    with some.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *rows[1::20]])
    found = recompute(mapping, some)
    assert found.rows == len(rows[1::20])
    assert found.counts["final_grades"]["same"] >= found.rows - 1
    graded = found.counts["indicator_grades"]
    assert (graded["different"], found.total("indicator_grades")) == (0, 3 * found.rows)


def test_it_is_on_the_public_face() -> None:
    assert perfscore.recompute is recompute


def test_a_published_grade_may_be_printed_in_either_language(tmp_path) -> None:
    mapping = ROOT / "rubrics" / "us-part" / "published.yaml"
    text = "program,purpose,planning,management,results,rating\np,90,86,78,16,Adequate\n"
    for lang in ("zh", "en"):
        assert recompute(mapping, table(tmp_path, text), lang=lang).counts["ratings"]["same"] == 1
