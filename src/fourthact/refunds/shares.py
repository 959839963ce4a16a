"""What of each payment of a reservation is spoken for, by all its refunds together: no two of them give the same."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from fourthact.acts import Fold, Recorded, Row, subject_of
from fourthact.payments import Payment, PaymentDisputeReversed, Purse
from fourthact.refunds.acts import RefundPlanned


class Share(msgspec.Struct, frozen=True):
    """How much of a payment refunds give back, have given, or retain. Units: minor."""

    payment: int
    back_minor: int


class Shares(Row, frozen=True):
    """Of one reservation. `refunds`: all that were planned of it, oldest first."""

    refunds: tuple[str, ...]
    shares: tuple[Share, ...]

    @property
    def back_minor(self) -> int:
        return sum(share.back_minor for share in self.shares)

    def of(self, payment: int) -> int:
        return sum(share.back_minor for share in self.shares if share.payment == payment)


def left_of(payment: Payment, shares: Shares | None) -> int:
    """How much of a payment nothing is planned of yet. Units: minor."""
    spoken = shares.of(payment.n) if shares else 0
    return max(payment.held_minor - spoken, 0) if payment.status == "received" else 0


def all_left(purse: Purse, shares: Shares | None) -> list[tuple[Payment, int]]:
    """Every payment of which something is left, with what is left of it."""
    return [(payment, left) for payment in purse.payments if (left := left_of(payment, shares))]


def part(purse: Purse, shares: Shares | None, minor: int, payment: int | None) -> list[tuple[Payment, int]]:
    """The payments that a sum is taken from, in their order: the newest first, for their way back is the most likely
    to be open; those that are disputed last. `payment`: only that one. Less than the sum where less is left.
    """
    able = [one for one in all_left(purse, shares) if payment is None or one[0].n == payment]
    taken: list[tuple[Payment, int]] = []
    for one, left in sorted(able, key=lambda one: (one[0].is_disputed, -one[0].n)):
        share = min(left, minor - sum(part for _, part in taken))
        if share:
            taken.append((one, share))
    return sorted(taken, key=lambda one: one[0].n)


def above_price(purse: Purse, shares: Shares | None) -> int:
    """How much more of the holder's money is left than all stages ask for. Units: minor."""
    price = sum(stage.amount_minor for stage in purse.stages)
    return max(sum(left for _, left in all_left(purse, shares)) - price, 0)


def _shares(row: Shares | None, recorded: Recorded) -> Shares:
    act = recorded.act
    row = row or Shares(recorded.seller, recorded.subject, (), ())
    if isinstance(act, PaymentDisputeReversed):
        # What refunds owed came back, and no leg of theirs gives it any more: it can be planned anew.
        less = [
            replace(share, back_minor=share.back_minor - act.owed_minor)
            if share.payment == act.payment
            else share
            for share in row.shares
        ]
        return replace(row, shares=tuple(less))
    assert isinstance(act, RefundPlanned)
    known = {share.payment: share for share in row.shares}
    for leg in act.legs:
        share = known.get(leg.payment, Share(leg.payment, 0))
        known[leg.payment] = replace(
            share, back_minor=share.back_minor + leg.amount_minor + leg.retained_minor
        )
    return replace(row, refunds=(*row.refunds, act.refund), shares=tuple(known.values()))


SHARES = Fold("refund_shares", Shares, (RefundPlanned, PaymentDisputeReversed), subject_of, _shares)
