"""Why there is nothing to show."""

from __future__ import annotations

from fourthact.values.errors import Kind, Reason, Why


class EvidenceReason(Reason):
    """Why a piece of evidence is not shown."""

    NO_DOCUMENT = Why(Kind.UNKNOWN, "Nobody attached a document to the act {act}, or it was erased.")
