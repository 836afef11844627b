"""Intake: a foreign file and a profile → statements and rejects. Nothing here writes to the store."""
