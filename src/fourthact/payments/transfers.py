"""How a stage is paid by transfer: to whom, how much, by when, with which reference, and what a QR code of it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from fourthact.languages import Transfer
from fourthact.payments.purse import Purse
from fourthact.rails.contract import Beneficiary, Rail, TakesTransfers
from fourthact.values import ids
from fourthact.values.money import Money
from fourthact.values.references import reference_of

# Where a transfer in euro by SEPA can go (EPC409-09): within the EEA without naming the bank, beyond it with its BIC.
EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
SEPA_BEYOND = frozenset("AD AL CH GB GI MC MD ME MK RS SM VA".split())
NAME_CHARACTERS_MAX = 70
EPC_CENTS_MAX = 99_999_999_999
EPC_BYTES_MAX = 331


class Instruction(msgspec.Struct, frozen=True):
    """What a holder gives their bank. `account`: an IBAN where `is_iban`; `bank`: its number, `bic`: its name, where
    there is one. `qr`: what a QR code for banking apps holds, null where there is no standard for one. Units: minor.
    """

    stage: int
    beneficiary: str
    account: str
    is_iban: bool
    bank: str
    bic: str
    amount_minor: int
    currency: str
    due_at: datetime
    reference: str
    qr: str | None

    def told(self) -> Transfer:
        """The same as the languages write it."""
        return Transfer(
            n=self.stage,
            amount=Money(self.amount_minor, self.currency),
            due_at=self.due_at,
            beneficiary=self.beneficiary,
            account=self.account,
            is_iban=self.is_iban,
            bank=self.bank,
            bic=self.bic,
            reference=self.reference,
        )


def instructions(purse: Purse, rails: Mapping[str, Rail]) -> list[Instruction]:
    """How each stage that is still due by transfer is paid; nothing for a rail that does not say where to."""
    if purse.closed:
        return []
    found = []
    for stage in purse.stages:
        rail: object = rails.get(stage.rail)
        lacking = stage.amount_minor - stage.paid_minor
        if stage.method != "transfer" or lacking <= 0 or not isinstance(rail, TakesTransfers):
            continue
        to = rail.pay_to(ids.outer("seller", purse.seller))
        reference = reference_of(purse.code)
        found.append(
            Instruction(
                stage=stage.n,
                beneficiary=to.name,
                account=to.account,
                is_iban=to.is_iban,
                bank=to.bank,
                bic=to.bic,
                amount_minor=lacking,
                currency=purse.currency,
                due_at=stage.due_at,
                reference=reference,
                qr=epc(to, lacking, purse.currency, reference),
            )
        )
    return found


def epc(to: Beneficiary, amount_minor: int, currency: str, reference: str) -> str | None:
    """A SEPA credit transfer as banking apps scan it; None where it is not one, or its rules cannot be kept.

    Source: EPC069-12, version 002: UTF-8, lines parted by LF, a structured reference and so no free text, at most 331
    bytes, EUR 0.01 to 999999999.99, names up to 70 characters, the BIC only where the bank is outside the EEA.
    """
    country = to.account[:2]
    if currency != "EUR" or not to.is_iban or not 1 <= amount_minor <= EPC_CENTS_MAX:
        return None
    if country not in EEA and not (country in SEPA_BEYOND and to.bic):
        return None
    if not to.name.strip() or not to.name.isprintable() or len(to.name) > NAME_CHARACTERS_MAX:
        return None
    amount = f"EUR{amount_minor // 100}.{amount_minor % 100:02}"
    text = "\n".join(["BCD", "002", "1", "SCT", to.bic, to.name, to.account, amount, "", reference])
    return text if len(text.encode()) <= EPC_BYTES_MAX else None
