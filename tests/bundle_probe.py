"""Runs inside the cut-off network: starts a bundle as a user would, opens it in Chromium, prints what it saw.

``python -m tests.bundle_probe BUNDLE PORT CHROMIUM``; the line of JSON it prints is the answer.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from devtools import chromium
from devtools.launch import answers, end

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def loopback_up() -> None:
    """Bring up ``lo`` of a fresh network namespace; nothing where it is up or not ours to change."""
    if sys.platform != "linux":
        return
    import fcntl
    import struct

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        held = fcntl.ioctl(probe, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", held)[1]
        if not flags & IFF_UP:
            fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def cut() -> bool:
    """Whether another machine cannot even be tried: there is no route."""
    with socket.socket() as probe:
        probe.settimeout(1)
        try:
            probe.connect(("192.0.2.1", 80))
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


def look(url: str, browser: str) -> dict[str, object]:
    """Open the address and wait until its script has run."""
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser, args=chromium.FLAGS)
        page = started.new_page()
        outside: list[str] = []
        home = (url, url.replace("http", "ws", 1), "data:", "blob:")
        page.on("request", lambda asked: None if asked.url.startswith(home) else outside.append(asked.url))
        answer = page.goto(url, wait_until="domcontentloaded", timeout=60_000)
        state = page.wait_for_selector('[data-test-script-state="notRunning"]', timeout=60_000)
        page.wait_for_selector('[data-testid="stMain"] [data-testid="stElementContainer"]', state="attached")
        seen = {
            "status": answer.status,
            "script_state": state.get_attribute("data-test-script-state"),
            "text": page.locator('[data-testid="stMain"]').inner_text(),
            "trouble": page.locator(".cg-trouble").all_inner_texts(),
            "outside": outside,
        }
        started.close()
        return seen


def main(bundle: Path, port: int, browser: str) -> int:
    """Start, look, end."""
    loopback_up()
    environ = {**os.environ, "CLEANGRID_PORT": str(port)}
    python = getattr(sys, "_base_executable", sys.executable)
    child = subprocess.Popen([python, str(bundle / "start.py")], cwd=bundle, env=environ)
    try:
        until = time.monotonic() + 400
        while not answers("127.0.0.1", port):
            if child.poll() is not None or time.monotonic() > until:
                return 1
            time.sleep(0.3)
        seen = look(f"http://127.0.0.1:{port}/", browser)
        print(json.dumps({**seen, "cut": cut()}, ensure_ascii=False))
        return 0
    finally:
        end(child)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
