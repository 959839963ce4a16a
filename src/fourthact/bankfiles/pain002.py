"""What a bank answers to a pain.001: accepted, pending or rejected, and why. Source: ISO 20022 pain.002."""

from __future__ import annotations

from typing import BinaryIO
from xml.etree.ElementTree import Element

from fourthact.bankfiles.reasons import FileReason, refuse
from fourthact.bankfiles.statement import OrderStatus, Reading
from fourthact.bankfiles.xml import elements, text


def read_pain002(stream: BinaryIO, version: str, encoding: str) -> Reading:
    """The status of every order that the report names; of a whole message or batch where it names none."""
    message = ""
    single: list[OrderStatus] = []
    whole: list[OrderStatus] = []
    for element in elements(stream, encoding):
        match element.tag:
            case "OrgnlGrpInfAndSts" | "OrgnlGrpInf":
                message = text(element, "OrgnlMsgId")
                if status := text(element, "GrpSts"):
                    whole.append(_status(element, message, status))
            case "TxInfAndSts":
                group = text(element, "OrgnlGrpInf/OrgnlMsgId")
                if status := text(element, "TxSts"):  # else what was said of the whole is meant
                    single.append(_status(element, group or message, status))
                element.clear()
            case "OrgnlPmtInfAndSts":
                if status := text(element, "PmtInfSts"):
                    whole.append(_status(element, message, status))
    if not (single or whole):
        refuse(
            FileReason.PART_MISSING, where="the file", part="any status", then="Ask the bank for a whole one."
        )
    return Reading("pain.002", version, orders=(*whole, *single), encoding=encoding)


def _status(element: Element, message: str, status: str) -> OrderStatus:
    words = [
        word.strip() for each in element.findall("StsRsnInf/AddtlInf") if (word := each.text or "").strip()
    ]
    return OrderStatus(
        message=message,
        end_to_end=text(element, "OrgnlEndToEndId"),
        status=status,
        reason=text(element, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry", "StsRsnInf/StsRsn/Cd"),
        reason_text=" ".join(words),
        instruction=text(element, "OrgnlInstrId", "OrgnlPmtInfId"),
    )
