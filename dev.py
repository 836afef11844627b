"""Every command of a developer, and the one command of a user: ``python3 dev.py run``.

Standard library alone, Python 3.11 or later; the same on Linux, macOS and Windows; makes ``.venv`` on demand.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - older ones must hear a sentence, not a traceback
    sys.exit("净格需要 Python 3.11 或更高版本。 / CleanGrid needs Python 3.11 or later.")

from devtools import chromium, launch, venv
from devtools.steps import Step, run_all
from devtools.talk import Stop, speak_utf8, tell

ROOT = Path(__file__).resolve().parent
FAST = "not slow and not browser"


def checks(python: Path) -> list[Step]:
    """Lint, format and types."""
    py = str(python)
    return [
        Step("ruff check", [py, "-m", "ruff", "check", "--output-format", "concise", "."]),
        Step("ruff format", [py, "-m", "ruff", "format", "--check", "."]),
        Step("mypy", [py, "-m", "mypy"]),
    ]


def tests(python: Path, name: str, marks: str, more: list[str], *, share: str = "worksteal") -> Step:
    """One run of pytest over the tests that ``marks`` chooses, two at a time; a hung test shows where it hangs, and ends.

    ``share``: how the two share them; of a file with a server of its own by ``loadfile``.
    """
    seconds = 300 if "not slow" in marks else 3600
    options = [f"faulthandler_timeout={seconds}", "faulthandler_exit_on_timeout=true"]
    command = [str(python), "-m", "pytest", "-m", marks, "--durations=5", "-ra"]
    command += [word for option in options for word in ("-o", option)]
    command += ["-n", "2", "--dist", share]
    return Step(name, [*command, *more], counts=True)


def run(_args: argparse.Namespace, _more: list[str]) -> int:
    """Start the app; the demo county is copied to .data/ unless CLEANGRID_DATA names a folder."""
    environ = dict(os.environ)
    launch.check_free(*launch.address(environ))
    python = venv.ensure(ROOT, venv.RUN)
    if not environ.get("CLEANGRID_DATA", "").strip():
        environ["CLEANGRID_DATA"] = str(launch.working_copy(ROOT / "data", ROOT / ".data"))
    return launch.serve(python, ROOT, environ)


def check(_args: argparse.Namespace, more: list[str]) -> int:
    """Lint, format, types, architecture and the fast unit tests."""
    python = venv.ensure(ROOT, venv.DEV)
    return run_all([*checks(python), tests(python, "unit", f"{FAST} and not real", more)], ROOT)


def test(args: argparse.Namespace, more: list[str]) -> int:
    """Everything of check, the tests on real data and in the browser; with --slow the slow ones too."""
    python = venv.ensure(ROOT, venv.DEV)
    if chromium.obtain() is None:
        tell(*chromium.MISSING.split(" / "))
    fast, browser = (FAST, "browser and not slow") if not args.slow else ("not browser", "browser")
    steps = [tests(python, "unit", fast, more), tests(python, "browser", browser, more, share="loadfile")]
    return run_all([*checks(python), *steps], ROOT)


def bench(_args: argparse.Namespace, more: list[str]) -> int:
    """Our figures beside a peer's, in one run."""
    python = venv.ensure(ROOT, venv.DEV)
    return run_all([Step("bench", [str(python), "-m", "bench", *more])], ROOT)


def screenshots(_args: argparse.Namespace, more: list[str]) -> int:
    """Each page at 1920x1080 and 390x844 into screenshots/."""
    python = venv.ensure(ROOT, venv.DEV)
    return run_all([Step("screenshots", [str(python), "-m", "devtools.screenshots", *more])], ROOT)


def bundle(_args: argparse.Namespace, more: list[str]) -> int:
    """One folder of wheels, app and start script; see --help of the command for its options."""
    python = venv.ensure(ROOT, venv.RUN)
    return run_all([Step("bundle", [str(python), "-m", "devtools.bundle", *more])], ROOT)


VERBS = (run, check, test, bench, screenshots, bundle)


def main(argv: list[str]) -> int:
    """Carry out one verb; words that are not ours go on to the tool behind it. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for act in VERBS:
        sub = verbs.add_parser(
            act.__name__, help=act.__doc__, description=act.__doc__, add_help=act is not bundle
        )
        sub.set_defaults(act=act)
        if act is test:
            sub.add_argument("--slow", action="store_true", help="also simulations, kills, fuzz and soak")
    args, more = parser.parse_known_args(argv)
    speak_utf8()
    try:
        return int(args.act(args, [word for word in more if word != "--"]))
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
