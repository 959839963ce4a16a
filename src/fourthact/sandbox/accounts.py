"""What the provider and the bank know about a seller."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated

import msgspec

ClockTime = Annotated[str, msgspec.Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Days = Annotated[int, msgspec.Meta(ge=0, le=60)]


class Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A seller's account, at the card provider and at the bank. It is opened by being named.

    Units: `booking_times` are UTC times of day (every day is a banking day here) at which the bank books
    payouts; `payout_days` after a charge the provider hands its money over; `return_days` after a payout was
    booked it comes back from an account that is closed. `overdraft`: the bank pays out more than there is. `fee_minor`:
    what the provider keeps of each charge when it hands the money over.
    """

    notice_url: str | None = None
    notice_secret: str | None = None
    booking_times: Annotated[tuple[ClockTime, ...], msgspec.Meta(min_length=1)] = ("06:00", "12:00", "18:00")
    payout_days: Days = 2
    return_days: Days = 2
    overdraft: bool = True
    fee_minor: Annotated[int, msgspec.Meta(ge=0)] = 0

    def __post_init__(self) -> None:
        if self.notice_url is None:
            return
        if not self.notice_url.startswith("http://"):
            raise ValueError("notice_url begins with http://")
        if not read_secret(self.notice_secret or ""):
            raise ValueError("notice_secret is whsec_ and some bytes in base64")


def read_secret(text: str) -> bytes:
    """The bytes of a notice secret; none if it is not one. Source: Standard Webhooks, `whsec_` secrets."""
    if not text.startswith("whsec_"):
        return b""
    try:
        return b64decode(text.removeprefix("whsec_"), validate=True)
    except ValueError:
        return b""
