"""`.venv`, made on demand, filled once for each state of the requirements files. Standard library alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from devtools.talk import Stop, tell

RUN = ("requirements.txt",)
DEV = ("requirements.txt", "requirements-dev.txt")

_NETWORK = (
    "NewConnectionError",
    "Connection refused",
    "name resolution",
    "getaddrinfo failed",
    "ConnectTimeout",
    "ReadTimeout",
    "timed out",
    "SSLError",
    "ProxyError",
    "Max retries exceeded",
    "from versions: none",
    "RemoteDisconnected",
)


def python_of(venv: Path) -> Path:
    """The interpreter inside a virtual environment, on Windows and elsewhere."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def wanted(root: Path, files: tuple[str, ...]) -> str:
    """What must be installed, as one hash: the text of the files and the interpreter's version."""
    parts = [f"{sys.version_info[0]}.{sys.version_info[1]}"]
    parts += [(root / name).read_text(encoding="utf-8") for name in files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def ensure(root: Path, files: tuple[str, ...] = RUN) -> Path:
    """The interpreter of ``root/.venv`` with everything of ``files`` installed.

    Does nothing when the stamp of these files (or of the larger set that holds them) is still right.
    Raises ``Stop`` when the environment cannot be made or filled.
    """
    venv = root / ".venv"
    python = python_of(venv)
    stamps = {name: venv / f"installed-{name}.sha256" for name in ("run", "dev")}
    if python.exists() and _answers(python):
        for name, stamp in stamps.items():
            held = DEV if name == "dev" else RUN
            if (
                set(files) <= set(held)
                and stamp.is_file()
                and stamp.read_text().strip() == wanted(root, held)
            ):
                return python
    else:
        make(venv)
    tell(
        "正在安装依赖（第一次需要几分钟）……",
        "Installing what the app needs (a few minutes the first time) ...",
    )
    install(python, [f"-r{root / name}" for name in files], log=venv / "pip.log")
    name = "dev" if len(files) > 1 else "run"
    stamps[name].write_text(wanted(root, files), encoding="utf-8")
    return python


def _answers(python: Path) -> bool:
    """Whether the interpreter still starts and is of our version: its base may have been upgraded away."""
    ask = [str(python), "-c", "import sys, pip; print('%d.%d' % sys.version_info[:2])"]
    done = subprocess.run(ask, capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def make(venv: Path) -> None:
    """Make the virtual environment anew, with pip in it."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Stop(
            f"无法建立虚拟环境 {venv}。Debian/Ubuntu 请先执行：apt-get install python3-venv，然后重试。",
            f"Cannot make the virtual environment {venv}. On Debian/Ubuntu run apt-get install python3-venv,"
            f" then try again. ({_last_line(done.stdout + done.stderr)})",
        )


def install(python: Path, arguments: list[str], log: Path) -> None:
    """Run pip quietly; a failure becomes one sentence that names the cause and the log file."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    log.unlink(missing_ok=True)
    done = subprocess.run(
        [*command, "--log", str(log), *arguments], capture_output=True, text=True, encoding="utf-8",
        errors="replace", check=False, env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    if done.returncode:
        raise explain(done.stdout + done.stderr, log)


def explain(output: str, log: Path) -> Stop:
    """What went wrong with pip, as a person can act on it."""
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    detail = (errors[-1] if errors else _last_line(output)).removeprefix("ERROR: ")
    if "No space left" in output or "Errno 28" in output:
        return Stop(
            "安装依赖失败：磁盘空间不足。请清出约 2 GB 后重试。",
            "Installing failed: the disk is full. Free about 2 GB and try again.",
        )
    if any(sign in output for sign in _NETWORK):
        return Stop(
            "安装依赖失败：连不上软件源。请检查网络，或用 PIP_INDEX_URL 指定单位内部的软件源后重试。"
            f"详情见 {log}",
            "Installing failed: the package index cannot be reached. Check the network, or name your own"
            f" index in PIP_INDEX_URL, and try again. Details: {log}",
        )
    return Stop(
        f"安装依赖失败：{detail}。详情见 {log}，处理后重试。",
        f"Installing failed: {detail}. Details: {log}. Mend it and try again.",
    )


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "?"
