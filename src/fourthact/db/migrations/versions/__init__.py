"""One pair of files for each revision: `0001_spine.py` says what follows what, `0001_spine.sql` does it."""
