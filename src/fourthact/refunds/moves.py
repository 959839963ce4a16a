"""What each step of a refund means in the ledger: what was held for a holder is owed, under way, and gone."""

from __future__ import annotations

from datetime import date

from fourthact.acts import Entries
from fourthact.ledger import Line
from fourthact.payments import Accounts
from fourthact.refunds.acts import (
    RefundFeeWaived,
    RefundLegChargedBack,
    RefundLegReturned,
    RefundLegSent,
    RefundLegSettled,
    RefundPlanned,
)
from fourthact.values.money import Money

PAYABLE = "liabilities:refunds_payable"
TRANSIT = "liabilities:in_transit"
RETAINED = "income:retained_fees"


def _planned_moves(act: RefundPlanned, on: date) -> list[Line]:
    return [
        Line(Accounts.deposits(leg.product), account, Money(minor, act.currency), on)
        for leg in act.legs
        for account, minor in ((PAYABLE, leg.amount_minor), (RETAINED, leg.retained_minor))
        if minor
    ]


def _released_moves(act: RefundFeeWaived, on: date) -> list[Line]:
    return [Line(RETAINED, PAYABLE, Money(act.amount_minor, act.currency), on)]


def _sent_moves(act: RefundLegSent, on: date) -> list[Line]:
    return [Line(PAYABLE, TRANSIT, Money(act.amount_minor, act.currency), on)]


def _settled_moves(act: RefundLegSettled, on: date) -> list[Line]:
    return [
        Line(TRANSIT if act.was_sent else PAYABLE, _paid_from(act), Money(act.amount_minor, act.currency), on)
    ]


def _returned_moves(act: RefundLegReturned, on: date) -> list[Line]:
    source = _paid_from(act) if act.was_settled else TRANSIT
    return [Line(source, PAYABLE, Money(act.amount_minor, act.currency), on)]


def _charged_back_moves(act: RefundLegChargedBack, on: date) -> list[Line]:
    return [Line(PAYABLE, Accounts.disputed(act.rail), Money(act.amount_minor, act.currency), on)]


def _paid_from(act: RefundLegSettled | RefundLegReturned) -> str:
    return Accounts.clearing(act.rail) if act.entry else Accounts.provider(act.rail)


LEDGER: Entries = {
    RefundPlanned: _planned_moves,
    RefundFeeWaived: _released_moves,
    RefundLegSent: _sent_moves,
    RefundLegSettled: _settled_moves,
    RefundLegReturned: _returned_moves,
    RefundLegChargedBack: _charged_back_moves,
}
