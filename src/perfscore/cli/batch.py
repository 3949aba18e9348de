"""``perfscore batch``."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from perfscore.cli.options import guarded, lang_option, split_rubric

if TYPE_CHECKING:
    from perfscore.batch import Finished
    from perfscore.wording import Lang

__all__ = ["command"]

INTERRUPTED = 130


@click.command("batch")
@click.argument("table", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), help="A .parquet or .csv file.")
@click.option("--rubric", required=True, metavar="ID[@EDITION]|PATH", help="Rubric to score with.")
@click.option(
    "--mapping",
    type=click.Path(),
    help="Which column states which measure (.yaml); by default those that are named after one.",
)
@click.option("--period", help="The year that all rows are for.")
@click.option(
    "--targets",
    type=click.Path(),
    help="The targets that departments set themselves, one a row (.parquet or .csv).",
)
@click.option("--rows", is_flag=True, help="Write the score of every row of the rubric, too.")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--force", is_flag=True, help="Replace an output, or an unfinished run.")
@lang_option
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@guarded
def command(
    table: str,
    output: str,
    rubric: str,
    mapping: str | None,
    period: str | None,
    targets: str | None,
    rows: bool,
    resume: bool,
    force: bool,
    lang: Lang,
    as_json: bool,
) -> None:
    """Score TABLE (.parquet, .csv, .csv.gz; one department a row) into a table of scores.

    A column states the measure it is named after, in the unit behind its name: budget [万元]. A row
    with a cell that cannot be read is not scored; it is listed, with the reason, in the findings
    beside the output (OUTPUT.findings.csv), and the exit code is then 1. Every row is either scored
    or listed.

    Memory does not grow with the table. A run that was interrupted is gone on with by --resume.
    """
    import perfscore
    from perfscore.cli.extras import needing

    with needing("batch"):
        from perfscore.batch import run_batch
        from perfscore.batch.summary import batch_record, batch_report

    started = time.monotonic()
    with _told(lang) as progress:
        finished = run_batch(
            table,
            output,
            perfscore.load_rubric(*split_rubric(rubric)),
            mapping=mapping,
            period=period,
            targets=targets,
            rows=rows,
            resume=resume,
            force=force,
            progress=progress,
        )
    seconds = time.monotonic() - started
    if as_json:
        record = batch_record(finished.tally, finished.kernel) | {"seconds": round(seconds, 3)}
        click.echo(json.dumps(record, ensure_ascii=False, indent=2))
    else:
        click.echo(batch_report(finished.tally, finished.kernel, lang), nl=False)
        click.echo(_written(finished, seconds, lang))
    if finished.tally.refused:
        sys.exit(1)


def _written(finished: Finished, seconds: float, lang: Lang) -> str:
    from perfscore import wording

    names = {"output": str(finished.output), "findings": str(finished.remarks)}
    return wording.say("report", "batch-written", lang, seconds=f"{seconds:.2f}", **names)


@contextmanager
def _told(lang: Lang) -> Iterator[Callable[[int, int | None], None]]:
    """Progress on stderr: a line that changes on a terminal, plain lines elsewhere."""
    from perfscore import wording

    is_terminal = sys.stderr.isatty()
    started = time.monotonic()

    def progress(done: int, of: int | None) -> None:
        speed = f"{done / max(time.monotonic() - started, 1e-9):,.0f}"
        key = "batch-progress-of" if of else "batch-progress"
        share = f"{100 * done // of if of else 0}"
        said = wording.say(
            "report", key, lang, done=f"{done:,}", of=f"{of or 0:,}", share=share, speed=speed
        )
        click.echo(f"\r{said}" if is_terminal else said, err=True, nl=not is_terminal)

    try:
        yield progress
    except KeyboardInterrupt:
        click.echo(err=True)
        click.echo(wording.say("report", "batch-interrupted", lang), err=True)
        sys.exit(INTERRUPTED)
    if is_terminal:
        click.echo(err=True)
