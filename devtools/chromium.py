"""The Chromium on the machine, else Debian's package, else none; and fonts for it. Standard library alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

OFF = (
    # Playwright's own list, which ours takes the place of: of two lists the last counts.
    "AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,AimEnabled,"
    # The popup of the address bar, a page of its own behind every page: a second of processor time each.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
FLAGS = [
    "--headless=new",
    f"--disable-features={OFF}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    # Every name and address but our own is unknown to the browser. Unlike request interception
    # this leaves the HTTP cache as users have it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

MISSING = (
    "没有找到 Chromium。请安装（Debian：apt-get install chromium），或用环境变量 CHROMIUM 指定它的路径。 / "
    "No Chromium found. Install it (Debian: apt-get install chromium) or name its path in CHROMIUM."
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_WINDOWS = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)


def find() -> str | None:
    """Path of a Chromium: the one named in CHROMIUM, else the first on the machine."""
    named = os.environ.get("CHROMIUM", "").strip()
    if named:
        return named if Path(named).is_file() else None
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    for base in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        for tail in _WINDOWS:
            program = Path(os.environ.get(base) or "?") / tail
            if program.is_file():
                return str(program)
    return None


def obtain() -> str | None:
    """``find``, after trying Debian's package where we may install it."""
    found = find()
    if (
        found
        or os.environ.get("CHROMIUM")
        or not shutil.which("apt-get")
        or os.name == "nt"
        or os.geteuid() != 0
    ):
        return found
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
    return find()


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese; true where there is no fontconfig (Windows, macOS)."""
    if os.name == "nt" or not Path("/etc/fonts").is_dir():
        return os.name == "nt"
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def font_environment(fonts: Path, work: Path) -> dict[str, str]:
    """Environment that makes the browser see the bundled font; empty where the machine has a Chinese one."""
    if has_chinese_font():
        return {}
    work.mkdir(parents=True, exist_ok=True)
    conf = work / "fonts.conf"
    conf.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{fonts}</dir><cachedir>{work / 'fontcache'}</cachedir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>\n',
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(conf)}
