"""CAPAG: every combination of letters, edges, dirty values, the two editions, and tables."""

from itertools import product
from pathlib import Path

import pytest

import perfscore

PACKAGE = Path(__file__).parents[1]
# The Treasury's files in one table; they belong to others and lie beside a checkout, or nowhere.
MUNICIPALITIES = PACKAGE.parents[2] / "shared" / "data" / "capag_municipalities_all.csv.gz"
RUBRICS = {
    edition: perfscore.load_rubric(PACKAGE / "src" / "perfscore_capag" / f"{edition}.yaml")
    for edition in ("2017", "2023")
}


def scored(given: dict[str, str], edition: str = "2017", period: str = "") -> perfscore.Scorecard:
    filing = perfscore.Filing.model_validate(
        {
            "rubric": "br.capag",
            "edition": edition,
            "department": {"name": "a town"},
            "period": period or {"2017": "2019", "2023": "2023"}[edition],
            "evidence": [{"measure": name, "value": value} for name, value in given.items()],
        }
    )
    return perfscore.score(filing, RUBRICS[edition])


def level(card: perfscore.Scorecard, path: str = "total") -> str:
    row = card[path]
    return row.said(row.score, "en")


def by_hand(debt: str, savings: str, liquidity: str) -> str:
    if "n.d." in (debt, savings, liquidity):
        return "n.d."
    if (debt, savings, liquidity) == ("A", "A", "A"):
        return "A"
    if (debt, savings, liquidity) == ("C", "C", "C"):
        return "D"
    return "C" if "C" in (savings, liquidity) else "B"


@pytest.mark.parametrize("letters", list(product("ABC", "ABC", "AC")), ids="".join)
def test_every_combination_of_letters(letters: tuple[str, str, str]) -> None:
    names = ("debt_grade", "savings_grade", "liquidity_grade")
    assert level(scored(dict(zip(names, letters, strict=True)))) == by_hand(*letters)


@pytest.mark.parametrize("missing", ["debt_grade", "savings_grade", "liquidity_grade"])
def test_one_letter_that_is_not_available(missing: str) -> None:
    given = {"debt_grade": "C", "savings_grade": "C", "liquidity_grade": "C", missing: "n.d."}
    card = scored(given)
    assert level(card) == "n.d."
    assert not card.has_total
    assert {"code-read", "evidence-missing"} <= {finding.code for finding in card.findings}


@pytest.mark.parametrize(
    ("measure", "path", "edition", "ratio", "expected"),
    [
        ("debt_ratio", "debt", "2017", "0.6", "B"),
        ("debt_ratio", "debt", "2017", "0.599999999", "A"),
        ("debt_ratio", "debt", "2017", "1.499999999", "B"),
        ("debt_ratio", "debt", "2017", "1.5", "C"),
        ("debt_ratio", "debt", "2023", "1", "C"),
        ("debt_ratio", "debt", "2017", "-0.065050267", "A"),
        ("current_savings_ratio", "savings", "2017", "0.9", "B"),
        ("current_savings_ratio", "savings", "2023", "0.85", "B"),
        ("current_savings_ratio", "savings", "2017", "0.85", "A"),
        ("current_savings_ratio", "savings", "2017", "0.95", "C"),
        ("current_savings_ratio", "savings", "2017", "11389200000000000", "C"),
        ("current_savings_ratio", "savings", "2017", "-8244030847389270", "A"),
        ("liquidity_ratio", "liquidity", "2017", "0", "A"),
        ("liquidity_ratio", "liquidity", "2017", "0.999999999", "A"),
        ("liquidity_ratio", "liquidity", "2017", "1", "C"),
        ("liquidity_ratio", "liquidity", "2017", "-2.68596026", "C"),
    ],
)
def test_edges_of_the_ratios(
    measure: str, path: str, edition: str, ratio: str, expected: str
) -> None:
    assert level(scored({measure: ratio}, edition), path) == expected


@pytest.mark.parametrize("sign", ["n.d.", "N.D.", "#NÚM!", "#DIV/0!"])
def test_a_sign_in_place_of_a_ratio_is_missing_and_said_so(sign: str) -> None:
    card = scored({"debt_ratio": sign})
    assert level(card, "debt") == "n.d."
    assert [f.code for f in card.findings if f.code == "code-read"] == ["code-read"]


def test_a_decimal_comma_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="0,885"):
        scored({"debt_ratio": "0,885"})


def test_a_footnoted_grade_is_the_grade_and_a_finding() -> None:
    card = scored({"debt_grade": "A", "savings_grade": "C*", "liquidity_grade": "A"})
    assert level(card) == "C"
    assert "code-read" in {finding.code for finding in card.findings}


def test_a_stated_letter_against_its_ratio_is_a_finding() -> None:
    """Porto Mauá's liquidity of exactly 1 was published as A."""
    card = scored({"liquidity_ratio": "1", "liquidity_grade": "A"})
    assert level(card, "liquidity") == "C"
    assert "differs-from-numbers" in {finding.code for finding in card.findings}


def test_a_letter_that_was_withheld_although_the_ratio_is_there() -> None:
    card = scored({"liquidity_ratio": "0.5", "liquidity_grade": "n.d."})
    assert level(card, "liquidity") == "n.d."
    assert "missing-beside-numbers" in {finding.code for finding in card.findings}


def test_an_edition_that_was_not_in_force_is_refused() -> None:
    with pytest.raises(perfscore.FilingError) as caught:
        scored({"debt_ratio": "0.5"}, "2023", "2019")
    assert caught.value.code == "edition-not-in-force"


def test_editions_differ_in_two_cut_points_only() -> None:
    one, two = (RUBRICS[edition] for edition in ("2017", "2023"))
    differing = {name for name in one.measures if one.measures[name] != two.measures[name]}
    assert differing == {"debt_grade", "savings_grade"}
    assert one.methods == two.methods


# A table of our own in the form of the files; its last column says what must come out.
TABLE = """\
edition,ibge_code,uf,debt_ratio,debt_grade,current_savings_ratio,savings_grade,liquidity_ratio,liquidity_grade,capag
one,1,AA,0.4,A,0.85,A,0.5,A,A
one,2,AA,0.599999999,A,0.95,C,1.0,C,C
one,3,AA,1.5,C,2.058720028655616e+16,C,-2.7,C,D
two,1,AA,2e-09,A,0.9,B,0,A,B
two,2,AA,0.4,A,0.85,A,0.5,n.d.,n.d.
two,3,AA,,n.d.,,n.d.,,n.d.,n.d.
two,4,AA,"0,4",A,0.85,A,0.5,A,A
two,4,AA,0.4,A,0.85,A,0.5,A,A
"""


def test_a_table_in_the_form_of_the_published_files(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_text(TABLE, encoding="utf-8")
    found = perfscore.score_many(path, RUBRICS["2017"], mapping=PACKAGE / "table.yaml")
    assert found.frame["id"].to_list() == ["one 1", "one 2", "one 3", "two 1", "two 2", "two 3"]
    totals = ["A", "C", "D", "B", None, None]
    assert found.frame["total_low"].to_list() == totals
    assert found.frame["total_high"].to_list() == totals
    assert found.columns_not_read == ("uf", "capag")
    assert found.measures_not_stated == ()
    refused = found.remarks.select("row", "column", "code").rows()
    assert refused == [
        (6, "debt_ratio", "value-number-expected"),
        (6, "edition ibge_code", "department-id-repeated"),
        (7, "edition ibge_code", "department-id-repeated"),
    ]


def test_rows_of_a_table_are_scored_by_the_edition_that_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    header = TABLE.partition("\n")[0]
    path.write_text(f"{header}\nthree,1,AA,1.2,,0.86,,0.5,,\n", encoding="utf-8")
    levels = {
        edition: perfscore.score_many(path, rubric, mapping=PACKAGE / "table.yaml").frame
        for edition, rubric in RUBRICS.items()
    }
    assert levels["2017"].select("debt.low", "savings.low").rows() == [("B", "A")]
    assert levels["2023"].select("debt.low", "savings.low").rows() == [("C", "B")]


@pytest.mark.skipif(not MUNICIPALITIES.exists(), reason=f"{MUNICIPALITIES.name} is not here")
def test_the_published_files_as_a_table() -> None:
    import polars as pl

    every = pl.read_csv(MUNICIPALITIES, infer_schema=False)
    is_later = pl.col("edition") == "CAPAG 2023, base year 2022"
    for edition, table, differing in (
        ("2017", every.filter(~is_later), 6),
        ("2023", every.filter(is_later), 0),
    ):
        found = perfscore.score_many(table, RUBRICS[edition], mapping=PACKAGE / "table.yaml")
        assert found.tally.refused == 0
        totals = found.frame["total_low"].cast(pl.String).fill_null("n.d.")
        assert (totals != table["capag"]).sum() == differing
