"""Intake: a foreign file and a profile → statements and rejects. Nothing here writes to the store."""

from gis.intake.exported import exported_at
from gis.intake.parse import Parsed, to_statements
from gis.intake.profile import Profile
from gis.intake.raw import Raw
from gis.intake.read import choose, read_raw
from gis.intake.rejects import REASONS
from gis.intake.seal import seal

__all__ = [
    "REASONS",
    "Parsed",
    "Profile",
    "Raw",
    "choose",
    "exported_at",
    "read_raw",
    "seal",
    "to_statements",
]
