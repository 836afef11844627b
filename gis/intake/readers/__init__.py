"""One module a file format; each defines ``READER``. A new format is a new module and nothing else."""
