"""How a holder can be reached: the addresses of a reservation, who gave them, and what cools off after a change.

Whether anything arrives there, and where money goes, is known to the right of here.
"""

from fourthact.contacts.actions import ADD, CONFIRM, LOOK, PUT_FIRST, RETIRE, STOP, AddContact, OnContact
from fourthact.contacts.acts import (
    CONTACT_LISTS,
    ROOM,
    ContactAdded,
    ContactConfirmed,
    ContactList,
    ContactRetired,
    ContactStopped,
    Way,
)
from fourthact.contacts.reads import list_of, lists_of, stopped_lists
from fourthact.contacts.rules import ContactReason, added, cooling, next_number, were_stopped

__all__ = [
    "ADD",
    "CONFIRM",
    "CONTACT_LISTS",
    "LOOK",
    "PUT_FIRST",
    "RETIRE",
    "ROOM",
    "STOP",
    "AddContact",
    "ContactAdded",
    "ContactConfirmed",
    "ContactList",
    "ContactReason",
    "ContactRetired",
    "ContactStopped",
    "OnContact",
    "Way",
    "added",
    "cooling",
    "list_of",
    "lists_of",
    "next_number",
    "stopped_lists",
    "were_stopped",
]
