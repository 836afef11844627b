"""Run checks one after the other, show their output as it comes, close with what the test runner said."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One command of a check."""

    name: str
    command: list[str]
    counts: bool = False
    """Whether its last line is a test runner's summary."""


@dataclass(frozen=True)
class Outcome:
    """How a step went."""

    step: Step
    code: int
    seconds: float
    closing: str
    """Last line of its output that is not empty."""


def run_all(steps: list[Step], root: Path) -> int:
    """Run every step, also after one has failed: one run shows everything there is to mend.

    The last line printed is the test runner's summary; of a failed run where there is one. Returns 0 or 1.
    """
    outcomes = [_run(step, root) for step in steps]
    print(
        "\n"
        + "\n".join(
            f"{'ok  ' if o.code == 0 else 'FAIL'} {o.seconds:6.1f} s  {o.step.name}" for o in outcomes
        )
    )
    counted = sorted((o for o in outcomes if o.step.counts), key=lambda o: o.code != 0)
    for outcome in counted:
        print(outcome.closing, flush=True)
    return int(any(o.code for o in outcomes))


def _run(step: Step, root: Path) -> Outcome:
    print(f"\n== {step.name}", flush=True)
    begun, closing = time.monotonic(), ""
    environ = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        step.command, cwd=root, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL,
    ) as child:  # fmt: skip
        for line in child.stdout or ():
            print(line, end="", flush=True)
            closing = line.strip() or closing
    return Outcome(step, child.returncode, time.monotonic() - begun, closing)
