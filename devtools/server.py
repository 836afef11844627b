"""The app as a process of its own, for browser tests and screenshots. Standard library alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from devtools.launch import end, wait_until_up

ROOT = Path(__file__).resolve().parents[1]

# Imported before everything else of the server (as sitecustomize): each connection and name look-up that
# leaves the machine becomes a line of a file, in the server and in every process it starts.
_AUDIT = """
import os, sys
_HOME = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")
def _watch(event, args):
    if event == "socket.connect" or event == "socket.sendto":
        place = args[1]
    elif event == "socket.getaddrinfo":
        place = (args[0], args[1])
    else:
        return
    host = place[0] if isinstance(place, tuple) else ""
    host = host.decode() if isinstance(host, bytes) else host
    if host and host not in ("", "::") and not host.startswith(_HOME):
        line = f"{event} {place}\\n".encode()
        handle = os.open(os.environ["CLEANGRID_TEST_OUTSIDE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, line)
        os.close(handle)
sys.addaudithook(_watch)
"""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def watched(work: Path, log: Path) -> dict[str, str]:
    """Environment that makes a Python process and its children write calls to other machines into ``log``."""
    folder = work / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_AUDIT, encoding="utf-8")
    return {"CLEANGRID_TEST_OUTSIDE": str(log), "PYTHONPATH": str(folder)}


class Server:
    """``python app.py`` on a free port over ``data``; use as a context."""

    def __init__(self, data: Path, work: Path, port: int | None = None, **environ: str) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.data, self.work, self.environ = data, work, environ
        self._log = work / f"server-{self.port}.log"
        self._outside = work / f"outside-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Server:
        """Start and wait for /healthz; raises ``RuntimeError`` with the server's output when it fails."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CLEANGRID_", "STREAMLIT_"))}
        environ = {
            **kept,
            "CLEANGRID_DATA": str(self.data),
            "CLEANGRID_PORT": str(self.port),
            "CLEANGRID_HOST": "127.0.0.1",
            **watched(self.work, self._outside),
            "PYTHONUTF8": "1",
            **self.environ,
        }
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=environ, stdout=log, stderr=log
            )
        if not wait_until_up(self.process, "127.0.0.1", self.port):
            code = self.process.poll()
            self.stop()
            raise RuntimeError(f"the server did not come up (exit code {code}); its output:\n{self.output()}")
        return self

    def output(self, characters: int = 6000) -> str:
        """The end of what the server has printed."""
        return (
            self._log.read_text(encoding="utf-8", errors="replace")[-characters:]
            if self._log.exists()
            else ""
        )

    def outside(self) -> list[str]:
        """Connections and look-ups of the server that left the machine, since its start."""
        return self._outside.read_text(encoding="utf-8").splitlines() if self._outside.exists() else []

    def stop(self) -> None:
        """End the process; nothing when it has ended already."""
        if self.process is not None and self.process.poll() is None:
            if os.name == "nt":
                self.process.terminate()
            end(self.process)

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
