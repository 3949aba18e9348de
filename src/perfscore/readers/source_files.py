"""Check the files of a filing's sources against their digests."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from perfscore.errors import FilingError, Problem
from perfscore.model.evidence import FileState, Source
from perfscore.model.filing import Filing

__all__ = ["check_source_files"]


def check_source_files(filing: Filing, folder: Path) -> None:
    """Let every source know whether its file still has its digest.

    A missing or changed file is a finding when the filing is scored. Raises :class:`FilingError`
    for files outside the filing's folder, which may be somebody else's, and unreadable ones.
    """
    problems = [p for source in filing.sources.values() for p in _problems(source, folder)]
    if problems:
        raise FilingError(*problems)


def _problems(source: Source, folder: Path) -> Iterator[Problem]:
    if not source.file:
        return
    told = (("found", source.file),)
    path = folder / source.file.replace("\\", "/")
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
        if not is_inside or PureWindowsPath(source.file).is_absolute():
            yield Problem("source-file-outside", source.place_of("file"), told)
            return
        if path.exists() and not path.is_file():
            # A folder has no content, and a pipe would be waited for.
            raise OSError(errno.EINVAL, "not a regular file")
        with path.open("rb") as file:
            found = f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"
    except (FileNotFoundError, NotADirectoryError):
        source.checked_as(FileState.MISSING)
    except (OSError, RuntimeError, ValueError) as cause:
        reason = ("reason", getattr(cause, "strerror", None) or str(cause))
        yield Problem("source-file-unreadable", source.place_of("file"), (*told, reason))
    else:
        matches = found == source.digest
        source.checked_as(FileState.MATCHES if matches else FileState.CHANGED)
