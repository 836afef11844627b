"""Start CleanGrid from this folder: no internet, nothing installed outside of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from devtools.launch import address, check_free, serve, working_copy
from devtools.talk import Stop, speak_utf8, tell
from devtools.venv import explain, python_of

HERE = Path(__file__).resolve().parent


def check_python(python: str) -> None:
    """Raise ``Stop`` when this interpreter is not of the version the wheels are made for."""
    if "{}.{}".format(*sys.version_info) != python:
        raise Stop(
            f"本安装包需要 Python {python}，现在的是 {sys.version.split()[0]}。请安装后重试。",
            f"This bundle needs Python {python}, not {sys.version.split()[0]}. Install it and try again.",
        )


def prepare(platform: str) -> Path:
    """The interpreter of ``.venv`` beside this file, filled from ``wheels`` alone; made once."""
    venv, log = HERE / ".venv", HERE / "install.log"
    python, done = python_of(venv), venv / "installed"
    if done.is_file() and python.exists():
        return python
    tell("正在安装（第一次约需一两分钟，不需要联网）……", "Installing, without the internet ...")
    pip = next((HERE / "wheels").glob("pip-*.whl"))
    offline = ["--no-index", "--no-deps", "--disable-pip-version-check"]
    offline += ["--find-links", str(HERE / "wheels"), "-r", str(HERE / "wheels.txt")]
    steps = (
        # pip runs from its own wheel: a Python without ensurepip (Debian's) is enough.
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)],
        [str(python), str(pip / "pip"), "--isolated", "install", "--quiet", *offline],
    )
    for step in steps:
        ran = subprocess.run(
            step, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
        )
        if ran.returncode:
            log.write_text(ran.stdout + ran.stderr, encoding="utf-8")
            raise explain(ran.stdout + ran.stderr, log)
    done.write_text(platform, encoding="utf-8")
    return python


def main() -> int:
    """Prepare and run until Ctrl-C; the demo is copied to ``data`` unless CLEANGRID_DATA names a folder."""
    speak_utf8()
    environ = dict(os.environ)
    made = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    try:
        check_python(made["python"])
        check_free(*address(environ))
        python = prepare(made["platform"])
        if not environ.get("CLEANGRID_DATA", "").strip():
            environ["CLEANGRID_DATA"] = str(working_copy(HERE / "app" / "data", HERE / "data"))
        return serve(python, HERE / "app", environ)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
