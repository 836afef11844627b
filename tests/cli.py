"""The command line as a person calls it, in a process of its own or in this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def gis(*args: object, ok: bool = True, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run ``python -m gis``; ``ok`` says whether it must succeed."""
    import os

    done = subprocess.run(
        [sys.executable, "-m", "gis", *map(str, args)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1", **environ},
    )  # fmt: skip
    assert (done.returncode == 0) is ok, (done.returncode, done.stdout, done.stderr)
    return done


def asked(*args: object, **environ: str) -> Any:
    """The same with --json, parsed."""
    return json.loads(gis(*args, "--json", **environ).stdout)
