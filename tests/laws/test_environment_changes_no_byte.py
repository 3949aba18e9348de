"""Hash seed, time zone, locale and folder change no byte of the JSON."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def scored(folder: Path, **environment: str) -> bytes:
    command = [sys.executable, "-m", "perfscore", "score", "huadu-2024.yaml", "--json"]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=True
    )
    return done.stdout


def test_the_json_is_the_same_everywhere(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "huadu-2024.yaml", tmp_path)
    utf8 = {"PYTHONIOENCODING": "utf-8"}
    outputs = {
        scored(ROOT / "examples", PYTHONHASHSEED="0", TZ="UTC", LC_ALL="C", **utf8),
        scored(tmp_path, PYTHONHASHSEED="1", TZ="Asia/Shanghai", LC_ALL="zh_CN.GBK", **utf8),
        scored(tmp_path, PYTHONHASHSEED="random", TZ="America/New_York", LANG="de_DE", **utf8),
    }
    assert len(outputs) == 1
    assert outputs.pop().startswith(b'{\n  "format": 1,')
