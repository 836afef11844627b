"""What kind of problem a row speaks of, and in what state its case is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from gis.intake import cells
from gis.intake.codes import look_up, look_up_pairs
from gis.intake.meaning import Meaning

if TYPE_CHECKING:
    from gis.intake.said import Fields

CLOSED = "closed"
JOINT = "\x1f"


def say_type(out: Fields, meaning: Meaning) -> None:
    """problem_type by the code, else by the words; type_text, scheme and standard_code as they stand."""
    columns, profile = out.columns, out.columns.profile
    by = "problem_type" if columns.get("problem_type") is not None else "type_text"
    words = columns.get(by)
    text = columns.get("type_text")
    code = _code(out)
    if text is not None or words is not None:
        name = "type_text" if text is not None else by
        out.say("type_text", cells.as_text(columns.cells[name]), out.where(name))
    default = profile.problem_type_default
    if words is None and code is None:
        if default:
            out.say("problem_type", cells.constant(default, pa.string(), columns.rows))
        return
    word = cells.as_text(words) if words is not None else _nothing(columns.rows)
    if code is None:
        ids, unknown = look_up(word, meaning.look("problem_type"))
    else:
        ids = look_up_pairs(word, code, lambda w, c: meaning.type_of(w, *(c.split(JOINT) if c else ())))
        lost = pc.and_(ids.is_null(), pc.or_(word.is_valid(), code.is_valid()))
        unknown = _counted(pc.coalesce(word, columns.cells["standard_code"]).filter(lost))
    sources = [n for n in (by, "standard_code") if columns.get(n) is not None]
    if default:
        out.say("problem_type", ids.fill_null(default))
    else:
        out.say("problem_type", ids, out.where(*sources))
        out.unmapped["problem_type"] = unknown


def say_state(out: Fields, meaning: Meaning) -> None:
    """The state by the file's word; where it says none, closed if there is a closing time, else the default.

    A file that only holds marks says a state only where it has a word or a closing time.
    """
    columns, profile = out.columns, out.columns.profile
    closing, words = columns.get("closed_at"), columns.get("state")
    closed = closing.is_valid() if closing is not None else None
    whole = profile.kind != "flags" and columns.get("found_at") is not None
    if words is None and not whole:
        if closed is not None:
            said = pc.if_else(closed, pa.scalar(CLOSED), pa.scalar(None, pa.string()))
            out.say("state", said, closed.to_numpy())
        return
    derived = cells.constant(profile.state_default, pa.string(), columns.rows)
    if closed is not None:
        derived = pc.if_else(closed, pa.scalar(CLOSED), pa.scalar(profile.state_default))
    if words is None:
        out.say("state", derived)
        return
    ids, out.unmapped["state"] = look_up(cells.as_text(words), meaning.look("state"))
    where = out.where("state")
    if where is not None:
        derived = pc.if_else(pa.array(where), derived, pa.scalar(None, pa.string()))
    out.say("state", pc.coalesce(ids, derived), where)


def _code(out: Fields) -> pa.ChunkedArray | None:
    """scheme + JOINT + code of each row, null where either is missing; says both."""
    columns = out.columns
    codes = columns.get("standard_code")
    if codes is None:
        return None
    codes = cells.as_text(codes)
    named = columns.get("scheme")
    scheme = cells.constant(columns.profile.scheme or None, pa.string(), columns.rows)
    if named is not None:
        scheme = pc.coalesce(cells.as_text(named), scheme)
    both = pc.and_(codes.is_valid(), scheme.is_valid())
    nothing = pa.scalar(None, pa.string())
    out.say("standard_code", pc.if_else(both, codes, nothing), out.where("standard_code"))
    out.say("scheme", pc.if_else(both, scheme, nothing), out.where("standard_code"))
    out.note("code_without_scheme", pc.and_(codes.is_valid(), scheme.is_null()).to_numpy())
    return pc.binary_join_element_wise(scheme, codes, JOINT)


def _nothing(rows: int) -> pa.ChunkedArray:
    return pa.chunked_array([pa.nulls(rows, pa.string())])


def _counted(words: pa.ChunkedArray) -> dict[str, int]:
    pairs = pc.value_counts(words).to_pylist()
    return {pair["values"]: int(pair["counts"]) for pair in pairs}
