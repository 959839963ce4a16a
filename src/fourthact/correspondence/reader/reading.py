"""What a reading says: the kind of message, whose words, what is asked, and the evidence for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from fourthact.correspondence.reader.marks import mark

Likely = Literal["yes", "maybe", "no"]


class Kind(Enum):
    """Who or what wrote the message, by how it must be treated. Only a person's words can ask for anything."""

    PERSON = "person"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    ABUSE_REPORT = "abuse_report"
    SPAM = "spam"
    OWN_LOOP = "own_loop"
    LIST = "list"
    AUTOMATIC = "automatic"


class Intent(Enum):
    """What a person can ask or say; the closed list."""

    CANCEL = "cancel"
    MONEY = "money"
    LEAVE = "leave"
    REFUND_STATUS = "refund_status"
    RETRACT = "retract"
    KEEP = "keep"
    QUESTION_ABOUT_CANCELLING = "question_about_cancelling"
    STATUS_QUESTION = "status_question"
    CHANGE_CONTACT = "change_contact"
    CHANGE_PAYOUT = "change_payout"
    TRANSFER = "transfer"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    OTHER_MATTER = "other_matter"
    HINT = "hint"


ASKING = frozenset({Intent.CANCEL, Intent.MONEY, Intent.LEAVE, Intent.REFUND_STATUS})


@dataclass(frozen=True, slots=True)
class Asked:
    """One piece of evidence: the words, where they stand, and the rule that took them so."""

    intent: Intent
    strength: Literal["strong", "weak"]
    evidence: str
    rule: str
    where: Literal["body", "subject", "forwarded", "answer"]


# Bad destination mailbox, system or address, moved away, or no route (RFC 3463, subjects 1 and 4); an address whose
# letters a server on the way does not take (RFC 6531, 4.2), which takes them no more tomorrow.
_DEAD_STATUS = re.compile(r"5\.(?:1\.(?:0|1|2|3|4|6|10)|4\.4|6\.7)$")
DEAD_WORDS = mark("dead-address")
LIVING_WORDS = mark("living-address")


@dataclass(frozen=True, slots=True)
class Failed:
    """A recipient whom a message did not reach (or not yet). Source: RFC 3464 status codes, where given."""

    address: str
    status: str
    action: Literal["failed", "delayed", "delivered", "relayed", "expanded"]
    diagnostic: str

    @property
    def permanent(self) -> bool:
        """Whether this attempt is over: the server gave up, be it after a time (4.4.7). Source: RFC 3464, 2.3.3."""
        return self.action == "failed"

    @property
    def hard(self) -> bool:
        """Whether the address itself is dead, so that writing there again is of no use."""
        if not self.permanent or self.status.startswith("4") or LIVING_WORDS.search(self.diagnostic):
            return False
        return bool(_DEAD_STATUS.match(self.status) or DEAD_WORDS.search(self.diagnostic))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a message is understood. The same bytes always give the same reading."""

    kind: Kind
    failed_recipients: tuple[Failed, ...]
    original_message_id: str
    feedback_type: str
    disposition: str
    own_text: str
    quoted_text: str
    language: str
    intents: tuple[Asked, ...]
    wants_out_or_money: Likely
    asks_to_cancel: Likely
    why: tuple[str, ...]
