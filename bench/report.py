"""What the parts of the bench share: one row of the table, the table, the machine, the peak of a process."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Row:
    """One figure: ours, a peer's where there is one, and what is wanted of ours."""

    part: str
    what: str
    ours: float
    unit: str
    peer: float | None = None
    rival: str = ""
    """What the peer is."""
    target: float | None = None
    """The most that ours may be; with ``least`` the least the ratio may be."""
    least: float | None = None
    load: float | None = None
    """Load average of the machine when it was measured: above 2 on two cores, others had a share of them."""

    @property
    def ratio(self) -> float | None:
        """The peer's figure by ours: above 1, ours is the smaller."""
        return None if self.peer is None or not self.ours else self.peer / self.ours

    @property
    def met(self) -> str:
        """yes, MISSED, or empty where nothing is wanted."""
        if self.least is not None:
            return "yes" if (self.ratio or 0.0) >= self.least else "MISSED"
        return "" if self.target is None else "yes" if self.ours <= self.target else "MISSED"


def row(part: str, what: str, ours: float, unit: str, **more: Any) -> Row:
    """A row with the load of this moment."""
    return Row(part, what, ours, unit, load=load(), **more)


def load() -> float | None:
    """Load average of the last minute; None where the system has none."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


HEADS = ("part", "what", "ours", "peer", "ratio", "wanted", "met", "load", "the peer")


def table(rows: Iterable[Row]) -> str:
    """Markdown, so that it can be read here and committed as it is."""
    lines = [HEADS, tuple("---" for _ in HEADS)]
    for r in rows:
        ratio = "" if r.ratio is None else f"{r.ratio:.1f} ×"
        wanted = (
            f"≥ {r.least:g} ×"
            if r.least is not None
            else ""
            if r.target is None
            else f"≤ {figure(r.target, r.unit)}"
        )
        peer = "" if r.peer is None else figure(r.peer, r.unit)
        busy = "" if r.load is None else f"{r.load:.1f}"
        lines.append((r.part, r.what, figure(r.ours, r.unit), peer, ratio, wanted, r.met, busy, r.rival))
    wide = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    return "\n".join("| " + " | ".join(c.ljust(w) for c, w in zip(line, wide)) + " |" for line in lines)


def figure(value: float, unit: str) -> str:
    """``1.24 s``, ``31 ms``, ``1,204 MB``."""
    digits = 2 if unit == "s" else 1 if unit == "×" or (unit == "ms" and value < 100) else 0
    return f"{value:,.{digits}f} {unit}"


def machine() -> str:
    """One line: when, on what, how busy."""
    memory = psutil.virtual_memory().total / 2**30
    cores, busy = psutil.cpu_count(), load()
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {platform.system()} {platform.machine()}, {cores} cores,"
        f" {memory:.0f} GB, Python {platform.python_version()}; load average {'?' if busy is None else f'{busy:.1f}'}"
    )


def peak_mb() -> float:
    """The most memory this process has held (resident, MB)."""
    try:
        import resource
    except ImportError:  # Windows
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(grown) / 1e6 if sys.platform == "darwin" else float(grown) / 1e3


def child(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run ``python -m module`` in a process of its own: its memory is its own. Its last line is JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def say(text: str) -> None:
    """Print at once: a bench is watched."""
    print(text, flush=True)


def fetch(target: Path, *pinned: str) -> bool:
    """Peers (``name==version``) into a folder of their own; False where there is no way to them."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(target),
        *pinned,
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False).returncode == 0
