"""What a figure depends on besides the code: machine, date, versions."""

from __future__ import annotations

import datetime as dt
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

__all__ = ["peak_bytes", "said"]

PACKAGES = (
    "perfscore",
    "polars",
    "pyarrow",
    "numpy",
    "pydantic",
    "zen-engine",
    "OpenFisca-Core",
    "rule-engine",
    "SpiffWorkflow",
    "pyspark",
)


def said() -> dict[str, str]:
    """Facts by name, as text."""
    facts = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "processor": _processor(),
        "cores": str(
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        ),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    return facts | {package: _version(package) for package in PACKAGES}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _line(path: str, key: str) -> str:
    """The value of the first line ``key: value`` of a file of the kernel; empty elsewhere."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _processor() -> str:
    return _line("/proc/cpuinfo", "model name") or platform.processor() or "unknown"


def _memory() -> str:
    kilobytes = _line("/proc/meminfo", "MemTotal").split()
    return f"{int(kilobytes[0]) / 2**20:.0f} GiB" if kilobytes else "unknown"


def peak_bytes() -> int:
    """The most memory that this process has had resident.

    Linux keeps the peak of the parent in ``ru_maxrss`` of a process it started; ``VmHWM`` is of
    this program alone.
    """
    if kilobytes := _line("/proc/self/status", "VmHWM").split():
        return int(kilobytes[0]) * 1024
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
