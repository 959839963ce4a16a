"""Who works for a seller and with what key they ask; the seller itself; and who may act for a holder.

Never a holder's data (that stands with the reservation), never what a key's owner does with it.
"""

from fourthact.people.actions import ADD, ISSUE, OPEN, REVOKE, AddStaff, IssueKey, OpenSeller, RevokeKey
from fourthact.people.acts import REPRESENTATIVES, ROOM, RepresentativeClockRang, RepresentativeNamed, Seller
from fourthact.people.reads import authenticate, representatives_of, sellers
from fourthact.people.rules import (
    GATE,
    PeopleReason,
    ask_for_holder,
    decide_on_representative,
    is_domain,
    key_id_of,
    new_token,
    ring_for_representative,
)

__all__ = [
    "ADD",
    "GATE",
    "ISSUE",
    "OPEN",
    "REPRESENTATIVES",
    "REVOKE",
    "ROOM",
    "AddStaff",
    "IssueKey",
    "OpenSeller",
    "PeopleReason",
    "RepresentativeClockRang",
    "RepresentativeNamed",
    "RevokeKey",
    "Seller",
    "ask_for_holder",
    "authenticate",
    "decide_on_representative",
    "is_domain",
    "key_id_of",
    "new_token",
    "representatives_of",
    "ring_for_representative",
    "sellers",
]
