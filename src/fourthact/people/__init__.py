"""Who works for a seller and with what key they ask; the seller itself.

Never a holder's data (that stands with the reservation), never what a key's owner does with it.
"""

from fourthact.people.actions import ADD, ISSUE, OPEN, REVOKE, AddStaff, IssueKey, OpenSeller, RevokeKey
from fourthact.people.acts import ROOM, Seller
from fourthact.people.reads import authenticate, find_staff, sellers
from fourthact.people.rules import GATE, PeopleReason, is_domain, key_id_of, new_token

__all__ = [
    "ADD",
    "GATE",
    "ISSUE",
    "OPEN",
    "REVOKE",
    "ROOM",
    "AddStaff",
    "IssueKey",
    "OpenSeller",
    "PeopleReason",
    "RevokeKey",
    "Seller",
    "authenticate",
    "find_staff",
    "is_domain",
    "key_id_of",
    "new_token",
    "sellers",
]
