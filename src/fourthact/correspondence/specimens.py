"""Every notice as it would be written, with sample facts: for whoever proofreads, translates or explains them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from fourthact.correspondence import reads
from fourthact.correspondence.acts import kind_of
from fourthact.correspondence.rules import MailReason
from fourthact.languages import DepositStage, Language, Transfer, pick
from fourthact.people import sellers
from fourthact.products import FeeRule, product_by_id
from fourthact.reservations import ReservationReason, reservation_by_id
from fourthact.values import ids
from fourthact.values.errors import Refused
from fourthact.values.money import Money

AT = datetime(2025, 10, 30, 9, 12, tzinfo=UTC)
BY = datetime(2025, 11, 6, 9, 12, tzinfo=UTC)
URL = "https://reservations.example"
# What stands in links is a sample also where a reservation's own facts are shown: whoever has one is taken for the
# holder.
SAMPLE: Mapping[str, Any] = {
    "address": "c…@elsewhere.example",
    "after": None,
    "amount": Money(5_000_000, "USD"),
    "asked_at": AT,
    "at": AT,
    "before": date(2026, 3, 31),
    "code": "7K2QF-M9X4H",
    "confirm_url": f"{URL}/c/SAMPLE",
    "contacts_url": f"{URL}/r/SAMPLE/contacts",
    "elapsed": 83_880,
    "fallback": "",
    "name": "Cléo Dupont",
    "page_url": f"{URL}/r/SAMPLE",
    "position": 1_234,
    "product": "Roadster",
    "promised_by": BY,
    "reason": "insufficient_funds",
    "receipt_key": "ABCD-EFGH-IJKL-MNOP",
    "received_at": AT,
    "recovery_url": f"{URL}/recovery/SAMPLE",
    "reference": "RF97NC4A8BY0WE",
    "refund": "rfd_SAMPLE",
    "reservation": "rsv_SAMPLE",
    "seller": "Example Motors",
    "stage": 2,
    "statutory_by": datetime(2025, 11, 13, 9, 12, tzinfo=UTC),
    "subject": "A tour of the works",
    "text": "Come and see us.",
    "total": Money(5_000_000, "USD"),
    "total_paid": Money(5_000_000, "USD"),
    "unsubscribe_url": f"{URL}/u/SAMPLE",
    "until": BY,
    "way": "original",
}
STAGES = (
    DepositStage(1, Money(500_000, "USD"), "card", AT),
    DepositStage(2, Money(4_500_000, "USD"), "transfer", BY, "RF97NC4A8BY0WE"),
)
TRANSFER = Transfer(
    n=2, amount=Money(4_500_000, "USD"), due_at=BY, beneficiary="Example Motors", account="DE02120300000000202051",
    is_iban=True, bank="Example Bank", bic="BYLADEM1001", reference="RF97NC4A8BY0WE",
)  # fmt: skip


class Specimen(msgspec.Struct, frozen=True):
    """A notice as it would be written. `kind`: `legal`, `service` or `announcement`."""

    template: str
    kind: str
    language: str
    subject: str
    text: str
    html: str


def templates() -> tuple[str, ...]:
    """Every notice that there is, in the order of a reservation's life."""
    return tuple(pick(None).notices)


def specimen(template: str, language: str, own: Mapping[str, Any] | None = None) -> Specimen:
    """A notice with sample facts. `own`: those of a reservation, in their place. Refuses: TEMPLATE_UNKNOWN."""
    say = pick(language)
    if template not in say.notices:
        raise Refused(
            MailReason.TEMPLATE_UNKNOWN, {"template": template[:80], "known": ", ".join(templates())}
        )
    subject, text, html = say.notice(template, {**_told(say), **(own or {})})
    return Specimen(template, kind_of(template), say.code, subject, text, html)


def _told(say: Language) -> dict[str, Any]:
    return {
        **SAMPLE,
        "clock": say.word("clock", "warning"),
        "address_id": "adr_…",
        "dead_at": AT,
        "why": "nothing came in within 900 s",
        "waits_text": f"– {say.word('waits_for', 'approval')}",
        "opening_text": say.word("cancellation", "page", product="Roadster", code="7K2QF-M9X4H", asked_at=AT),
        "leave_text": say.text("leave.always"),
        "fee_text": say.text(
            "fee.terms", gross=Money(5_000_000, "USD"), kept=Money(500_000, "USD"), version=1
        )
        + " "
        + FeeRule(60, per_mille=100, withdrawal_days=14).told("USD", say),
        "stages_text": say.stages_text(STAGES),
        "instructions_text": say.instructions_text([TRANSFER]),
    }


async def facts_of(conn: reads.Conn, seller: UUID, reservation: UUID) -> dict[str, Any]:
    """What a reservation says of itself in any notice, and its holder's language. Refuses: RESERVATION_UNKNOWN.

    What only the act says that a notice tells of (sums, days) stays a sample.
    """
    found = await reservation_by_id(conn, seller, reservation)
    if found is None:
        name = ids.outer("reservation", reservation)
        raise Refused(ReservationReason.RESERVATION_UNKNOWN, {"reservation": name})
    product = await product_by_id(conn, seller, found.reservation.product)
    assert product is not None
    own = next(one for one in await sellers(conn) if one.id == seller)
    return {
        "name": found.holder.name or "",
        "product": product.name,
        "code": found.reservation.code,
        "position": found.reservation.position,
        "seller": own.name,
        "language": found.holder.language,
    }
