"""The application as it starts: configuration in force, both ways of starting, no colour of its own."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import astuple
from pathlib import Path

import pytest

from devtools.launch import end, wait_until_up
from devtools.server import free_port
from gis.style import DESK
from gis.vocabulary import load

ROOT = Path(__file__).resolve().parents[1]
CONFIG = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")


def streamlit(tmp_path: Path, *options: str) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), *options]
    environ = {**os.environ, "CLEANGRID_DATA": str(tmp_path), "PYTHONUTF8": "1"}
    with (tmp_path / "err.txt").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=log), port


def test_streamlit_run_starts_pages_and_routes_too(tmp_path):
    child, port = streamlit(tmp_path)
    try:
        up = wait_until_up(child, "127.0.0.1", port, 60)
        assert up, (tmp_path / "err.txt").read_text(encoding="utf-8")[-3000:]
    finally:
        end(child)


def test_an_option_that_would_show_tracebacks_stops_the_start_with_a_sentence(tmp_path):
    child, _ = streamlit(tmp_path, "--client.showErrorDetails", "full")
    assert child.wait(60) == 1
    said = (tmp_path / "err.txt").read_text(encoding="utf-8")
    assert "client.showErrorDetails='full'" in said
    assert "Traceback" not in said


def test_every_guarded_option_is_set_in_the_file():
    tree = ast.parse((ROOT / "app.py").read_text(encoding="utf-8"))
    guarded = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "GUARDED"
    )
    written = {f"{a}.{b}": value for a, held in tomllib.loads(CONFIG).items() for b, value in held.items()}
    assert {key: written.get(key) for key in guarded} == guarded
    assert written["server.address"] == "127.0.0.1"


def test_the_theme_has_no_colour_but_the_styles_and_the_vocabularys():
    known = set(re.findall(r"#[0-9a-f]{6}", str(astuple(DESK))))
    known |= {family.colour for family in load().families.values()}
    assert set(re.findall(r"#[0-9a-fA-F]{6}", CONFIG)) - known == set()


@pytest.mark.skipif(os.name == "nt", reason="sends the signal of a POSIX terminal")
def test_ctrl_c_leaves_no_traceback(tmp_path):
    import signal

    port = free_port()
    environ = {**os.environ, "CLEANGRID_DATA": str(tmp_path), "CLEANGRID_PORT": str(port), "PYTHONUTF8": "1"}
    log = tmp_path / "err.txt"
    with log.open("wb") as said:
        command = [sys.executable, "app.py"]
        child = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=said)
    try:
        assert wait_until_up(child, "127.0.0.1", port, 60)
        child.send_signal(signal.SIGINT)
        child.wait(30)
        assert "Traceback" not in log.read_text(encoding="utf-8")
    finally:
        end(child)
