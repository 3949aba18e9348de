"""The example script is short and runs as it stands."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "examples" / "first_scorecard.py"


def test_the_first_scorecard() -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert "recomputed 85 to 100 settled: False" in done.stdout
    assert "with two more statements 90 at least" in done.stdout
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 40
