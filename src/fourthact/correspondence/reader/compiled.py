"""Importing this compiles every rule of every language, so that processes forked afterwards need not."""

from __future__ import annotations

from fourthact.correspondence.reader import read
from fourthact.mail.parse import parse

for _words in ("Hello", "안녕하세요"):  # the first is read in every language but Korean
    read(parse(f"\n{_words}\n".encode()), None)
