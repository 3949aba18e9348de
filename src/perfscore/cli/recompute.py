"""``perfscore recompute``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import given_rubrics, guarded, lang_option, rubrics_option

if TYPE_CHECKING:
    from perfscore.published import Recomputed
    from perfscore.wording import Lang

__all__ = ["command"]

ROWS_BETWEEN = 5000


@click.command("recompute")
@click.argument("mapping", type=click.Path())
@click.argument("table", type=click.Path())
@rubrics_option
@lang_option
@click.option(
    "--show",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="List so many of the results that differ.",
)
@click.option("--json", "as_json", is_flag=True, help="Print counts and every difference as JSON.")
@guarded
def command(
    mapping: str, table: str, rubric: tuple[str, ...], lang: Lang, show: int, as_json: bool
) -> None:
    """Recompute published results: score the rows of TABLE (.csv, .csv.gz) as MAPPING reads them.

    Prints how many published results are the same as the computed ones, and lists the rest with
    both values. A cell is never dropped: it is the same, different, not computed, or not published.
    """
    from perfscore.published import recompute

    found = recompute(
        mapping, table, lang=lang, rubrics=given_rubrics(rubric), progress=_progress(lang)
    )
    if as_json:
        click.echo(json.dumps(_record(found), ensure_ascii=False, indent=2))
    else:
        _print(found, lang, show)


def _progress(lang: Lang) -> Callable[[int], None]:
    from perfscore import wording

    is_terminal = sys.stderr.isatty()
    every = ROWS_BETWEEN // 50 if is_terminal else ROWS_BETWEEN

    def told(rows: int) -> None:
        if rows % every == 0:
            said = wording.say("report", "rows-done", lang, count=str(rows))
            click.echo(f"\r{said}" if is_terminal else said, err=True, nl=not is_terminal)

    return told


def _record(found: Recomputed) -> dict[str, object]:
    from perfscore.published.recompute import Outcome

    return {
        "title": {"zh": found.title.zh, "en": found.title.en},
        "rows": found.rows,
        "results": {
            result: {outcome: counts[outcome] for outcome in Outcome}
            for result, counts in found.counts.items()
        },
        "findings": dict(sorted(found.findings.items())),
        "unread": [
            {"line": line, "column": column, "cell": cell, "reason": reason}
            for line, column, cell, reason in found.unread
        ],
        "rest": [asdict(each) for each in found.rest],
    }


def _print(found: Recomputed, lang: Lang, show: int) -> None:
    from perfscore import wording
    from perfscore.published.recompute import Outcome

    def say(key: str, **told: str) -> str:
        return wording.say("report", key, lang, **told)

    click.echo(say("recomputed-rows", title=found.title.in_(lang), rows=f"{found.rows:,}"))
    for result, counts in found.counts.items():
        compared = counts[Outcome.SAME] + counts[Outcome.DIFFERENT]
        click.echo(
            say(
                "recomputed-result",
                result=found.titles[result].in_(lang),
                same=f"{counts[Outcome.SAME]:,}",
                compared=f"{compared:,}",
                different=f"{counts[Outcome.DIFFERENT]:,}",
                not_computed=f"{counts[Outcome.NOT_COMPUTED]:,}",
                not_published=f"{counts[Outcome.NOT_PUBLISHED]:,}",
                total=f"{found.total(result):,}",
            )
        )
    findings = ", ".join(f"{code} {count:,}" for code, count in sorted(found.findings.items()))
    click.echo(say("recomputed-findings", findings=findings or "-"))
    for line, column, cell, reason in found.unread[:show]:
        click.echo(
            "  " + say("cell-unread", line=str(line), column=column, cell=cell, reason=reason)
        )
    rest = [each for each in found.rest if each.outcome == Outcome.DIFFERENT]
    rest += [each for each in found.rest if each.outcome == Outcome.NOT_COMPUTED]
    for each in rest[:show]:
        key = "recomputed-different" if each.outcome == Outcome.DIFFERENT else "not-recomputed"
        click.echo("  " + say(key, **{**asdict(each), "line": str(each.line)}))
    if len(rest) > show:
        click.echo("  " + say("recomputed-more", count=str(len(rest) - show)))
