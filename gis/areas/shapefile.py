"""Shapefiles as offices send them: zipped, with Chinese names in GBK or UTF-8 and no word about which."""

from __future__ import annotations

import codecs
import shutil
import zipfile
from pathlib import Path

import geopandas as gpd

SIDECARS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
UNDECLARED = (0x00, 0x4D, 0x57, 0x7A)
"""Language bytes of a .dbf that promise nothing: unset, GBK (also written over UTF-8), "ANSI", GBK of
FoxPro."""
BYTES = "ISO-8859-1"
"""Read with this, a text keeps its bytes one to one and can be decoded afterwards."""


def unzip(path: Path, folder: Path) -> Path:
    """The first shapefile of a ZIP archive, put into ``folder`` under a plain name (names inside may be in
    GBK).

    Errors: BadZipFile; KeyError when it holds no .shp.
    """
    with zipfile.ZipFile(path) as archive:
        members = {n.lower(): n for n in archive.namelist() if "__macosx" not in n.lower()}
        stem = next((n[:-4] for n in sorted(members) if n.endswith(".shp")), None)
        if stem is None:
            raise KeyError(".shp")
        for suffix in SIDECARS:
            if stem + suffix in members:
                with (
                    archive.open(members[stem + suffix]) as source,
                    (folder / f"layer{suffix}").open("wb") as target,
                ):
                    shutil.copyfileobj(source, target)
    return folder / "layer.shp"


def text_encoding(shp: Path) -> str | None:
    """The encoding of the attribute table; None: leave it to GDAL (a Western language byte).

    A .cpg that names a known encoding is believed as far as the bytes bear it out; else the bytes decide
    between UTF-8 and GB18030. Names cut off in the middle of a character, as .dbf does, do not mislead it.
    """
    dbf = _beside(shp, ".dbf")
    if dbf is None:
        return None
    raw = dbf.read_bytes()
    cpg = _beside(shp, ".cpg")
    named = _codec(cpg.read_text(errors="ignore")) if cpg else None
    if named is None and len(raw) > 29 and raw[29] not in UNDECLARED:
        return None
    foreign = sum(b > 0x7F for b in raw[32:])
    lost = raw[32:].decode("utf-8", errors="replace").count("�")
    guess = "utf-8" if foreign == 0 or lost < 0.15 * foreign else "gb18030"
    return guess if named in (None, "utf-8", "gbk", "gb2312", "gb18030") else named


def redecode(frame: gpd.GeoDataFrame, encoding: str) -> gpd.GeoDataFrame:
    """Column names and texts that were read as ``BYTES``, in their real encoding; a cut-off character is
    dropped."""

    def real(value: object) -> object:
        if not isinstance(value, str):
            return value
        return value.encode(BYTES, errors="ignore").decode(encoding, errors="ignore").strip("\0 ")

    frame = frame.rename(columns={c: real(c) for c in frame.columns if c != "geometry"})
    for column in frame.columns:
        if column != "geometry" and (
            frame[column].dtype == object or str(frame[column].dtype).startswith("str")
        ):
            frame[column] = frame[column].astype(object).map(real)
    return frame


def _beside(shp: Path, suffix: str) -> Path | None:
    """The file beside ``shp`` with this suffix, in small or capital letters."""
    paths = (shp.with_suffix(suffix), shp.with_suffix(suffix.upper()))
    return next((p for p in paths if p.is_file()), None)


def _codec(name: str) -> str | None:
    text = name.strip().strip("\0").lower()
    text = {"65001": "utf-8", "936": "gbk", "oem": "gbk", "54936": "gb18030"}.get(text, text)
    try:
        return codecs.lookup(text).name if text else None
    except LookupError:
        return None
