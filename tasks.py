"""Set up and run perfscore's own tasks; needs nothing but Python 3.11 and pip.

    python tasks.py demo     score the Huadu filing
    python tasks.py test     run the whole test suite
    python tasks.py check    lint, types, import contracts
    python tasks.py all      test, then check
    python tasks.py bench    time perfscore against others; options go to python -m benchmarks

Everything is installed into .venv beside this file, with uv where it is found, else with pip; what
is only timed, into .venv-bench.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_OF_BENCHMARKS = ROOT / ".venv-bench"
PROJECTS = [ROOT, *sorted(path.parent for path in ROOT.glob("rubrics/*/pyproject.toml"))]


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - older Pythons reach this line
        print("perfscore needs Python 3.11 or newer", file=sys.stderr)
        return 2
    names = {"demo": demo, "test": test, "check": check, "all": everything, "bench": bench}
    name, *options = sys.argv[1:] or ["--help"]
    if name not in names:
        print(__doc__)
        return 0 if name in ("--help", "-h") else 2
    if name == "bench":
        set_up(VENV_OF_BENCHMARKS, "benchmarks,spark")
    else:
        set_up(VENV, "dev")
    return names[name](options)


def demo(options: list[str]) -> int:
    """Score the Huadu filing; options go to ``perfscore score``."""
    return run(python(), "-m", "perfscore", "score", "examples/huadu-2024.yaml", *options)


def test(options: list[str]) -> int:
    """The whole suite; options go to pytest."""
    return run(python(), "-m", "pytest", "-q", *options)


def check(_options: list[str]) -> int:
    """Lint, formatting, types and import contracts; all of them, even when one fails."""
    codes = [
        run(python(), "-m", "ruff", "check", "."),
        run(python(), "-m", "ruff", "format", "--check", "."),
        run(python(), "-m", "mypy"),
        run(str(bin_of(VENV) / "lint-imports")),
    ]
    return int(any(codes))


def everything(options: list[str]) -> int:
    """The suite and the checks."""
    return int(any([test(options), check([])]))


def bench(options: list[str]) -> int:
    """Time perfscore against other ways; options go to ``python -m benchmarks``."""
    return run(python(VENV_OF_BENCHMARKS), "-m", "benchmarks", *options)


def bin_of(environment: Path) -> Path:
    """Where the programs of an environment are."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def python(environment: Path = VENV) -> str:
    """The interpreter of an environment."""
    return str(bin_of(environment) / ("python.exe" if os.name == "nt" else "python"))


def set_up(environment: Path, extras: str) -> None:
    """Build an environment when it is missing or a pyproject.toml has changed since."""
    wanted, stamp = fingerprint(), environment / "perfscore-set-up"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    print(f"setting up {environment.name} ...", file=sys.stderr)
    packages = [part for project in PROJECTS for part in ("-e", str(project))]
    packages[1] += f"[{extras}]"
    own = python(environment)
    if uv := shutil.which("uv"):
        new = ("--allow-existing", "--python", sys.executable, str(environment))
        must(uv, "venv", "--quiet", *new)
        must(uv, "pip", "install", "--quiet", "--python", own, *packages)
    else:
        venv.create(environment, with_pip=True)
        must(own, "-m", "pip", "install", "--quiet", *packages)
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint() -> str:
    """What the environment was built from; another Python or place needs a new one."""
    parts = [sys.version, str(ROOT)]
    parts += [(path / "pyproject.toml").read_text(encoding="utf-8") for path in PROJECTS]
    return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()


def must(*command: str) -> None:
    """Run a command or stop."""
    if code := run(*command):
        sys.exit(code)


def run(*command: str) -> int:
    """Run a command in the project's folder."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    return subprocess.run(command, cwd=ROOT, env=clean, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
