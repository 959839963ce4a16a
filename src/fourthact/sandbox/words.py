"""What is said in calls and answers: the words of each request, read strictly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

import msgspec

from fourthact.sandbox.faults import Fault, Operation, Rule
from fourthact.sandbox.http import Answer
from fourthact.sandbox.mailboxes import MailRule
from fourthact.values.money import Money

T = TypeVar("T")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Minor = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]


class NotFound(Exception):
    """There is no such thing."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request that found its route. `names`: what stands in the path's places."""

    names: tuple[str, ...]
    query: dict[str, str]
    body: bytes

    def words(self, kind: type[T]) -> T:
        return msgspec.json.decode(self.body, type=kind)


def json(words: object, status: int = 200, **manner: Any) -> Answer:
    return Answer(msgspec.json.encode(words), status, **manner)


def found(thing: T | None) -> T:
    if thing is None:
        raise NotFound
    return thing


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of what is said in a request's body: unknown words are refused."""


class Sum(Words, frozen=True, kw_only=True):
    """Base of what speaks of money."""

    amount_minor: Minor
    currency: Text

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Charge(Sum, frozen=True, kw_only=True):
    """`token` is what a holder typed: any text is a card that may not exist."""

    key: Text
    token: str
    memo: str


class Refund(Sum, frozen=True, kw_only=True):
    key: Text
    charge: str


class Payout(Sum, frozen=True, kw_only=True):
    key: Text
    to: str
    name: str
    memo: str


class PayeeCheck(Words, frozen=True, kw_only=True):
    to: str
    name: str


class Wire(Sum, frozen=True, kw_only=True):
    account: Text
    remittance: str
    payer_name: Text
    payer_account: Text
    key: Text | None = None
    at: str | None = None


class NewCard(Words, frozen=True, kw_only=True):
    number: Annotated[str, msgspec.Meta(pattern=r"^[0-9 ]{12,23}$")]
    expires_on: date
    holder: Text
    gives_back_when_expired: bool = True


class CardChange(Words, frozen=True, kw_only=True):
    """What is left out stays. `refuses`: a reason for every charge to come, or null for none."""

    expires_on: date | msgspec.UnsetType = msgspec.UNSET
    gives_back_when_expired: bool | msgspec.UnsetType = msgspec.UNSET
    refuses: Text | msgspec.UnsetType | None = msgspec.UNSET


class OutsideChange(Words, frozen=True, kw_only=True):
    name: Text
    closed: bool = False


class FaultRules(Words, frozen=True, kw_only=True):
    seed: Text
    rules: list[Rule]


class Script(Words, frozen=True, kw_only=True):
    """What befalls the next calls of an operation: a list of faults for each call."""

    account: Text
    operation: Operation
    steps: list[list[Fault]]


class MailRules(Words, frozen=True, kw_only=True):
    rules: list[MailRule]
