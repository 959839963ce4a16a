"""Bookkeeping programs that others wrote, asked what they read in a journal of ours. Units: minor."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourthact.values.money import exponent

Balances = dict[tuple[str, str], int]


def minor(amount: Decimal, currency: str) -> int:
    scaled = amount.scaleb(exponent(currency))
    assert scaled == int(scaled), f"{amount} {currency} has more decimals than the currency"
    return int(scaled)


def bean_check(path: Path) -> str:
    """What `bean-check` has to say against a journal; nothing where all is well."""
    script = Path(sys.executable).with_name("bean-check")
    done = subprocess.run(
        [script, "--no-cache", path], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode == 0) == (not done.stderr), done.stderr
    return done.stderr


def beancount_balances(path: Path) -> Balances:
    """The balances that Beancount arrives at, by its own names of accounts; zeros are left out."""
    from beancount import loader
    from beancount.core import realization

    realized: Any = realization

    assert bean_check(path) == ""
    entries, errors, _ = loader.load_file(str(path))
    assert errors == []
    found = {}
    for account in realized.iter_children(realized.realize(entries), leaf_only=True):
        for position in account.balance:
            units = position.units
            found[account.account, units.currency] = minor(units.number, units.currency)
    return {place: amount for place, amount in found.items() if amount}


def hledger_balances(path: Path) -> Balances:
    """The balances that hledger arrives at when it reads strictly; zeros are left out."""
    program = shutil.which("hledger")
    if program is None:
        pytest.fail("hledger is not here; on Debian: apt-get install hledger")
    asked = [program, "--strict", "-f", f"journal:{path}"]
    subprocess.run([*asked, "check", "--strict"], capture_output=True, text=True, timeout=60, check=True)
    words = ["balance", "--flat", "--no-total", "--output-format", "csv", "--layout", "bare"]
    said = subprocess.run([*asked, *words], capture_output=True, text=True, timeout=60, check=True).stdout
    found = {}
    for row in csv.DictReader(said.splitlines()):
        found[row["account"], row["commodity"]] = minor(
            Decimal(row["balance"].replace(",", "")), row["commodity"]
        )
    return {place: amount for place, amount in found.items() if amount}


def csv_balances(path: Path) -> Balances:
    """What the rows of a CSV export add up to, zeros included."""
    sums: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            amount = minor(Decimal(row["amount"]), row["currency"])
            assert amount == int(row["amount_minor"])
            sums[row["debit"], row["currency"]] += amount
            sums[row["credit"], row["currency"]] -= amount
    return dict(sums)
