"""What stands behind dev.py. Everything dev.py itself imports uses the standard library alone."""
