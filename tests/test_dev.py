"""dev.py and what stands behind it: the working copy, the port, the environment, the steps."""

from __future__ import annotations

import ast
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.launch import address, answers, check_free, serve, working_copy
from devtools.server import free_port, watched
from devtools.steps import Step, run_all
from devtools.talk import Stop
from devtools.venv import DEV, RUN, ensure, explain, wanted

ROOT = Path(__file__).resolve().parents[1]
APP = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["CLEANGRID_PORT"])), Answer).serve_forever()
"""


@pytest.fixture
def county(tmp_path):
    source = tmp_path / "committed"
    (source / "points").mkdir(parents=True)
    (source / "county.toml").write_text("demo = true\n")
    (source / "points" / "a.parquet").write_bytes(b"one")
    return source


def files(folder):
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_the_first_run_copies_the_demo(county, tmp_path):
    copy = working_copy(county, tmp_path / "copy")
    assert files(copy) == {"county.toml", "points/a.parquet", ".origin.json"}


def test_an_untouched_copy_follows_the_committed_demo(county, tmp_path):
    copy = working_copy(county, tmp_path / "copy")
    (copy / "points" / "cache").mkdir()
    (copy / "points" / "cache" / "frame.npy").write_bytes(b"made by reading")
    (county / "points" / "a.parquet").write_bytes(b"two")
    (county / "points" / "b.parquet").write_bytes(b"new")
    working_copy(county, copy)
    assert (copy / "points" / "a.parquet").read_bytes() == b"two"
    assert files(copy) == {"county.toml", "points/a.parquet", "points/b.parquet", ".origin.json"}


@pytest.mark.parametrize("change", ["edited", "added", "removed", "no origin"])
def test_a_copy_that_someone_changed_is_never_touched(county, tmp_path, change, capsys):
    copy = working_copy(county, tmp_path / "copy")
    if change == "edited":
        (copy / "county.toml").write_text("demo = true\nname = 'mine'\n")
    elif change == "added":
        (copy / "points" / "mine.parquet").write_bytes(b"mine")
    elif change == "removed":
        (copy / "points" / "a.parquet").unlink()
    else:
        (copy / ".origin.json").unlink()
    before = {name: (copy / name).read_bytes() for name in files(copy)}
    (county / "points" / "a.parquet").write_bytes(b"two")
    working_copy(county, copy)
    assert {name: (copy / name).read_bytes() for name in files(copy)} == before
    assert "保持不变" in capsys.readouterr().out


def test_no_demo_is_one_sentence_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(Stop, match="python -m gis demo"):
        working_copy(tmp_path / "nothing", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_address_has_defaults_and_a_wrong_port_is_named():
    assert address({}) == ("127.0.0.1", 8501)
    assert address({"CLEANGRID_HOST": "0.0.0.0", "CLEANGRID_PORT": "80"}) == ("0.0.0.0", 80)
    for wrong in ("abc", "0", "65536", "-1", "8501.5"):
        with pytest.raises(Stop, match="CLEANGRID_PORT"):
            address({"CLEANGRID_PORT": wrong})


def test_a_taken_port_is_one_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [sys.executable, "dev.py", "run"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
            env={**os.environ, "CLEANGRID_PORT": str(port), "PYTHONUTF8": "1"}, timeout=60,
        )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert f"CLEANGRID_PORT={port + 1}" in ran.stderr
    assert "Traceback" not in ran.stderr
    check_free("127.0.0.1", port)


SERVE = (
    "import os, sys; from pathlib import Path; from devtools.launch import serve;"
    "sys.exit(serve(Path(sys.executable), Path(sys.argv[1]), os.environ))"
)


@pytest.mark.skipif(os.name == "nt", reason="sends the signals of a POSIX terminal")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_ctrl_c_ends_the_app_and_its_port_is_free_again(tmp_path, name):
    (tmp_path / "app.py").write_text(APP)
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(tmp_path)]
    environ = {**os.environ, "CLEANGRID_PORT": str(port), "PYTHONUTF8": "1"}
    run = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert f"http://127.0.0.1:{port}/" in run.stdout.readline()
    assert answers("127.0.0.1", port)
    run.send_signal(getattr(signal, name))
    rest, _ = run.communicate(timeout=30)
    assert run.returncode == 0
    assert "已结束" in rest
    assert not answers("127.0.0.1", port)
    check_free("127.0.0.1", port)


def test_an_app_that_dies_at_start_is_said(tmp_path):
    (tmp_path / "app.py").write_text("raise SystemExit(3)")
    before = signal.getsignal(signal.SIGTERM)
    try:
        with pytest.raises(Stop, match="没有启动成功"):
            serve(Path(sys.executable), tmp_path, {**os.environ, "CLEANGRID_PORT": str(free_port())})
    finally:
        signal.signal(signal.SIGTERM, before)


def test_the_environment_is_filled_once_and_again_when_the_requirements_change(tmp_path, capsys):
    for name in DEV:
        (tmp_path / name).write_text("# nothing\n")
    python = ensure(tmp_path, RUN)
    assert python.exists()
    assert "Installing" in capsys.readouterr().out
    begun = time.monotonic()
    assert ensure(tmp_path, RUN) == python
    assert capsys.readouterr().out == ""
    assert time.monotonic() - begun < 5
    before = wanted(tmp_path, RUN)
    (tmp_path / "requirements.txt").write_text("# something\n")
    assert wanted(tmp_path, RUN) != before
    ensure(tmp_path, DEV)
    assert "Installing" in capsys.readouterr().out
    ensure(tmp_path, RUN)
    assert capsys.readouterr().out == ""


def test_an_index_that_cannot_be_reached_is_one_sentence_with_the_next_step(tmp_path):
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--isolated",
        "download",
        "--no-deps",
        "-d",
        str(tmp_path),
        "--retries",
        "0",
    ]
    ran = subprocess.run(
        [*pip, "--index-url", "http://127.0.0.1:9/simple", "no-such-package"], capture_output=True, text=True
    )
    assert ran.returncode != 0
    stop = explain(ran.stdout + ran.stderr, tmp_path / "pip.log")
    assert "PIP_INDEX_URL" in stop.zh
    assert "PIP_INDEX_URL" in stop.en
    assert "pip.log" in stop.zh


def test_other_failures_of_pip_name_their_cause(tmp_path):
    missing = "ERROR: No matching distribution found for a==9"
    assert "No matching distribution found for a==9" in explain(missing, tmp_path).zh
    assert "磁盘" in explain("ERROR: [Errno 28] No space left on device", tmp_path).zh


def test_every_step_runs_and_the_summary_of_the_failed_run_closes(tmp_path, capfd):
    def step(name, code, line, counts):
        program = f"print('begun'); print({line!r}); raise SystemExit({code})"
        return Step(name, [sys.executable, "-c", program], counts=counts)

    steps = [
        step("lint", 0, "clean", False),
        step("unit", 1, "1 failed in 1s", True),
        step("b", 0, "2 passed", True),
    ]
    assert run_all(steps, tmp_path) == 1
    lines = capfd.readouterr().out.split("\n")
    assert lines[-3:] == ["2 passed", "1 failed in 1s", ""]
    assert run_all([steps[0], steps[2]], tmp_path) == 0
    assert capfd.readouterr().out.endswith("\n2 passed\n")


def test_a_call_to_another_machine_is_seen_and_one_to_ourselves_is_not(tmp_path):
    program = (
        "import socket\n"
        "for host in ('127.0.0.1', '192.0.2.1'):\n"
        "    s = socket.socket(); s.settimeout(0.05)\n"
        "    s.connect_ex((host, 9))\n"
        "try: socket.getaddrinfo('tiles.invalid', 443)\n"
        "except OSError: pass\n"
    )
    log = tmp_path / "outside.log"
    subprocess.run([sys.executable, "-c", program], env={**os.environ, **watched(tmp_path, log)}, check=True)
    seen = log.read_text().splitlines()
    assert seen == ["socket.connect ('192.0.2.1', 9)", "socket.getaddrinfo ('tiles.invalid', 443)"]


def test_dev_py_needs_nothing_but_the_standard_library():
    seen, waiting = set(), [ROOT / "dev.py", ROOT / "devtools" / "bundled" / "start.py"]
    while waiting:
        path = waiting.pop()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            stem = node.module if isinstance(node, ast.ImportFrom) else None
            names = [n.name for n in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            for name in [f"{stem}.{n}" for n in names] + [stem] if stem else names:
                own = ROOT / (name.replace(".", "/") + ".py")
                if own.is_file() and own not in seen:
                    waiting.append(own)
                    seen.add(own)
                assert name.split(".")[0] in {*sys.stdlib_module_names, "devtools"}, (
                    f"{path.name} imports {name}"
                )
    assert {path.stem for path in seen} >= {"launch", "venv", "steps", "talk", "chromium"}


@pytest.mark.parametrize("verb", ["run", "check", "test", "bench", "screenshots", "bundle"])
def test_each_verb_is_there(verb):
    ran = subprocess.run([sys.executable, "dev.py", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert re.search(rf"^    {verb}\b", ran.stdout, re.MULTILINE)
