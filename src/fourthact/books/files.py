"""The bank's files as acts: what each said, which were refused, and what is missing between two statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from fourthact.acts import Act, By, Draft, Fold, Recorded, Row, World, subject_of
from fourthact.acts.verb import Place
from fourthact.books.rules import BooksReason, person_of
from fourthact.rails import contract
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money


class StatementSaid(msgspec.Struct, frozen=True):
    """What a statement says of itself; balances and days are missing where the file has none. Units: minor."""

    closed_on: date | None
    closing_minor: int | None
    currency: str
    number: str
    opened_on: date | None
    opening_minor: int | None

    @property
    def begins(self) -> date:
        return self.opened_on or self.ends

    @property
    def ends(self) -> date:
        return self.closed_on or date.min


class Sum(msgspec.Struct, frozen=True):
    """An amount of one currency. Units: minor."""

    currency: str
    minor: int


class BankFileRead(Act, frozen=True):
    """A file of the bank was read, the `n`th of its rail. `entries`, `sums`: what nobody had told before; all of it
    was booked before this act. `entries_in_all`: that many the rail had told by then. Its name is in the body, and why,
    where it is `doubted`: a person has to look at it all the same.
    """

    tag: ClassVar[str] = "bank_file.read"
    entries: int
    entries_in_all: int
    form: str
    n: int
    rail: str
    statements: tuple[StatementSaid, ...]
    sums: tuple[Sum, ...]
    doubted: bool = False


class BankFileRefused(Act, frozen=True):
    """Nothing of a file of the bank was booked, and a person must see it. Its name and why are in the body."""

    tag: ClassVar[str] = "bank_file.refused"
    n: int
    rail: str


class BankFileSeen(Act, frozen=True):
    """A person has seen to a refused file, or to what is missing before a file; how is in the body."""

    tag: ClassVar[str] = "bank_file.seen"
    person: str


class BankFile(Row, frozen=True):
    """A file of the bank. `status`: read, doubted (and read), refused; `seen`: a person has seen to it."""

    rail: str
    n: int
    form: str
    status: str
    seen: bool
    entries: int
    entries_in_all: int
    sums: tuple[Sum, ...]
    statements: tuple[StatementSaid, ...]
    told_at: datetime


def _file(row: BankFile | None, recorded: Recorded) -> BankFile:
    match recorded.act:
        case BankFileRead() as act:
            return BankFile(
                recorded.seller, recorded.subject, act.rail, act.n, act.form, "doubted" if act.doubted else "read",
                seen=False, entries=act.entries, entries_in_all=act.entries_in_all, sums=act.sums,
                statements=act.statements, told_at=recorded.at,
            )  # fmt: skip
        case BankFileRefused() as act:
            return BankFile(
                recorded.seller, recorded.subject, act.rail, act.n, "", "refused", seen=False, entries=0,
                entries_in_all=0, sums=(), statements=(), told_at=recorded.at,
            )  # fmt: skip
        case BankFileSeen():
            assert row is not None
            return replace(row, seen=True)
        case other:
            raise AssertionError(other)


FILE_ACTS = (BankFileRead, BankFileRefused, BankFileSeen)
BANK_FILES = Fold("bank_files", BankFile, FILE_ACTS, subject_of, _file)


class KeepFile(msgspec.Struct, frozen=True):
    """A file as its rail tells of it."""

    id: UUID
    rail: str
    file: contract.FileTold


class OnFile(msgspec.Struct, frozen=True):
    """A file that a person has seen to, and how."""

    file: UUID
    reason: str


class Keep:
    """Record that a file was read, or refused. Refuses: BANK_FILE_KNOWN."""

    name, scope = "books.keep_file", None

    def locks(self, seller: UUID, args: KeepFile) -> Iterable[UUID]:
        return (args.id,)

    def reads(self, seller: UUID, args: KeepFile) -> Iterable[Place]:
        return ((BANK_FILES, args.id),)

    def decide(self, args: KeepFile, by: By, world: World, now: datetime) -> Sequence[Draft]:
        if world.get(BANK_FILES, args.id) is not None:
            raise Refused(BooksReason.BANK_FILE_KNOWN)
        file = args.file
        body = {"name": file.name, "digest": file.digest, "why": file.refused or file.doubt}
        if file.refused is not None:
            return [Draft("bank_file", args.id, BankFileRefused(file.n, args.rail), body=body)]
        act = BankFileRead(
            entries=file.entries,
            entries_in_all=file.entries_in_all,
            form=file.kind,
            n=file.n,
            rail=args.rail,
            statements=tuple(map(_said, file.statements)),
            sums=tuple(Sum(money.currency, money.minor) for money in file.sums),
            doubted=bool(file.doubt),
        )
        return [Draft("bank_file", args.id, act, body=body)]


class See:
    """A person has seen to a file. Refuses: BOOKS_NEED_A_PERSON, BANK_FILE_UNKNOWN, BANK_FILE_SEEN."""

    name, scope = "books.see_file", "books:write"

    def locks(self, seller: UUID, args: OnFile) -> Iterable[UUID]:
        return (args.file,)

    def reads(self, seller: UUID, args: OnFile) -> Iterable[Place]:
        return ((BANK_FILES, args.file),)

    def decide(self, args: OnFile, by: By, world: World, now: datetime) -> Sequence[Draft]:
        person = person_of(by)
        row = world.get(BANK_FILES, args.file)
        if row is None:
            raise Refused(BooksReason.BANK_FILE_UNKNOWN, {"bank_file": ids.outer("bank_file", args.file)})
        if row.seen:
            raise Refused(BooksReason.BANK_FILE_SEEN)
        return [Draft("bank_file", args.file, BankFileSeen(person), body={"reason": args.reason})]


def _said(told: contract.StatementTold) -> StatementSaid:
    currency = told.opening.currency if told.opening is not None else ""
    return StatementSaid(
        closed_on=told.closed_on,
        closing_minor=told.closing.minor if told.closing is not None else None,
        currency=currency,
        number=told.number[:40],
        opened_on=told.opened_on,
        opening_minor=told.opening.minor if told.opening is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """Something is missing before a statement. `file`: the file that it stands in; `amount`: what the bank booked
    meanwhile and nobody told us, nothing where only numbers are missing.
    """

    rail: str
    file: UUID
    after: StatementSaid
    before: StatementSaid
    amount: Money

    @property
    def sentence(self) -> str:
        last, first = (f"{s.number or 'without number'}" for s in (self.after, self.before))
        ends = Money(self.after.closing_minor or 0, self.after.currency)
        begins = Money(self.before.opening_minor or 0, self.before.currency)
        between = f"between statement {last} of {self.after.closed_on} and statement {first} of {self.before.closed_on}"
        if not self.amount:
            return f"{between} numbers are missing; the balances join"
        return f"{between} {self.amount} is missing: the one ends with {ends}, the other begins with {begins}"


def chains(files: Iterable[BankFile]) -> dict[tuple[str, str], list[StatementSaid]]:
    """The statements that have balances, in their order, by rail and currency; each once, however often it came."""
    return {of: [said for _, said in chain] for of, chain in _chains(files).items()}


def _chains(files: Iterable[BankFile]) -> dict[tuple[str, str], list[tuple[BankFile, StatementSaid]]]:
    found: dict[tuple[str, str], dict[tuple[object, ...], tuple[BankFile, StatementSaid]]] = {}
    for file in files:
        for said in file.statements:
            if (
                said.opening_minor is not None
                and said.closing_minor is not None
                and said.closed_on is not None
            ):
                alike = (said.closed_on, said.opened_on, said.opening_minor, said.closing_minor)
                found.setdefault((file.rail, said.currency), {}).setdefault(alike, (file, said))
    return {of: _joined(list(chain.values())) for of, chain in found.items()}


def gaps(files: Iterable[BankFile], *, seen_too: bool = False) -> list[Gap]:
    """Where one statement does not begin with what the last one ended with, or numbers are left out.

    Statements that overlap say the same twice and are not compared; what a person has seen to is told again only if
    `seen_too`.
    """
    found: list[Gap] = []
    for (rail, currency), chain in _chains(files).items():
        last: StatementSaid | None = None
        for file, said in chain:
            if last is not None and said.begins >= last.ends:
                missing = (said.opening_minor or 0) - (last.closing_minor or 0)
                if (seen_too or not file.seen) and (missing or _numbers_missing(last, said)):
                    found.append(Gap(rail, file.id, last, said, Money(missing, currency)))
            if last is None or said.ends >= last.ends:
                last = said
    return found


def _joined(chain: list[tuple[BankFile, StatementSaid]]) -> list[tuple[BankFile, StatementSaid]]:
    """In the order of their days; of several that end on one day, those first that begin where the last one ended."""
    left = sorted(chain, key=lambda each: (each[1].ends, _number(each[1]) or (0, 0), each[0].n))
    ordered: list[tuple[BankFile, StatementSaid]] = []
    while left:
        day = left[0][1].closed_on
        ends = ordered[-1][1].closing_minor if ordered else None
        fits = [each for each in left if each[1].closed_on == day and each[1].opening_minor == ends]
        following = (fits or left)[0]
        left.remove(following)
        ordered.append(following)
    return ordered


def _number(said: StatementSaid) -> tuple[int, int] | None:
    """The running number of a statement, and its page: 142/1 is page 1 of statement 142."""
    shape = re.fullmatch(r"(\d{1,9})(?:/(\d{1,9}))?", said.number)
    return (int(shape[1]), int(shape[2] or 0)) if shape else None


def _numbers_missing(last: StatementSaid, said: StatementSaid) -> bool:
    before, now = _number(last), _number(said)
    same_year = last.ends.year == said.ends.year
    return before is not None and now is not None and same_year and now[0] > before[0] + 1


KEEP_FILE, SEE_FILE = Keep(), See()
