"""The ``perfscore`` command: sub-commands, languages, exit codes.

Nothing of the engine is imported here, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

__all__ = ["main"]

_COMMANDS = {
    "batch": ("batch", "Score a table of departments, one a row, into a table of scores."),
    "check": ("check", "Check a rubric or a filing and list every problem."),
    "codes": ("codes", "Explain findings: what a code means and how to settle it."),
    "cohort": ("cohort", "Score filings together: ranks and medians over all of them."),
    "compare": ("compare", "Compare two scorecards: where the difference comes from."),
    "explain": ("explain", "Explain one row of a scored filing, line by line."),
    "recompute": ("recompute", "Recompute published results and list what differs."),
    "rubrics": ("rubrics", "List the rubrics and plug-ins that are installed."),
    "score": ("score", "Score a filing and print the scorecard."),
    "show": ("show", "Show a rubric: its tree, its rules in words, its basis."),
    "verify": ("verify", "Score the filing a scorecard carries again and compare."),
}


class _Commands(click.Group):
    """Imports a command only when it is called."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[name]
        command = import_module(f"perfscore.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in _COMMANDS.items()])

    def resolve_command(self, context: click.Context, args: list[str]) -> Any:
        name = args[0] if args else ""
        if name and name not in _COMMANDS and not name.startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(name, _COMMANDS, n=1)
            meant = f" Did you mean '{close[0]}'?" if close else ""
            raise click.UsageError(f"No such command '{name}'.{meant}", context)
        return super().resolve_command(context, args)


def _version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        click.echo(f"perfscore {version('perfscore')}")
        context.exit()


@click.group(
    cls=_Commands,
    epilog="Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage, 3 bad filing, "
    "4 bad rubric or plug-in, 5 internal error.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Print the version and stop.",
)
def program() -> None:
    """Exact, explained scores of how well government departments spent their money.

    政府部门预算绩效评分：每一分都精确、有解释、有佐证。
    """


def main() -> None:
    """Run the program; consoles that cannot print a character get a substitute."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        program()
    except OSError as error:
        # --help and --version have no guard of their own.
        sys.stderr.write(f"{error.strerror or error}\n")
        sys.exit(2)
