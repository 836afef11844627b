"""The process pool: answers, errors in words, a killed worker, and workers that do not import the main script."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from gis.errors import GisError
from gis.work import Work


@pytest.fixture
def work() -> Iterator[Work]:
    made = Work(1)
    yield made
    made.close()


def wrong(case: str) -> None:
    raise GisError("unknown-case", case=case)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


HELD: list[bytearray] = []


def hold(megabytes: int) -> int:
    """Keep so much, touched, and say who does."""
    HELD.append(bytearray(b"x" * (megabytes << 20)))
    return os.getpid()


def main_file() -> str:
    return str(getattr(sys.modules["__main__"], "__file__", ""))


def test_answers_come_from_another_process(work: Work) -> None:
    assert work.ask(os.getpid) == work.ask(os.getpid) != os.getpid()


def test_an_error_crosses_with_its_sentence(work: Work) -> None:
    with pytest.raises(GisError) as caught:
        work.ask(wrong, "x/1")
    assert "x/1" in caught.value.sentence("zh")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_killed_worker_is_replaced_and_a_question_that_kills_is_told(work: Work) -> None:
    os.kill(work.ask(os.getpid), signal.SIGKILL)
    assert work.ask(os.getpid) != os.getpid()
    with pytest.raises(GisError) as caught:
        work.ask(die)
    assert caught.value.code == "worker-lost"
    assert work.ask(abs, -2) == 2


def test_a_worker_does_not_run_the_main_script(work: Work) -> None:
    assert "loky" in work.ask(main_file)


def test_a_worker_that_keeps_a_large_store_is_not_replaced(work: Work) -> None:
    first = work.ask(hold, 1)
    time.sleep(1.1)  # loky looks once a second
    work.ask(hold, 400)
    time.sleep(1.1)
    assert work.ask(os.getpid) == first
    time.sleep(1.1)
    assert work.ask(os.getpid) == first


def test_a_worker_ends_with_a_process_that_was_killed() -> None:
    script = (
        "import os, signal, sys; from gis.work import Work; w = Work(1);"
        "print(w.ask(os.getpid), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    worker = int(done.stdout)
    until = time.monotonic() + 15
    while psutil.pid_exists(worker) and psutil.Process(worker).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until
        time.sleep(0.2)
