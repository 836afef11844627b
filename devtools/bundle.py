"""One folder that installs and runs without the internet: wheels, app, start script.

``python -m devtools.bundle [--platform P] [--python 3.11] [--out DIR]``
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from email.parser import HeaderParser
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from devtools.talk import Stop, speak_utf8, tell

ROOT = Path(__file__).resolve().parents[1]
BUNDLED = Path(__file__).with_name("bundled")
RUNTIME = (
    "app.py",
    "gis",
    "ui",
    "web",
    "pages",
    "data",
    ".streamlit",
    "requirements.txt",
    "LICENSE",
    "NOTICE",
)
TOOLS = ("__init__.py", "talk.py", "launch.py", "venv.py")


@dataclass(frozen=True)
class Target:
    """A kind of machine the app can be bundled for."""

    tags: tuple[str, ...]
    """Platform tags of the wheels it takes."""
    markers: dict[str, str]
    """What environment markers see there; pip itself would look at this machine instead."""
    words: dict[str, str]
    """What fills the blanks of INSTALL.txt."""


def _linux(machine: str) -> Target:
    glibc = (28, 27, 26, 24, 17, 12, 5)
    older = ("manylinux2014", "manylinux2010", "manylinux1")
    tags = tuple(f"manylinux_2_{n}_{machine}" for n in glibc) + tuple(f"{name}_{machine}" for name in older)
    markers = {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": machine,
    }
    words = {
        "SYSTEM": f"Linux {machine}，glibc 2.28 或更高（如 Debian 10、openEuler 20.03）",
        "PLACE": "/opt/cleangrid",
        "START": "sh start.sh",
        "GIS": "先执行 cd app，再执行 ../.venv/bin/python -m gis",
    }
    return Target(tags, markers, words)


PLATFORMS = {
    "win_amd64": Target(
        ("win_amd64",),
        {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "platform_machine": "AMD64"},
        {
            "SYSTEM": "Windows 10 或更高，64 位",
            "PLACE": "D:\\CleanGrid",
            "START": "start.bat（双击即可）",
            "GIS": "先执行 cd app，再执行 ..\\.venv\\Scripts\\python -m gis",
        },
    ),
    "manylinux_x86_64": _linux("x86_64"),
    "manylinux_aarch64": _linux("aarch64"),
}


def own_platform() -> str | None:
    """The name of this machine's kind in ``PLATFORMS``; None where there is none (macOS)."""
    machine = platform.machine().lower()
    names = {("Windows", "amd64"): "win_amd64", ("Linux", "x86_64"): "manylinux_x86_64"}
    return {**names, ("Linux", "aarch64"): "manylinux_aarch64"}.get((platform.system(), machine))


def markers(target: Target, python: str) -> dict[str, str]:
    """The environment in which requirements are judged."""
    same = {"implementation_name": "cpython", "platform_python_implementation": "CPython", "extra": ""}
    return {**target.markers, **same, "python_version": python, "python_full_version": f"{python}.0"}


def pinned(requirements: str, environment: dict[str, str]) -> list[str]:
    """``name==version`` of every line of a requirements file that applies in ``environment``."""
    lines = [line.split("#")[0].strip() for line in requirements.splitlines()]
    wanted = [Requirement(line) for line in lines if line]
    return [f"{r.name}{r.specifier}" for r in wanted if r.marker is None or r.marker.evaluate(environment)]


def fetch_command(target: Target, python: str, requirements: Path) -> list[str]:
    """Arguments that make pip choose the wheels of another machine."""
    tags = [word for tag in target.tags for word in ("--platform", tag)]
    chosen = ["--only-binary=:all:", "--no-deps", "--implementation", "cp", "--python-version", python, *tags]
    return [*chosen, "--disable-pip-version-check", "--no-input", "-q", "-r", str(requirements)]


def unmet(wheels: list[Path], environment: dict[str, str]) -> list[str]:
    """Requirements of the wheels that no wheel among them meets, judged in ``environment``."""
    found: dict[str, str] = {}
    asked: list[tuple[str, Requirement]] = []
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            name = next(
                n for n in archive.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1
            )
            headers = HeaderParser().parsestr(archive.read(name).decode("utf-8"))
        found[canonicalize_name(headers["Name"])] = headers["Version"]
        asked += [(wheel.name, Requirement(line)) for line in headers.get_all("Requires-Dist") or ()]

    def met(need: Requirement) -> bool:
        held = found.get(canonicalize_name(need.name))
        return held is not None and need.specifier.contains(held, prereleases=True)

    applying = [(wheel, n) for wheel, n in asked if n.marker is None or n.marker.evaluate(environment)]
    return [f"{wheel}: {need}" for wheel, need in applying if not met(need)]


def runtime_files(root: Path) -> list[Path]:
    """Files of the app, relative to ``root``: what git does not ignore; without git all but caches."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard", "--", *RUNTIME],
        cwd=root, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if listed.returncode == 0 and listed.stdout:
        return sorted(
            Path(name) for name in set(listed.stdout.split("\0")) if name and (root / name).is_file()
        )
    found = [path for name in RUNTIME for path in (root / name, *(root / name).rglob("*")) if path.is_file()]
    passing = ("__pycache__", "data/points/cache/", "data/points/log/", "data/points/lock", "data/log/")
    names = [path.relative_to(root) for path in found]
    return sorted(name for name in names if not any(part in name.as_posix() for part in passing))


def make(name: str, python: str, out: Path) -> Path:
    """``out/cleangrid-<version>-<platform>``, replaced whole. Raises ``Stop`` when a wheel is missing."""
    target = PLATFORMS[name]
    number = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    final = out / f"cleangrid-{number}-{name}"
    work = out / f".{final.name}-new"
    shutil.rmtree(work, ignore_errors=True)
    (work / "wheels").mkdir(parents=True)
    environment = markers(target, python)
    wanted = pinned((ROOT / "requirements.txt").read_text(encoding="utf-8"), environment)
    (work / "wheels.txt").write_text("\n".join(wanted) + "\n", encoding="utf-8")
    (work / "fetch.txt").write_text("\n".join([*wanted, f"pip=={version('pip')}"]) + "\n", encoding="utf-8")
    fetch(target, python, work)
    if lacking := unmet(sorted((work / "wheels").glob("*.whl")), environment):
        raise Stop(
            f"requirements.txt 不完整，缺：{'；'.join(lacking)}。",
            f"requirements.txt is not complete for {name}: {'; '.join(lacking)}.",
        )
    place(work, target, name, python)
    shutil.rmtree(final, ignore_errors=True)
    work.rename(final)
    return final


def fetch(target: Target, python: str, work: Path) -> None:
    """Fill ``work/wheels`` from the package index pip is set up for."""
    command = [sys.executable, "-m", "pip", "download", "-d", str(work / "wheels")]
    done = subprocess.run(
        [*command, *fetch_command(target, python, work / "fetch.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    (work / "fetch.txt").unlink()
    if done.returncode:
        reason = next((line for line in reversed(done.stderr.splitlines()) if line.startswith("ERROR")), "?")
        raise Stop(f"下载组件失败：{reason}", f"A wheel could not be fetched: {reason}")


def place(work: Path, target: Target, name: str, python: str) -> None:
    """Put app, tools, start scripts and INSTALL.txt beside the wheels."""
    for path in runtime_files(ROOT):
        (work / "app" / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, work / "app" / path)
    (work / "devtools").mkdir()
    for tool in TOOLS:
        shutil.copyfile(BUNDLED.parent / tool, work / "devtools" / tool)
    shutil.copyfile(BUNDLED / "start.py", work / "start.py")
    (work / "bundle.json").write_text(json.dumps({"python": python, "platform": name}), encoding="utf-8")
    script = "start.bat" if name.startswith("win") else "start.sh"
    for template in (script, "INSTALL.txt"):
        text = (BUNDLED / template).read_text(encoding="utf-8")
        for blank, word in {**target.words, "PYTHON": python}.items():
            text = text.replace(f"@{blank}@", word)
        ending = "\r\n" if name.startswith("win") else "\n"
        coding = "utf-8-sig" if template.endswith(".txt") else "utf-8"
        (work / template).write_text(text, encoding=coding, newline=ending)
    if script == "start.sh":
        (work / script).chmod(0o755)


def main(argv: list[str]) -> int:
    """Make one bundle and print where it lies."""
    parser = argparse.ArgumentParser(prog="dev.py bundle", description=__doc__)
    parser.add_argument(
        "--platform", choices=sorted(PLATFORMS), default=own_platform(), required=own_platform() is None
    )
    parser.add_argument(
        "--python", default="{}.{}".format(*sys.version_info), help="version on the target, as 3.11"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    args = parser.parse_args(argv)
    made = make(args.platform, args.python, args.out.resolve())
    size = sum(p.stat().st_size for p in made.rglob("*") if p.is_file()) / 1e6
    tell(
        f"安装包：{made}（{size:.0f} MB，需要 Python {args.python}）",
        f"Bundle: {made} ({size:.0f} MB, needs Python {args.python})",
    )
    return 0


if __name__ == "__main__":
    speak_utf8()
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        sys.exit(str(stop))
