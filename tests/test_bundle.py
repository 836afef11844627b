"""The bundle: wheels resolve for every platform; this machine's installs and opens with the network cut."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools import chromium
from devtools.bundle import (
    PLATFORMS,
    fetch_command,
    make,
    markers,
    own_platform,
    pinned,
    runtime_files,
    unmet,
)
from devtools.server import free_port

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = (ROOT / "requirements.txt").read_text(encoding="utf-8")


def wheel(folder: Path, name: str, version: str, *needs: str) -> Path:
    import zipfile

    path = folder / f"{name}-{version}-py3-none-any.whl"
    lines = [
        "Metadata-Version: 2.1",
        f"Name: {name}",
        f"Version: {version}",
        *(f"Requires-Dist: {n}" for n in needs),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(lines) + "\n\n")
    return path


def test_markers_are_judged_for_the_target_and_not_for_this_machine():
    windows = pinned(REQUIREMENTS, markers(PLATFORMS["win_amd64"], "3.11"))
    linux = pinned(REQUIREMENTS, markers(PLATFORMS["manylinux_x86_64"], "3.11"))
    assert [name for name in windows if name not in linux] == ["colorama==0.4.6"]
    assert set(linux) < set(windows)


def test_a_wheel_that_is_not_there_is_found(tmp_path):
    wheels = [
        wheel(tmp_path, "a", "1.0", "b>=2", 'c; sys_platform == "win32"', 'd; extra == "more"'),
        wheel(tmp_path, "b", "1.9"),
    ]
    linux, windows = (markers(PLATFORMS[name], "3.11") for name in ("manylinux_x86_64", "win_amd64"))
    assert unmet(wheels, linux) == ["a-1.0-py3-none-any.whl: b>=2"]
    assert len(unmet(wheels, windows)) == 2
    assert unmet([wheels[0], wheel(tmp_path, "b", "2.1")], linux) == []


def test_the_bundle_holds_what_runs_and_nothing_else():
    names = {path.as_posix() for path in runtime_files(ROOT)}
    assert {
        "app.py",
        "requirements.txt",
        ".streamlit/config.toml",
        "gis/__main__.py",
        "LICENSE",
        "NOTICE",
    } <= names
    assert not any(
        "__pycache__" in n or n.startswith(("tests/", ".venv/", "data/points/cache/")) for n in names
    )


@pytest.mark.parametrize(
    "name", [n if n.startswith("win") else pytest.param(n, marks=pytest.mark.slow) for n in sorted(PLATFORMS)]
)
def test_every_wheel_resolves(name, tmp_path):
    target = PLATFORMS[name]
    wanted = pinned(REQUIREMENTS, markers(target, "3.11"))
    (tmp_path / "wheels.txt").write_text("\n".join(wanted), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--report", str(tmp_path / "report.json")]
    command += ["--ignore-installed", "--target", str(tmp_path / "never")]
    ran = subprocess.run(
        [*command, *fetch_command(target, "3.11", tmp_path / "wheels.txt")], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(report["install"]) == len(wanted)


def offline() -> list[str]:
    """The words before a command that cut it off from every network but the loopback of its own."""
    for words in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*words, "true"], capture_output=True).returncode == 0:
            return words
    return []


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.usefixtures("demo_data")  # the bundle holds data/
@pytest.mark.skipif(own_platform() is None, reason="no bundle is made for this kind of machine")
def test_this_machines_bundle_installs_and_opens_with_the_network_cut(tmp_path):
    browser = chromium.obtain()
    assert browser is not None, chromium.MISSING
    bundle = make(own_platform(), "{}.{}".format(*sys.version_info), tmp_path)
    dead = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    kept = {
        k: v for k, v in os.environ.items() if not k.upper().startswith(("PIP_", "CLEANGRID_", "STREAMLIT_"))
    }
    environ = {**kept, **dead, "PYTHONUTF8": "1"}
    command = [*offline(), sys.executable, "-m", "tests.bundle_probe", str(bundle), str(free_port()), browser]
    ran = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, encoding="utf-8", timeout=600
    )
    assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-3000:]
    seen = json.loads(next(line for line in ran.stdout.splitlines() if line.startswith("{")))
    assert seen["script_state"] == "notRunning"
    assert seen["status"] == 200
    assert seen["text"].strip() != ""
    assert seen["trouble"] == []
    assert seen["outside"] == []
    assert seen["cut"] or not offline()
    assert (bundle / ".venv" / "installed").is_file()
