"""Bank transfers by files: statements from a folder, payouts as pain.001 into another; any bank, no connection of ours.

Under `folder` each account of ours has a folder of its own, with `in` (statements and answers of the bank), `out`
(orders for the bank) and `state` (what was ordered and what was read; ours alone). Whatever carries the files between
there and the bank may take them out of `out` as it likes, and put them into `in` under any name, and again.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from fourthact import bankfiles
from fourthact.bankfiles.answers import reason_of, rejection
from fourthact.bankfiles.desk import (
    Desk,
    Journal,
    Line,
    Ordered,
    Taken,
    file_name,
    locked,
    sync,
    write_whole,
)
from fourthact.bankfiles.intake import Account, take_in
from fourthact.bankfiles.rereading import kept_here, reread
from fourthact.rails.contract import (
    Abilities,
    Absent,
    Beneficiary,
    Collect,
    Contrary,
    Declined,
    Done,
    Entry,
    FileTold,
    GiveBack,
    NotGenuine,
    Notice,
    Outcome,
    PayOut,
    Rail,
    Reread,
    StatementTold,
    UnderWay,
    Unknown,
    Waiting,
)
from fourthact.values import ids, webhooks
from fourthact.values.errors import Broken, Unavailable
from fourthact.values.money import Money

name = "bank_transfer"
settings = {
    "folder": "where the folders of the accounts are, like /var/lib/fourthact/bank",
    "owner": "the name of the account's holder, as the bank has it",
    "account": "our account: an IBAN, or bank and account like 021000021/123456789",
    "pain": "the version of pain.001 that the bank takes: 001.03 or 001.09",
    "providers": "names that payouts of card providers come under, parted by commas",
    "notice_secret": "what notices of new files are signed with: whsec_ and at least 16 bytes in base64",
}
defaults = {"pain": "001.09", "providers": "Stripe"}
abilities = Abilities(
    collects=False, gives_back=False, gives_back_days_max=None, pays_out=True, has_statement=True
)

ENTRIES_PER_READ = 500
FILES_PER_READ = 100
# Of an order that an earlier version was writing when it died, which could not be told from one that was taken.
MAY_BE_TAKEN = "the order may have been taken; the statement or a person will tell"
LOG = logging.getLogger(__name__)
T = TypeVar("T")


class BankTransferRail:
    """One account at a bank, by files."""

    name = name
    abilities = abilities

    def __init__(
        self, folder: Path, debtor: bankfiles.Holding, version: str, providers: Sequence[str], secret: bytes
    ) -> None:
        self._folder = folder
        self._debtor = debtor
        self._version = version
        self._providers = [provider.casefold() for provider in providers]
        self._secret = secret
        self._journals: dict[Path, Journal] = {}

    async def collect(self, order: Collect, now: datetime) -> Outcome:
        return await self._ask(order.account, lambda _: Declined("not_possible", permanent=True))

    async def give_back(self, order: GiveBack, now: datetime) -> Outcome:
        return await self._ask(order.account, lambda _: Declined("not_possible", permanent=True))

    async def pay_out(self, order: PayOut, now: datetime) -> Outcome:
        return await self._ask(order.account, lambda desk: self._pay_out(desk, order, now))

    async def look_up(self, account: str, key: str, now: datetime) -> Outcome | Absent:
        def look(desk: Desk) -> Outcome | Absent:
            self._read_new(desk)
            return self._outcome(desk, key)

        return await self._ask(account, look)

    async def entries(
        self, account: str, after: str | None, now: datetime
    ) -> tuple[Sequence[Entry], str | None]:
        def read(desk: Desk) -> tuple[Sequence[Entry], str | None]:
            known, refused = self._journal(desk).lines, []
            if len(known) - (at := _cursor(after, len(known))) < ENTRIES_PER_READ:
                # Only who comes to the end of what is known looks into the folder, which may hold large files.
                refused = self._read_new(desk)
                known = self._journal(desk).lines
            page = known[at : at + ENTRIES_PER_READ]
            if refused and not page:
                raise Unavailable(f"what the bank sent: {'; '.join(refused)}")
            return [_entry(line) for line in page], str(at + len(page))

        return await self._read(account, read)

    async def files(self, account: str, after: int, read: str | None, now: datetime) -> Sequence[FileTold]:
        def tell(desk: Desk) -> Sequence[FileTold]:
            journal = self._journal(desk)
            told = _cursor(read, len(journal.lines))
            page = enumerate(journal.files[after : after + FILES_PER_READ], after + 1)
            return [_file(n, taken) for n, taken in page if taken.known <= told]

        return await self._read(account, tell)

    async def under_way(self, account: str, read: str | None, now: datetime) -> UnderWay | None:
        def tell(desk: Desk) -> UnderWay | None:
            journal = self._journal(desk)
            told = _cursor(read, len(journal.lines))
            behind = [file for file in journal.files if file.known > told]
            if not behind:
                return None
            first = max((file.known for file in journal.files if file.known <= told), default=0)
            names = tuple(file.file for file in behind if file.new)
            return UnderWay(names, told - first, behind[-1].known - first)

        return await self._read(account, tell)

    async def reread(self, account: str, now: datetime) -> Reread:
        """Every file again. Nobody waits for it: what was written down is read first, the files without a lock."""
        desk, kept = await self._read(account, lambda desk: (desk, kept_here(desk.journal)))
        try:
            files, gone, found = await asyncio.to_thread(reread, desk, kept)
        except OSError as away:
            raise Unavailable(f"the folder of the bank's files ({away.strerror})") from away
        contrary = [Contrary(one.place, one.kept, one.told, one.why) for one in found]
        return Reread(files, gone, contrary)

    async def _read(self, account: str, read: Callable[[Desk], T]) -> T:
        try:
            return await asyncio.to_thread(self._at_desk, account, read)
        except OSError as away:
            raise Unavailable(f"the folder of the bank's files ({away.strerror})") from away

    def read_notice(self, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
        return _notice(self._secret, headers, raw, now)

    def pay_to(self, account: str) -> Beneficiary:
        number, bic, bank = bankfiles.split_account(self._debtor.account)
        return Beneficiary(
            self._debtor.name, number, is_iban=not bank and number[:2].isalpha(), bic=bic, bank=bank
        )

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _ask(self, account: str, work: Callable[[Desk], T]) -> T | Unknown:
        try:
            return await asyncio.to_thread(self._at_desk, account, work)
        except OSError as away:
            return Unknown(f"folder: {errno.errorcode.get(away.errno or 0, 'EIO')}")

    def _at_desk(self, account: str, work: Callable[[Desk], T]) -> T:
        """Work on an account's folders while nobody else does. They are made when first needed, under a folder that
        must be there: a disk that is not mounted is no empty account."""
        if not self._folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self._folder))
        desk = Desk(self._folder / file_name(account))
        for folder in (desk.inbox, desk.outbox, desk.state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(desk.state / "lock"):
            return work(desk)

    def _journal(self, desk: Desk) -> Journal:
        """What was read so far. Only who holds the desk's lock asks."""
        journal = self._journals.setdefault(desk.journal, Journal(desk.journal))
        journal.catch_up()
        return journal

    def _pay_out(self, desk: Desk, order: PayOut, now: datetime) -> Outcome:
        """Write the order once. Its bytes stand in `state`, and a second name of them there is moved into `out`:
        that it was, is seen for ever by its not being there, however soon the bank takes the file.
        """
        kept = desk.ordered(order.key)
        words = Ordered(order.amount.minor, order.amount.currency, order.to, order.name, staged=True)
        if kept is not None and replace(kept, staged=True) != words:
            raise Broken(f"the key {order.key} was used for another payout")
        if kept is not None and (desk.state / f"{file_name(order.key)}.sent").exists():
            self._read_new(desk)
            return _known(self._outcome(desk, order.key))
        try:
            creditor = bankfiles.Holding(order.name, order.to)
            transfer = bankfiles.Order(
                order.key, order.amount, self._debtor, creditor, order.memo, now.date(), now
            )
            raw = bankfiles.write_order(transfer, self._version)
        except ValueError as wrong:
            return Declined(f"account_wrong: {wrong}", permanent=True)
        stem = file_name(order.key)
        source, ready, target = (
            desk.state / f"{stem}.xml",
            desk.state / f"{stem}.ready",
            desk.outbox / f"{stem}.xml",
        )
        if kept is None:
            write_whole(source, raw)
            ready.unlink(missing_ok=True)
            os.link(source, ready)
            # Dying here: an order of which nobody heard; the same key writes it anew, and goes on.
            write_whole(desk.state / f"{stem}.json", msgspec.json.encode(words))
        elif not kept.staged and source.stat().st_nlink < 2 and not target.exists():
            return Unknown(MAY_BE_TAKEN)
        if ready.exists():
            ready.rename(target)
            sync(desk.outbox)
            sync(desk.state)
        # Dying here: what is not ready any more went out, and the mark is made by the next call.
        write_whole(desk.state / f"{stem}.sent", b"")
        return Waiting(order.key)

    def _outcome(self, desk: Desk, key: str) -> Outcome | Absent:
        """What became of an order: the statement says more than an answer, and an answer more than our own file."""
        journal = self._journal(desk)
        moved = journal.of_key.get(key, [])
        back = [line for line in moved if line.amount_minor > 0]
        out = [line for line in moved if line.amount_minor < 0]
        came = sum(line.amount_minor for line in back)
        if back and came >= max(-sum(line.amount_minor for line in out), _ordered(desk, key)):
            reason, permanent = back[-1].reason or "returned", True
            return Declined(reason, permanent, back[-1].id)
        if out:
            return Done(out[-1].id)
        rejected = rejection(journal.answers.get(key, []))
        if rejected is not None:
            reason, permanent = reason_of(rejected.reason)
            return Declined(reason, permanent, key)
        stem = file_name(key)
        if (desk.state / f"{stem}.sent").exists() or (desk.outbox / f"{stem}.xml").exists():
            return Waiting(key)
        kept = desk.ordered(key)
        if kept is None or (desk.state / f"{stem}.ready").exists():
            return Absent()
        return Waiting(key) if kept.staged else Unknown(MAY_BE_TAKEN)

    def _read_new(self, desk: Desk) -> list[str]:
        """Take up what is new in `in`; what was refused now, each with its reason."""
        intake = Account(
            self._debtor.account,
            self._providers,
            lambda key: _is_ours(desk, key),
            lambda code: reason_of(code)[0] if code else "returned",
        )
        refused = take_in(desk, self._journal(desk), intake)
        for sentence in refused:  # whoever asked: the next reading passes over the file
            LOG.error("a file of the bank is not booked from: %s", sentence)
        return refused


def _ordered(desk: Desk, key: str) -> int:
    """How much was ordered under a key: a cent that its payee sends under it is no return. Units: minor."""
    kept = desk.ordered(key)
    return kept.amount_minor if kept else 1


def _is_ours(desk: Desk, key: str) -> bool:
    """Whether an end-to-end id is of an order of ours: we have it, or it says so itself (after a lost disk)."""
    if desk.ordered(key) is not None:
        return True
    try:
        ids.read_order_key(key)
    except ValueError:
        return False
    return True


def open_rail(settings: Mapping[str, str]) -> Rail:
    """The rail that these settings describe. Errors: ValueError names the setting and the fault in it."""
    folder = Path(settings["folder"])
    if not folder.is_absolute():
        raise ValueError(
            f"folder is {settings['folder']!r}; it is a whole path, like /var/lib/fourthact/bank"
        )
    try:
        bankfiles.split_account(settings["account"])
    except ValueError as wrong:
        raise ValueError(f"account: {wrong}") from wrong
    version = settings.get("pain", defaults["pain"])
    if version not in bankfiles.ORDER_VERSIONS:
        raise ValueError(f"pain is {version!r}; it is one of {', '.join(bankfiles.ORDER_VERSIONS)}")
    if not settings["owner"].strip():
        raise ValueError("owner is empty; it is the name of the account's holder")
    providers = [p.strip() for p in settings.get("providers", defaults["providers"]).split(",") if p.strip()]
    debtor = bankfiles.Holding(settings["owner"].strip(), settings["account"])
    return BankTransferRail(
        folder, debtor, version, providers, webhooks.read_secret(settings["notice_secret"])
    )


def _known(outcome: Outcome | Absent) -> Outcome:
    return Unknown("absent") if isinstance(outcome, Absent) else outcome


def _cursor(text: str | None, most: int) -> int:
    if text is None:
        return 0
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) > most:
        raise Unavailable(f"the statement after {text!r}, which it never was at")
    return int(text)


def _file(n: int, taken: Taken) -> FileTold:
    def money(minor: int | None, currency: str) -> Money | None:
        return None if minor is None else Money(minor, currency)

    told = tuple(
        StatementTold(
            s.number,
            money(s.opening_minor, s.currency),
            s.opened_on,
            money(s.closing_minor, s.currency),
            s.closed_on,
        )
        for s in taken.statements
    )
    sums = tuple(Money(minor, currency) for currency, minor in sorted(taken.sums.items()))
    return FileTold(
        n,
        taken.digest,
        taken.file,
        taken.kind,
        taken.refused,
        taken.new,
        taken.known,
        sums,
        told,
        taken.doubt,
    )


def _entry(line: Line) -> Entry:
    return Entry(
        id=line.id,
        amount=Money(line.amount_minor, line.currency),
        value_on=line.value_on,
        booked_at=datetime.combine(line.booked_on, time(), UTC),
        kind=line.kind,
        remittance=line.remittance,
        key=line.key,
        counterparty_name=line.name,
        counterparty_account=line.account,
        reason=line.reason,
    )


class _NoticeWords(msgspec.Struct, frozen=True):
    event: str
    account: str
    key: str


def _notice(secret: bytes, headers: Mapping[str, str], raw: bytes, now: datetime) -> Notice:
    """A notice that files have come, from what carries them."""
    try:
        webhooks.check(secret, headers, raw, now)
    except ValueError as doubt:
        raise NotGenuine(str(doubt)) from doubt
    try:
        words = msgspec.json.decode(raw, type=_NoticeWords)
    except msgspec.DecodeError as unreadable:
        raise NotGenuine(f"signed, but not a notice: {unreadable}") from unreadable
    return Notice(words.event, words.account, words.key)
