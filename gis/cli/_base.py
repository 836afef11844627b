"""What a command is. A module of this folder with a ``COMMAND`` is found by itself."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gis.cli._filters import check_filters
from gis.county import open_county
from gis.errors import GisError
from gis.live import Loaded, load
from gis.process import clock as clock
from gis.settings import Settings
from gis.words import say


@dataclass(frozen=True)
class Command:
    """One verb of ``python -m gis``."""

    key: str
    help: str
    """Chinese source sentence, marked with N_."""
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace, Settings], int]


def moment(text: str, zone: Any) -> datetime:
    """A time given on the command line; without an offset it is local in ``zone``. Errors: bad-time."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError as bad:
        raise GisError("bad-time", value=text) from bad
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def open_now(args: argparse.Namespace) -> tuple[Loaded, datetime]:
    """The store of ``--data`` and the moment it is looked at from (aware UTC). Errors: those of ``gis.live.load``, and
    bad-value for a filter that means nothing there."""
    county = open_county(args.data)
    now = county.present(clock())
    loaded = load(args.data, now.astimezone(county.tz).date())
    check_filters(args, loaded)
    return loaded, now


def only_csv(path: Path) -> None:
    """Errors: no-format for any other suffix."""
    if path.suffix.lower() != ".csv":
        raise GisError("no-format", suffix=path.suffix or path.name, known=".csv")


def show(args: argparse.Namespace, value: Any, lines: list[str]) -> None:
    """``value`` as JSON under --json, else ``lines``."""
    if args.json:
        json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(lines) + "\n")


def tell(args: argparse.Namespace, sentence: str, **facts: object) -> str:
    """A sentence in the language of the command line."""
    return say(sentence, args.lang).format_map({k: str(v) for k, v in facts.items()})
