"""A data folder in one file, and back. What can be made again (caches) stays out; every file is checked on return."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

from gis.county import STORE_FORMAT, County
from gis.errors import GisError
from gis.ledger.batches import stamp
from gis.ledger.files import plain_errors, write_aside, write_lock

LIST = "backup.json"
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, KeyError, ValueError, TypeError)
"""What a ZIP that is cut off, changed, locked by a word or another one's raises when it is read."""
LEFT_OUT = ("points/cache/", "points/lock", "log/")


def backup(county: County, out: Path, *, now: datetime) -> int:
    """Write every file of the data folder but the caches to a ZIP; gives their number. No import runs meanwhile.

    Errors: file-exists, disk-full, read-only, locked.
    """
    if out.exists():
        raise GisError("file-exists", path=out)
    with write_lock(county.points):
        files = list(_files(county.root, out))
        write_aside(out, lambda aside: _pack(county.root, files, aside, now))
    return len(files)


def _files(root: Path, out: Path) -> list[Path]:
    kept = []
    for path in sorted(p for p in root.rglob("*") if p.is_file() and p.resolve() != out.resolve()):
        name = path.relative_to(root).as_posix()
        if not any(name.startswith(skip) for skip in LEFT_OUT) and ".tmp" not in path.name:
            kept.append(path)
    return kept


def _pack(root: Path, files: list[Path], aside: Path, now: datetime) -> None:
    sums: dict[str, str] = {}
    with zipfile.ZipFile(  # a file may be older than ZIP's own time begins
        aside, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False
    ) as pack:
        for path in files:
            name = path.relative_to(root).as_posix()
            with path.open("rb") as handle:
                sums[name] = hashlib.file_digest(handle, "sha256").hexdigest()
            pack.write(path, name)
        pack.writestr(LIST, json.dumps({"format": STORE_FORMAT, "made_at": stamp(now), "sha256": sums}))


def restore_backup(pack: Path, root: Path) -> int:
    """Unpack into ``root``, which must not exist or be empty; gives the number of files, each checked.

    Errors: no-such-file, file-exists, damaged-file, newer-format, disk-full, read-only.
    """
    if not pack.is_file():
        raise GisError("no-such-file", path=pack)
    if root.exists() and any(root.iterdir()):
        raise GisError("file-exists", path=root)
    root = root.resolve()
    aside = root.with_name(f".{root.name}.restoring")
    with plain_errors(root):
        shutil.rmtree(aside, ignore_errors=True)
        try:
            count = _unpack(pack, aside)
            if root.exists():
                root.rmdir()
            aside.rename(root)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return count


def _unpack(pack: Path, aside: Path) -> int:
    try:
        with zipfile.ZipFile(pack) as held:
            listing = json.loads(held.read(LIST))
            if listing["format"] > STORE_FORMAT:
                raise GisError("newer-format", found=listing["format"], known=STORE_FORMAT)
            for name, want in listing["sha256"].items():
                target = (aside / name).resolve()
                if not target.is_relative_to(aside.resolve()):
                    raise GisError("damaged-file", path=pack, detail=name)
                target.parent.mkdir(parents=True, exist_ok=True)
                with held.open(name) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                with target.open("rb") as handle:
                    if hashlib.file_digest(handle, "sha256").hexdigest() != want:
                        raise GisError("damaged-file", path=pack, detail=name)
            return len(listing["sha256"])
    except BROKEN as bad:
        raise GisError("damaged-file", path=pack, detail=bad) from bad
