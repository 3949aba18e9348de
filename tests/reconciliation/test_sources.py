"""Files with digests, periods, precedence of sources, tolerance between statements."""

import hashlib
import os
from fractions import Fraction
from pathlib import Path

import pytest
from making import one_rule

import perfscore
from perfscore.errors import FilingError, RubricError
from perfscore.model.reading import State

HEAD = 'rubric: test.rubric\nedition: "1"\ndepartment: {name: d}\nperiod: "2024"\n'
RULE = "{kind: attainment, actual: served, target: 100人次, better: higher}"


def scored(folder: Path, more: str, *, trust: str = "reported", measure: str = "", rubric=None):
    path = folder / "filing.yaml"
    path.write_text(HEAD + more, encoding="utf-8")
    rubric = rubric or one_rule(f"served: {{title: served, unit: 人次{measure}}}", RULE)
    return perfscore.score(perfscore.read_filing(path), rubric, trust=perfscore.Trust(trust))


def codes(card: perfscore.Scorecard) -> set[str]:
    return {finding.code for finding in card.findings}


def reading(card: perfscore.Scorecard) -> perfscore.Reading:
    return card["it"].readings[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.pdf").write_bytes(b"the report")
    return tmp_path


DIGEST = "sha256:" + hashlib.sha256(b"the report").hexdigest()


def source(kind: str = "document", file: str = "report.pdf", digest: str = DIGEST) -> str:
    return (
        f"sources:\n  s: {{title: s, kind: {kind}, file: '{file}', digest: '{digest}'}}\n"
        "evidence:\n  - {measure: served, value: 90人次, source: s}\n"
    )


def test_a_source_file_that_matches_its_digest_verifies(folder: Path) -> None:
    card = scored(folder, source(), trust="verified")
    assert card.total == perfscore.Bounds(Fraction(9), Fraction(9))
    assert reading(card).trust is perfscore.Trust.VERIFIED


def test_ones_own_account_verifies_nothing(folder: Path) -> None:
    assert not scored(folder, source("self-evaluation"), trust="verified").total.is_settled


@pytest.mark.parametrize(("file", "code"), [("gone.pdf", "missing"), ("report.pdf", "changed")])
def test_a_missing_or_changed_file_documents_and_is_a_finding(folder, file: str, code: str) -> None:
    given = source(file=file, digest="sha256:" + "0" * 64)
    documented = scored(folder, given, trust="documented")
    assert documented.total.is_settled
    assert codes(documented) == {f"source-file-{code}"}
    verified = scored(folder, given, trust="verified")
    assert codes(verified) == {f"source-file-{code}", "evidence-below-trust", "evidence-missing"}
    stakes = {f.code: f.points_at_stake for f in verified.findings}
    assert stakes["evidence-below-trust"] == 9


@pytest.mark.parametrize("file", ["../report.pdf", "/etc/hostname", "C:\\report.pdf", "a/../../b"])
def test_a_file_outside_the_folder_is_never_opened(folder: Path, file: str) -> None:
    with pytest.raises(FilingError) as caught:
        scored(folder, source(file=file))
    assert caught.value.code == "source-file-outside"
    assert caught.value.place.line == 6


def test_a_link_that_leads_outside_is_outside(folder: Path) -> None:
    inner = folder / "inner"
    inner.mkdir()
    (inner / "link.pdf").symlink_to(folder / "report.pdf")
    with pytest.raises(FilingError, match="source-file-outside"):
        scored(inner, source(file="link.pdf"))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("file: report.pdf", "source-file-or-digest"),
        (f"digest: '{DIGEST}'", "source-file-or-digest"),
        ("file: report.pdf, digest: 'sha256:12'", "digest-invalid"),
        ("file: '.', digest: '" + DIGEST + "'", "source-file-unreadable"),
    ],
)
def test_a_file_and_its_digest_that_cannot_be_checked(folder: Path, more: str, code: str) -> None:
    with pytest.raises(FilingError) as caught:
        scored(folder, f"sources:\n  s: {{title: s, {more}}}\n")
    assert (caught.value.code, caught.value.place.line) == (code, 6)


def test_a_card_remembers_which_files_matched(folder: Path) -> None:
    card = scored(folder, source(), trust="verified", rubric=None)
    record = perfscore.as_record(card)
    assert record["files"] == {"s": "matches"}


def statements(*rows: str) -> str:
    kinds = {"own": "self-evaluation", "paper": "document", "ledger": "system"}
    sources = "".join(f"  {n}: {{title: {n}, kind: {k}}}\n" for n, k in kinds.items())
    said = "".join(f"  - {{measure: served, {row}}}\n" for row in rows)
    return f"sources:\n{sources}evidence:\n{said}"


def test_a_statement_of_another_period_is_not_used(folder: Path) -> None:
    card = scored(folder, statements("value: 90人次, period: '2023'", "value: 80人次"))
    assert reading(card).bounds.value == 80
    (finding,) = card.findings
    assert (finding.code, finding.points_at_stake) == ("other-period", 1)
    assert codes(scored(folder, statements("value: 90人次, period: '2024'"))) == set()


def test_a_measure_of_the_year_before_takes_that_years_statements(folder: Path) -> None:
    rows = statements("value: 90人次, period: '2023'", "value: 80人次, period: '2024'")
    card = scored(folder, rows, measure=", period: previous")
    assert reading(card).bounds.value == 90
    assert codes(card) == {"other-period"}


def test_a_declared_precedence_settles_a_contradiction(folder: Path) -> None:
    rows = statements("value: 90人次, source: own", "value: 80人次, source: ledger")
    assert reading(scored(folder, rows)).state is State.CONFLICTING
    card = scored(folder, rows, measure=", precedence: [system, document]")
    assert reading(card).bounds.value == 80
    (finding,) = card.findings
    assert (finding.code, finding.points_at_stake) == ("settled-by-precedence", 1)
    assert reading(scored(folder, rows, measure=", precedence: [document]")).state == "conflicting"


def test_a_precedence_for_all_measures(folder: Path) -> None:
    rubric = one_rule("served: {title: served, unit: 人次}", RULE)
    rubric = rubric.model_copy(update={"precedence": (perfscore.SourceKind.DOCUMENT,)})
    rows = statements("value: 90人次, source: paper", "value: 80人次, source: own")
    assert reading(scored(folder, rows, rubric=rubric)).bounds.value == 90


@pytest.mark.parametrize(
    ("values", "tolerance", "expected"),
    [
        (("1.2万人次", "12030人次"), "50人次", 12030),
        (("1.2万人次", "12030人次"), "20人次", None),
        (("1.2万人次", "12030人次"), "1%", 12030),
        (("1.2万人次", "12030人次"), "0.1%", None),
    ],
)
def test_a_declared_tolerance_takes_the_most_exact_statement(
    folder, values, tolerance: str, expected
) -> None:
    card = scored(
        folder, statements(*(f"value: {v}" for v in values)), measure=f", tolerance: {tolerance}"
    )
    if expected is None:
        assert codes(card) == {"conflicting-statements"}
    else:
        assert (reading(card).bounds.value, codes(card)) == (expected, {"within-tolerance"})


@pytest.mark.parametrize("tolerance", ["-1人次", "5元"])
def test_a_tolerance_that_cannot_be_meant(tolerance: str) -> None:
    with pytest.raises(RubricError):
        one_rule(f"served: {{title: served, unit: 人次, tolerance: {tolerance}}}", RULE)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (("50人次", "50万人次"), "unit-drift"),
        (("50人次", "51万人次"), "conflicting-statements"),
    ],
)
def test_statements_a_units_factor_apart_are_named_as_such(folder, values, code: str) -> None:
    assert codes(scored(folder, statements(*(f"value: {v}" for v in values)))) >= {code}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_never_waited_for_and_a_loop_is_an_error(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to(folder / "loop")
    for file in ("pipe", "loop", "a\\0b"):
        text = source(file=file).replace("'a\\0b'", '"a\\0b"')
        with pytest.raises(FilingError, match="source-file-unreadable"):
            scored(folder, text)
    assert codes(scored(folder, source(file="report.pdf/inside"))) == {"source-file-missing"}


def test_a_digest_may_be_written_in_capitals(folder: Path) -> None:
    capitals = "sha256:" + DIGEST.removeprefix("sha256:").upper()
    assert scored(folder, source(digest=capitals), trust="verified").total.is_settled


def test_a_precedence_takes_its_own_sources_contradiction(folder: Path) -> None:
    rows = statements(
        "value: 90人次, source: own",
        "value: 80人次, source: ledger",
        "value: 82人次, source: ledger",
    )
    ranked = ", precedence: [system]"
    card = scored(folder, rows, measure=ranked)
    assert (reading(card).bounds.low, reading(card).bounds.high) == (80, 82)
    assert codes(card) >= {"settled-by-precedence", "conflicting-statements"}
    tolerant = scored(folder, rows, measure=f"{ranked}, tolerance: 5%")
    assert codes(tolerant) >= {"settled-by-precedence"}
    assert "conflicting-statements" not in codes(tolerant)


def test_what_counts_of_statements_that_differ_is_said(folder: Path) -> None:
    rows = statements("value: 90人次, source: own", "value: 80人次, source: ledger")
    (finding,) = scored(folder, rows, measure=", precedence: [system]").findings
    assert "80 visits counts" in finding.message("en") or "80 人次 counts" in finding.message("en")
