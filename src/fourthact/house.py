"""All rooms of the house, in the order in which they may know each other."""

from fourthact import (
    books,
    contacts,
    correspondence,
    delays,
    payments,
    people,
    products,
    refunds,
    reservations,
)
from fourthact.acts import House

HOUSE = House(
    [
        people.ROOM,
        products.ROOM,
        reservations.ROOM,
        contacts.ROOM,
        payments.ROOM,
        refunds.ROOM,
        correspondence.ROOM,
        delays.ROOM,
        books.ROOM,
    ],
    books.CALENDAR,
)
