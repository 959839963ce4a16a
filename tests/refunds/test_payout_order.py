"""Which rail pays out is the seller's to say; without a word of theirs, the first by name."""

from __future__ import annotations

import pytest

from fourthact.app import by_preference, open_rails
from fourthact.settings import Settings, SettingsError

RAILS = {
    "FOURTHACT_SANDBOX_URL": "http://127.0.0.1:9",
    "FOURTHACT_SANDBOX_NOTICE_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
    "FOURTHACT_BANK_TRANSFER_FOLDER": "/nowhere",
    "FOURTHACT_BANK_TRANSFER_OWNER": "Example Motors",
    "FOURTHACT_BANK_TRANSFER_ACCOUNT": "DE89370400440532013000",
    "FOURTHACT_BANK_TRANSFER_NOTICE_SECRET": "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY",
}


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ("", ["bank_transfer", "manual", "sandbox"]),
        ("sandbox", ["sandbox", "bank_transfer", "manual"]),
        ("sandbox bank_transfer sandbox", ["sandbox", "bank_transfer", "manual"]),
    ],
)
def test_the_order_of_the_settings(wanted: str, order: list[str]) -> None:
    assert by_preference(Settings(payout_rails=wanted), open_rails(RAILS)) == order


@pytest.mark.parametrize("wanted", ["manual", "stripe", "sandbox bank"])
def test_a_rail_that_pays_nothing_out_is_refused(wanted: str) -> None:
    with pytest.raises(SettingsError, match=wanted.rsplit(maxsplit=1)[-1]):
        by_preference(Settings(payout_rails=wanted), open_rails(RAILS))
