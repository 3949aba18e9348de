"""``perfscore score``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import (
    guarded,
    lang_option,
    review_option,
    rubric_option,
    split_rubric,
    trust_option,
)

if TYPE_CHECKING:
    from perfscore.scoring import Scorecard
    from perfscore.wording import Lang

__all__ = ["command", "scored"]


def scored(
    filing_path: str, rubric_name: str | None, trust: str, review_path: str | None = None
) -> Scorecard:
    """A filing scored by the rubric asked for, or by the one it names."""
    import perfscore

    filing = perfscore.read_filing(filing_path)
    name, edition = (
        (filing.rubric, filing.edition) if rubric_name is None else split_rubric(rubric_name)
    )
    rubric = perfscore.load_rubric(name, edition)
    review = None if review_path is None else perfscore.read_review(review_path)
    return perfscore.score(filing, rubric, trust=perfscore.Trust(trust), review=review)


def _require_other_file(output: str, *read: str | None) -> None:
    """A report that would take the place of what it is made from is refused."""
    from perfscore.errors import Place, Problem, UsageError

    for path in read:
        both_exist = path is not None and Path(path).exists() and Path(output).exists()
        if path is not None and both_exist and Path(output).samefile(path):
            raise UsageError(Problem("output-is-input", Place(output)))


@click.command("score")
@click.argument("filing", type=click.Path())
@rubric_option
@trust_option
@review_option
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON.")
@click.option("-o", "--output", type=click.Path(), help="Write to a .txt or .json file instead.")
@click.option(
    "--fail-on",
    type=click.Choice(["information", "warning", "error"]),
    help="Leave with exit code 1 when there is a finding at or above this severity.",
)
@guarded
def command(
    filing: str,
    rubric: str | None,
    trust: str,
    review: str | None,
    lang: Lang,
    as_json: bool,
    output: str | None,
    fail_on: str | None,
) -> None:
    """Score FILING (.yaml or .json) and print the scorecard.

    First what a reviewer needs: self-assessed, recomputed, grades possible, points open and why;
    then the tree; then the findings, those with most points at stake first.
    """
    import perfscore
    from perfscore.model.finding import Severity

    if output is not None:
        _require_other_file(output, filing, rubric, review)
        if as_json and not output.lower().endswith(".json"):
            raise click.UsageError("With -o the suffix of the file picks the format, not --json.")
    card = scored(filing, rubric, trust, review)
    if output is not None:
        perfscore.write_report(card, output, lang=lang)
    elif as_json:
        click.echo(perfscore.json_report(card), nl=False)
    else:
        click.echo(perfscore.text_report(card, lang), nl=False)
    if fail_on is not None:
        least = Severity(fail_on).rank
        if any(finding.severity.rank >= least for finding in card.findings):
            sys.exit(1)
