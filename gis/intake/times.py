"""Text that means a moment → UTC microseconds, a column at a time.

A cell is split into its digit runs and what lies between them, its skeleton (``#/#/# #:#``).
There are few skeletons in a column, so which format one is gets decided once, and numbers are read in bulk.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gis.intake.digits import I64, Bool, Runs, digit_runs
from gis.intake.zones import to_utc
from gis.schema import UTC_US

US = 1_000_000
DAY = 86_400 * US
LATEST = 4_291_747_200 * US
"""2106-01-01: times from 1970 up to here are believed, others are typing errors."""
EXCEL_ZERO = -25_569
"""Day 0 of an Excel serial number (1899-12-30), in days since 1970."""

DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y年%m月%d号")
CLOCKS = (
    "", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H时%M分", "%H时%M分%S秒", "%H点%M分", "%H点%M分%S秒",
    "%H时", "%H点", "%I:%M %p", "%I:%M:%S %p", "%p%I:%M", "%p%I:%M:%S",
)  # fmt: skip
HALVES = {"AM": 0, "PM": 12, "am": 0, "pm": 12, "上午": 0, "下午": 12}
OFFSETS = ("Z", "+#:#", "-#:#", "+#", "-#", " +#:#", " -#:#", " +#", " -#")
CODES = "YmdHIMSfpz"

Pattern = tuple[tuple[str, ...], int, int]
"""What each digit run is (a letter of CODES; ``zh``, ``zm`` of an offset), hours to add, its sign or 0."""


def parse(
    column: pa.ChunkedArray, zone: ZoneInfo, formats: Sequence[str] = ()
) -> tuple[pa.ChunkedArray, Bool]:
    """UTC times of a column of any type, null where there is none; and which cells are bad.

    ISO with T or blank, with or without zone, ``2026/1/5 8:03``, ``2026年1月5日 8时3分``, a bare date (its
    midnight), Excel serial numbers, yyyymmdd[hhmm[ss]], seconds or milliseconds since 1970. Local times are
    of ``zone``: one that came twice is the earlier, one the clock skipped is moved on by the skip. Bad: not
    read, or outside 1970–2105.
    """
    local, absolute, good = _read(column, zone, formats)
    if not absolute.any():
        utc = to_utc(local, zone)
    else:
        naive = ~absolute
        utc = local.copy()
        utc[naive] = to_utc(local[naive], zone)
    good &= (utc >= 0) & (utc < LATEST)
    whole = bool(good.all())
    stamps = pa.array(utc, mask=None if whole else ~good).view(UTC_US)
    bad = ~good if whole else column.is_valid().to_numpy() & ~good
    return pa.chunked_array([stamps]), bad


def readable(form: str) -> bool:
    """Whether a format has a year of four digits, a month and a day, each part once, and only known parts."""
    parts = re.findall(r"%(.)", form)
    return {"Y", "m", "d"} <= set(parts) <= set(CODES) and len(parts) == len(set(parts))


Read = tuple[I64, Bool, Bool]
"""Microseconds since 1970; whether they are UTC (else by the wall clock); whether they are anything."""


def _read(column: pa.ChunkedArray, zone: ZoneInfo, formats: Sequence[str]) -> Read:
    kind = column.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        unzoned = column.cast(pa.timestamp("us", tz=getattr(kind, "tz", None)), safe=False)
        return _stamps(unzoned, absolute=getattr(kind, "tz", None) is not None)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        column = _as_text(column)
    if not formats:
        for tz in (None, "UTC"):  # Arrow's own reader of ISO text is quick and knows all or nothing
            try:
                return _stamps(column.cast(pa.timestamp("us", tz=tz)), absolute=tz is not None)
            except pa.ArrowInvalid:
                continue
    return _by_skeleton(column, tuple(formats))


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    with contextlib.suppress(pa.ArrowInvalid):
        column = column.cast(pa.int64())  # 1.76e9 would be written with an exponent
    return column.cast(pa.string())


def _stamps(column: pa.ChunkedArray, *, absolute: bool) -> Read:
    good = column.is_valid().to_numpy()
    whole = column.cast(pa.int64())
    values = (whole if whole.null_count == 0 else whole.fill_null(0)).to_numpy()
    return values, np.full(len(values), absolute), good


def _by_skeleton(column: pa.ChunkedArray, formats: tuple[str, ...]) -> Read:
    text = pc.utf8_normalize(column.fill_null(""), "NFKC").combine_chunks()
    if isinstance(text, pa.ChunkedArray):
        text = pa.concat_arrays(text.chunks) if text.num_chunks else pa.array([], pa.string())
    runs = digit_runs(text)
    shapes = pc.replace_substring(text, "#", "?")  # the sign stands for digits from here on
    encoded = pc.replace_substring_regex(shapes, r"\d+", "#").dictionary_encode()
    which = encoded.indices.to_numpy()
    known = _patterns(formats)
    n = len(text)
    out, absolute, good = np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    for code, skeleton in enumerate(encoded.dictionary.to_pylist()):
        rows = np.flatnonzero(which == code)
        shape = " ".join(skeleton.split())
        if shape in ("#", "#.#"):
            out[rows], absolute[rows], good[rows] = _bare_number(runs, rows, parts=len(shape) // 2 + 1)
        elif shape in known:
            out[rows], good[rows] = _composed(runs, rows, known[shape])
            absolute[rows] = known[shape][2] != 0
    return out, absolute, good


def _composed(runs: Runs, rows: I64, pattern: Pattern) -> tuple[I64, Bool]:
    """Microseconds and validity of ``rows``, whose digit runs are what ``pattern`` says."""
    parts, later, sign = pattern
    at = {part: runs.part(rows, k) for k, part in enumerate(parts)}
    none = np.zeros(len(rows), np.int64)
    year, month, day = (at[p][0] for p in "Ymd")
    hour, minute, second = (at[p][0] if p in at else none for p in "HMS")
    good = (at["Y"][1] == 4) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour < 24) & (minute < 60) & (second < 60) & (runs.longest(rows, len(parts)) <= 18)
    if "I" in at:
        hour = at["I"][0] % 12 + later
        good &= (at["I"][0] >= 1) & (at["I"][0] <= 12)
    months = (np.where(good, year - 1970, 0) * 12 + np.where(good, month - 1, 0)).astype("datetime64[M]")
    first, following = (m.astype("datetime64[D]").astype(np.int64) for m in (months, months + 1))
    good &= day <= following - first
    micros = ((first + day - 1) * 86_400 + hour * 3600 + minute * 60 + second) * US
    if "f" in at:
        digits, size = at["f"]
        micros = micros + digits * 10 ** np.clip(6 - size, 0, 6) // 10 ** np.clip(size - 6, 0, 12)
    if "zh" in at:
        hours, size = at["zh"]
        packed = size > 2  # +0800
        minutes = at["zm"][0] if "zm" in at else np.where(packed, hours % 100, 0)
        hours = np.where(packed, hours // 100, hours)
        good &= (hours <= 18) & (minutes < 60)
        micros = micros - sign * (hours * 60 + minutes) * 60 * US
    return np.where(good, micros, 0), good


def _bare_number(runs: Runs, rows: I64, *, parts: int) -> Read:
    """A cell of one number: how long it is tells what it is; a fraction makes it an Excel serial number."""
    number, size = runs.part(rows, 0)
    n = len(rows)
    out, absolute, good = np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n, np.bool_)
    fraction = np.zeros(n)
    if parts == 2:
        after, digits = runs.part(rows, 1)
        fraction = after / 10.0 ** np.minimum(digits, 18)
        size = np.where(
            (after == 0) & (digits < 3), size, np.where(size == 5, size, 0)
        )  # 20260105.0 is a whole
    serial = (size == 5) & (number >= 20_000) & (number < 80_000)
    out[serial] = ((number + EXCEL_ZERO) * 86_400 + np.rint(fraction * 86_400).astype(np.int64))[serial] * US
    for width, scale in ((10, US), (13, 1000)):
        stamp = size == width
        out[stamp], absolute[stamp] = number[stamp] * scale, True
        good |= stamp
    for width in (8, 12, 14):
        packed = size == width
        if packed.any():
            out[packed], good[packed] = _packed(number[packed], width)
    return out, absolute, good | serial


def _packed(number: I64, width: int) -> tuple[I64, Bool]:
    """yyyymmdd, yyyymmddhhmm or yyyymmddhhmmss in one number."""
    full = number * 10 ** (14 - width)
    pieces: list[npt.NDArray[np.int64]] = []
    for unit in (100, 100, 100, 100, 100):
        pieces.insert(0, full % unit)
        full = full // unit
    values = np.stack([full, *pieces], axis=1).ravel()
    sizes = np.tile([4, 2, 2, 2, 2, 2], len(number))
    runs = Runs(np.arange(len(number)) * 6, values, sizes)
    return _composed(runs, np.arange(len(number)), (("Y", "m", "d", "H", "M", "S"), 0, 0))


@cache
def _patterns(formats: tuple[str, ...]) -> dict[str, Pattern]:
    """Skeleton → what its runs are, for the profile's own ``formats`` first and the known ones after them."""
    known: dict[str, Pattern] = {}
    usual = [d + gap + c for d in DATES for c in CLOCKS for gap in (("",) if not c else (" ", "T", ""))]
    for form in (*formats, *usual):
        halves = HALVES if "%p" in form else {"": 0}
        offsets = OFFSETS if "%z" in form else ("", *OFFSETS) if form in usual and ":" in form else ("",)
        parts = tuple(re.findall(r"%([^pz])", form))
        for half, offset in itertools.product(halves, offsets):
            sign = -1 if "-" in offset else 1 if offset else 0
            named = parts + ("zh", "zm")[: offset.count("#")]
            known.setdefault(_skeleton(form, half, offset), (named, halves[half], sign))
    return known


def _skeleton(form: str, half: str, offset: str) -> str:
    text = re.sub(r"%[YmdHIMSf]", "#", form.replace("%p", half).replace("%z", offset))
    whole = text if "%z" in form else text + offset
    return " ".join(unicodedata.normalize("NFKC", whole).split())
