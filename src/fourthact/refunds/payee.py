"""Whose account it is that money shall go to: what names tell, what the bank answers, and what is left to a person.

Source: Regulation (EU) 2024/886 article 5c (verification of the payee): match, close match, no match, not possible.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import msgspec

from fourthact.acts import Act
from fourthact.values import names

# Best first. A person has to look at anything but a match, and to name what they saw.
ANSWERS = (names.MATCH, names.CLOSE_MATCH, names.CANNOT_TELL, "unavailable", "asked", names.NO_MATCH)
# A bank that does not answer is asked twice more, an hour apart; then the person who confirms decides without it.
ASKED_MAX, ASK_AGAIN_AFTER = 3, timedelta(hours=1)


class RefundPayeeChecked(Act, frozen=True):
    """What the payee's bank says of name and account: match, close_match, no_match, cannot_tell; `unavailable` where
    it did not answer, and `why`. `account_act` gave the account. The name that the bank holds is in the body.
    """

    tag: ClassVar[str] = "refund.payee_checked"
    account_act: str
    answer: str
    leg: int
    rail: str
    refund: str
    why: str = ""


class RefundAccountDropped(Act, frozen=True):
    """The holder said of a contact that it was not them: the account that was given since is not paid."""

    tag: ClassVar[str] = "refund.account_dropped"
    account_act: str
    leg: int
    refund: str


class RefundCoolingLate(Act, frozen=True):
    """Because contacts are new, an account waits beyond the day that the law sets: a person has to decide."""

    tag: ClassVar[str] = "refund.cooling_late"
    leg: int
    not_before: datetime
    refund: str
    statutory_by: datetime


class RefundCoolingEnded(Act, frozen=True):
    """A person made sure of the holder in another way: the account need not wait any longer. How is in the body."""

    tag: ClassVar[str] = "refund.cooling_ended"
    leg: int
    person: str
    refund: str


class Compared(msgspec.Struct, frozen=True):
    """How the name beside a new account compares with the names that we know; empty where there is nothing to compare.

    `holder`: with the reservation's holder; `payer`: with who paid by transfer; `representative`: with who gave it,
    where that was somebody who acts for the holder, by the name `given_by`. `rail`: which one can ask the bank.
    """

    holder: str
    payer: str = ""
    representative: str = ""
    given_by: str | None = None
    rail: str = ""


class Payee(msgspec.Struct, frozen=True):
    """What is known of whose account it is. `bank`: its answer, `asked` before there is one, empty where no rail can
    ask; `act`: the act with that answer; `asked`: how often. `given_by`: the representative who gave the account.
    `not_before`: until when it cools off, because of these `contacts`.
    """

    names: Compared
    bank: str
    at: datetime
    act: str | None = None
    asked: int = 0
    not_before: datetime | None = None
    contacts: tuple[int, ...] = ()

    @property
    def given_by(self) -> str | None:
        return self.names.given_by

    @property
    def answer(self) -> str:
        """The worst of what names and bank say. A representative's own account is as good as the holder's."""
        said = self.names
        if said.given_by is None:
            found = [said.holder, said.payer, self.bank]
        else:
            found = [min(said.holder, said.representative, key=ANSWERS.index), self.bank]
        return max((one for one in found if one), key=ANSWERS.index)

    @property
    def ask_at(self) -> datetime | None:
        """When the bank is to be asked, as long as nobody has confirmed the account."""
        if self.bank == "asked":
            return self.at
        waits = self.bank == "unavailable" and self.asked < ASKED_MAX
        return self.at + ASK_AGAIN_AFTER if waits else None

    def told(self, act: RefundPayeeChecked, name: str, at: datetime) -> Payee:
        return msgspec.structs.replace(self, bank=act.answer, at=at, act=name, asked=self.asked + 1)


def is_seen(payee: Payee, seen: str) -> bool:
    """Whether somebody who says that they have seen this answer may confirm: a match needs no word of theirs."""
    one_look = payee.answer == names.MATCH and payee.given_by is None
    return seen == payee.answer or (one_look and not seen)
