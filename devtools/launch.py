"""Start the app on a working copy of its data, end it cleanly. Standard library alone; in bundles too."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from devtools.talk import Stop, tell

ORIGIN = ".origin.json"
_PASSING = ("points/cache/", "points/log/", "points/lock", "log/", ORIGIN)


def manifest(folder: Path) -> dict[str, str]:
    """Relative POSIX path → sha256 of every file that means something; caches, logs, locks are left out."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(_PASSING) and path.suffix != ".tmp":
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def working_copy(source: Path, target: Path) -> Path:
    """``target`` as a copy of ``source``, copied anew only while nobody has changed it.

    The copy remembers what it was made from. It is replaced when the source has moved on and every file of
    the copy is still as it was copied; a copy that anyone has changed is never touched.
    Raises ``Stop`` when the source is not a data folder.
    """
    if not (source / "county.toml").is_file():
        raise Stop(
            f"没有演示数据：{source} 里缺少 county.toml。请执行 python -m gis demo --out {source} 生成，"
            "或用 CLEANGRID_DATA 指定数据文件夹。",
            f"No demo data: {source} has no county.toml. Make it with python -m gis demo --out {source},"
            " or name a data folder in CLEANGRID_DATA.",
        )
    fresh = manifest(source)
    if target.exists():
        origin = target / ORIGIN
        made_from = json.loads(origin.read_text(encoding="utf-8")) if origin.is_file() else None
        if made_from == fresh:
            return target
        if made_from is None or manifest(target) != made_from:
            tell(
                f"演示数据有了新版本，但 {target} 已有改动，保持不变。要换成新版本，请先移走它。",
                f"The demo data has changed, but {target} was edited and stays as it is."
                " Move it away to get the new one.",
            )
            return target
    _replace(source, target, fresh)
    return target


def _replace(source: Path, target: Path, fresh: dict[str, str]) -> None:
    """Build the copy aside and rename it into place: a stop half way never leaves half a copy."""
    aside = target.parent / ".work"
    new, old = aside / f"{target.name}-new", aside / f"{target.name}-old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name in fresh:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, new / name)
    (new / ORIGIN).write_text(json.dumps(fresh, indent=0), encoding="utf-8")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def address(environ: Mapping[str, str]) -> tuple[str, int]:
    """Host and port from CLEANGRID_HOST and CLEANGRID_PORT, with the app's own defaults."""
    raw = environ.get("CLEANGRID_PORT", "").strip() or "8501"
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise Stop(
            f"CLEANGRID_PORT 的值“{raw}”不是端口号。请改为 1 到 65535 之间的整数。",
            f"CLEANGRID_PORT is {raw!r}, which is no port. Use a whole number from 1 to 65535.",
        )
    return environ.get("CLEANGRID_HOST", "").strip() or "127.0.0.1", int(raw)


def check_free(host: str, port: int) -> None:
    """Raise ``Stop`` when the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name != "nt":  # there SO_REUSEADDR would let us share a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            _refuse(host, port, error)


def _refuse(host: str, port: int, error: OSError) -> NoReturn:
    raise Stop(
        f"无法在 {host}:{port} 上启动：端口已被占用或地址不可用。"
        f"请换一个端口，例如 CLEANGRID_PORT={port + 1}。",
        f"Cannot listen on {host}:{port}: the port is taken or the address is not this machine's."
        f" Choose another, for example CLEANGRID_PORT={port + 1}.",
    ) from error


def answers(host: str, port: int) -> bool:
    """Whether /healthz answers 200. Plain sockets, so that a proxy of the environment is never asked."""
    connection = http.client.HTTPConnection(
        {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=2
    )
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_up(child: subprocess.Popen[bytes], host: str, port: int, seconds: float = 120) -> bool:
    """True when /healthz answers; False when the process has ended or the time is over."""
    until, pause = time.monotonic() + seconds, 0.1
    while time.monotonic() < until and child.poll() is None:
        if answers(host, port):
            return True
        time.sleep(pause)
        pause = min(pause * 1.2, 1)
    return False


def serve(python: Path, root: Path, environ: Mapping[str, str]) -> int:
    """Run ``app.py`` until its end or Ctrl-C; the address is printed once /healthz answers."""
    host, port = address(environ)
    check_free(host, port)
    # Streamlit greets in English on stdout; what matters (the log) goes to stderr.
    child = subprocess.Popen(
        [str(python), str(root / "app.py")],
        cwd=root,
        env={**environ, "PYTHONUTF8": "1"},
        stdout=subprocess.DEVNULL,
    )
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    try:
        if not wait_until_up(child, host, port):
            end(child)
            raise Stop(
                "净格没有启动成功，原因见上面的输出。",
                "CleanGrid did not start; the reason stands in the output above.",
            )
        shown = f"[{host}]" if ":" in host else host
        tell(
            f"净格已启动：http://{shown}:{port}/ （按 Ctrl-C 结束）",
            "CleanGrid is running at this address; Ctrl-C ends it.",
        )
        return child.wait()
    except KeyboardInterrupt:
        end(child)
        tell("净格已结束。", "CleanGrid has ended.")
        return 0


def end(child: subprocess.Popen[bytes], seconds: float = 15) -> None:
    """Ask the process to end, and make sure that it does."""
    if os.name != "nt":  # on Windows the console has sent it Ctrl-C already, and terminate() would cut it off
        child.terminate()
    try:
        child.wait(seconds)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        child.kill()
        child.wait()
