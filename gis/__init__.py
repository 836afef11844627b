"""CleanGrid's library: from a file of problem points to answers about ground, units and time.

    file → intake → statements → ledger.fold → located cases → measures → views → screen, tile, sheet

It knows nothing of Streamlit or HTTP, reads the environment only in ``settings`` and never asks the clock:
the moment looked from (``as_of``) is a parameter. Stored and shown: WGS 84 lon/lat, UTC. Measured: metric CRS.
"""

__version__ = "0.1.0"
"""Part of every fingerprint: another code may give another answer."""
