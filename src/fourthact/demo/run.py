"""Plays the script, shows the acts, checks everything, and serves what came of it."""

from __future__ import annotations

import json
import signal
import time
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

import httpx2
from rich.console import Console
from rich.table import Table

from fourthact import languages
from fourthact.audit import Report, explain
from fourthact.auditing import audit_database
from fourthact.demo.script import BEGINS_AT, DOMAIN, SELLER, Played, Script
from fourthact.demo.stage import Api, Stage, staged
from fourthact.values.money import Money
from fourthact.verify import verify_file

console = Console(highlight=False)


def run_demo(*, once: bool, mail: Path | None, language: str) -> int:
    """The whole demo; an exit code. Errors are printed with what to look at."""
    since = time.monotonic()
    console.print("[bold]Fourthact[/]: a reservation in four acts, on a virtual clock")
    try:
        with staged(SELLER, DOMAIN, BEGINS_AT) as stage:
            played = Script(stage, language, mail, _say).play()
            figures = _figures(stage, played)
            if figures is None:
                return 1
            if not once:
                console.print(f"demo ok: {figures}", soft_wrap=True)
                _serve(stage, played)
    except RuntimeError as wrong:
        console.print(f"[red]demo failed[/]: {wrong}")
        return 1
    if once:
        console.print(f"demo ok: {figures}, {time.monotonic() - since:.1f} s", soft_wrap=True)
    return 0


def _say(now: datetime, what: str) -> None:
    console.print(f"  {now:%Y-%m-%d %H:%M}  {what}", soft_wrap=True)


def _figures(stage: Stage, played: Played) -> str | None:
    """Show the acts, audit, verify; the figures of the last line, None where something is wrong."""
    ana = Api(stage.url, stage.ana)
    acts = ana.get(f"/reservations/{played.reservation}/acts")["acts"]
    _show(acts)
    report = audit_database(stage.dsn, stage.keys, progress=False)
    console.print("The audit: " + ("everything holds." if report.ok else explain(report.findings)))
    proven = _prove(stage, played)
    money = _money(ana, played)
    if not _right(report, played, ana):
        return None
    audited = f"audit of {report.counts['acts']} acts without findings"
    return f"{len(acts)} acts, {money}, {audited}, {proven} acts verified offline"


def _show(acts: list[dict[str, Any]]) -> None:
    english = languages.load()["en"]
    table = Table(
        "when (UTC)",
        "act",
        "by",
        "amount",
        box=None,
        padding=(0, 1),
        title="The record",
        title_justify="left",
    )
    for act in acts:
        envelope = json.loads(act["act"])
        data = envelope["data"]
        amount = (
            Money(data["amount_minor"], data["currency"])
            if "amount_minor" in data and "currency" in data
            else None
        )
        detail = data.get("template") or data.get("outcome") or data.get("reason") or data.get("which") or ""
        table.add_row(
            f"{datetime.fromisoformat(act['at']):%Y-%m-%d %H:%M}",
            f"{act['tag']}{f' ({detail})' if detail else ''}",
            envelope["by"]["kind"],
            english.money(amount) if amount else "",
        )
    console.print(table)


def _money(ana: Api, played: Played) -> str:
    """What went back, and in what time."""
    if played.refund is None:
        return f"refunded nothing (the mail was {played.message['outcome']})"
    english = languages.load()["en"]
    refund = played.refund
    amount = english.money(Money(refund["amount_minor"], refund["currency"]))
    elapsed = english.elapsed(refund["elapsed_seconds"])
    console.print(f"From request to refund: {elapsed}, for {amount} in {len(refund['legs'])} legs.")
    return f"refunded {amount} in {elapsed}"


def _prove(stage: Stage, played: Played) -> int:
    """Verify the exported reservation offline, with the public key alone."""
    answer = httpx2.get(
        f"{stage.url}/api/v1/reservations/{played.reservation}/pack",
        headers={"Authorization": f"Bearer {stage.ana}"},
    )
    report = verify_file(answer.content, stage.seller.vkey)
    console.print(f"Verified offline: {report.proven[0]}", soft_wrap=True)
    return len(answer.json()["acts"])


def _right(report: Report, played: Played, ana: Api) -> bool:
    """Whether the ending is the one that the story promises."""
    balances = ana.get("/books/balances")["balances"]
    held = [account for account in balances if account["balance_minor"]]
    if played.refund is not None and held:
        console.print(f"[red]The books are not at zero[/]: {held}")
        return False
    return report.ok


def _waiting(stage: Stage, played: Played) -> str:
    """The page of a holder who has just reserved: there leaving is one click away."""
    wanted = {"product": played.product, "name": "Dan", "email": "dan@holder.example", "language": "en"}
    return str(Api(stage.url, stage.ana).post("/reservations", wanted)["page"])


def _serve(stage: Stage, played: Played) -> None:
    """Keep the house open until the person at the terminal has seen enough."""
    console.print("\nLook around, then press Ctrl-C:")
    addresses = {
        "the holder's page": played.page,
        "of one who still waits": _waiting(stage, played),
        "the API's documentation": f"{stage.url}/api/docs",
        "the log": f"{stage.url}/api/v1/log/{stage.seller.id}/checkpoint",
        "the outgoing mail": f"{stage.world.http}/mail.html",
        "a key for the API (Ana's)": stage.ana,
        "the seller's public key": stage.seller.vkey,
    }
    for what, where in addresses.items():
        console.print(f"  {what:28} {where}", soft_wrap=True)

    def enough(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, enough)
    try:
        while True:
            signal.pause()
    except KeyboardInterrupt:
        console.print("closing the house …")
