"""Where the inputs are that nobody here wrote: `../shared/corpora`, or what FOURTHACT_CORPORA names.

They are read in place and never copied; a clone elsewhere may not have them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CORPORA = Path(os.environ.get("FOURTHACT_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")


def corpus(name: str) -> Path:
    """A file or folder of the corpora; the test that asks is skipped where there are none."""
    if not CORPORA.is_dir():
        pytest.skip("needs ../shared/corpora (or FOURTHACT_CORPORA)")
    return CORPORA / name
