"""Options and guards that several commands share."""

from __future__ import annotations

import functools
import locale
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from perfscore.rubric.tree import Rubric
    from perfscore.wording import Lang

__all__ = [
    "given_rubrics",
    "guarded",
    "lang_option",
    "review_option",
    "rubric_option",
    "rubrics_option",
    "split_rubric",
    "trust_option",
]

# As a shell reports a program that a closed pipe ends.
PIPE_CLOSED = 141

Command = TypeVar("Command", bound=Callable[..., Any])


def _default_lang() -> str:
    named = os.environ.get("PERFSCORE_LANG") or os.environ.get("LC_ALL") or ""
    named = named or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not named:
        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    default=_default_lang,
    help="Language of the output; by default that of PERFSCORE_LANG or the system.",
)

rubric_option = click.option(
    "--rubric",
    metavar="ID[@EDITION]|PATH",
    help="Rubric to score with; by default the one that the filing names.",
)

rubrics_option = click.option(
    "--rubric",
    multiple=True,
    metavar="ID[@EDITION]|PATH",
    help="A rubric that is not installed; can be given more than once.",
)

review_option = click.option(
    "--review",
    metavar="FILE",
    type=click.Path(),
    help="Overrides by evaluators (.yaml or .json), shown beside the computed scores.",
)

trust_option = click.option(
    "--trust",
    type=click.Choice(["reported", "documented", "verified"]),
    default="reported",
    show_default=True,
    help="Use only evidence at or above this trust.",
)


def given_rubrics(names: tuple[str, ...]) -> list[Rubric]:
    """The rubrics of ``--rubric``, loaded."""
    import perfscore

    return [perfscore.load_rubric(*split_rubric(name)) for name in names]


def split_rubric(name: str) -> tuple[str, str | None]:
    """``ID@EDITION`` or ``PATH@EDITION`` in its parts."""
    identity, at, edition = name.rpartition("@")
    is_path = edition.endswith((".yaml", ".yml")) or "/" in edition or "\\" in edition
    return (identity, edition) if at and not is_path else (name, None)


def _say_unwritten(error: OSError, lang: Lang) -> None:
    from perfscore.errors import Place, Problem

    reason = (("reason", error.strerror or type(error).__name__),)
    problem = Problem("file-not-written", Place(str(error.filename or "stdout")), reason)
    click.echo(problem.render(lang), err=True)


def guarded(command: Command) -> Command:
    """Print a perfscore error as text and leave with its exit code."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from perfscore.errors import PerfscoreError

        try:
            return command(*args, **kwargs)
        except PerfscoreError as error:
            click.echo(error.render(kwargs.get("lang", "en")), err=True)
            sys.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except BrokenPipeError:
            # Whoever read the output has gone; what is left of it must not fail at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PIPE_CLOSED)
        except OSError as error:
            # Everything that is read has its own error: what is left is the output.
            _say_unwritten(error, kwargs.get("lang", "en"))
            sys.exit(2)
        except Exception as error:
            if os.environ.get("PERFSCORE_DEBUG"):
                raise
            from perfscore import wording

            told = f"{type(error).__name__}: {error}"
            lang = kwargs.get("lang", "en")
            click.echo(wording.say("report", "internal-error", lang, reason=told), err=True)
            sys.exit(5)

    return run  # type: ignore[return-value]
