"""English: what stands on pages, a text or its plural forms by key."""

from __future__ import annotations

PAGES: dict[str, str | dict[str, str]] = {
    # Values
    "instant": "{day} at {time} UTC",
    "no_day": "no date set",
    "days": {"one": "{n} day", "other": "{n} days"},
    "hours": {"one": "{n} hour", "other": "{n} hours"},
    "minutes": {"one": "{n} minute", "other": "{n} minutes"},
    "seconds": {"one": "{n} second", "other": "{n} seconds"},
    "and": " and ",
    "nameless": "customer",
    "sign_off": "{seller}",
    "no_reason": "none was given",
    "stage.card": "– Stage {n}: {amount} by card, by {due_at}",
    "stage.transfer": "– Stage {n}: {amount} by bank transfer, by {due_at}. Please quote {reference}",
    # Words for codes
    "way.original": "to the card you paid with",
    "way.payout": "to your bank account",
    "way.by_hand": "by hand, against a receipt",
    "way.retained": "kept by the seller",
    "way.other": "by a way that our staff chose",
    "decline.expired_card": "the card has expired",
    "decline.insufficient_funds": "the card does not have enough funds",
    "decline.lost_card": "the card was reported lost",
    "decline.unknown_card": "the card is not known to the provider",
    "decline.account_closed": "the account has been closed",
    "decline.disputed": "the payment was disputed",
    "decline.expired_or_canceled_card": "the card has expired or was cancelled",
    "decline.invalid_account": "the account does not exist",
    "decline.charge_not_settled": "the original payment had not been settled yet",
    "decline.other": "the provider gave no further reason",
    # The frame
    "skip": "Skip to the content",
    "languages": "Languages",
    "kept_by": (
        "This page shows the record as it is. Nothing on it needs a script, and nothing is loaded from "
        "elsewhere."
    ),
    "back_to_reservation": "To my reservation",
    "home.lead": (
        "Reservations that take years are kept here: the deposit, the place in line, the promise, the money "
        "back, and the proof."
    ),
    "home.link": (
        "The link to your own page stands in every mail that we ever wrote to you. If you cannot find it, "
        "answer any of those mails."
    ),
    "home.docs": "For programmers: the API",
    # What went wrong
    "problem.400": "This request cannot be read",
    "problem.401": "Please say who you are",
    "problem.403": "This is not allowed",
    "problem.404": "Not found",
    "problem.405": "Not possible here",
    "problem.409": "This does not fit what has happened since",
    "problem.413": "Too large",
    "problem.415": "Another form is needed",
    "problem.422": "Something in it needs mending",
    "problem.500": "Something broke on our side",
    "problem.503": "Not at this moment",
    "problem.broken": (
        "This is our fault, and nothing was half-done. We have been told. Please try again later."
    ),
    "problem.unavailable": (
        "We cannot reach our own record at this moment. Nothing was lost and nothing was half-done. Please "
        "try again in a moment."
    ),
    # The head of a reservation
    "held_by": "Held by {name}",
    "status.placed": "In line, deposit not complete",
    "status.confirmed": "Confirmed",
    "status.cancelled": "Cancelled",
    "status.refunding": "Your money is on its way back",
    "status.refunded": "Everything is back with you",
    "figure.position": "Place in line",
    "figure.code": "Reservation code",
    "figure.paid": "Paid",
    "figure.promise": "Promised delivery",
    "figure.going_back": "Going back to you",
    "figure.back": "Back with you",
    "figure.took": "Time it took",
    "amount": "Amount",
    "total": "Total",
    # What is next
    "next": "What is next",
    "standing": "Where it stands",
    "next.settled": "All of it is back with you. From your request to the last cent: {elapsed}.",
    "next.refund": "You asked on {at}. {amount} is going back to you, by {promised_by} at the latest.",
    "next.late": (
        "We promised to be done by now, and we are not. We are sorry. The people responsible know, and your "
        "refund comes first."
    ),
    "next.waiting": "Your deposit is complete and your place is yours. There is nothing you need to do.",
    "next.cancelled": "You left the line. Nothing had been paid, so there is nothing to give back.",
    "leg": "Part",
    "leg.label": "Stage {n}",
    "leg.way": "Way",
    "leg.status": "Now",
    "clock.promise": "A refund is later than we promised",
    "clock.warning": "The day that the law sets for a refund is near",
    "clock.statute": "A refund is later than the law allows",
    "clock.other": "A refund waits",
    "waits_for.approval": "an approval",
    "waits_for.account": "an account, or money handed over by a person",
    "waits_for.confirmation": "a second person, who confirms",
    "waits_for.dispute": "the end of a dispute at the bank",
    "waits_for.cooling_off": "the end of the time after a change of contact; a person may end it",
    "waits_for.rail": "an answer of the bank or the card's provider, nothing of ours",
    "waits_for.other": "something else",
    "leg_status.planned": "waits to be sent",
    "leg_status.ordered": "being sent",
    "leg_status.unknown": "being looked into",
    "leg_status.sent": "on its way",
    "leg_status.settled": "arrived",
    "leg_status.by_hand": "a person is looking for a way",
    "leg_status.to_confirm": "another person checks the account",
    "leg_status.retained": "nothing goes back",
    "leg_status.other": "being worked on",
    "offer.title": "The delivery date has changed. What would you like?",
    "offer.now": "Promised now",
    "offer.reason": "Reason",
    "offer.question": (
        "You lose nothing by either answer, and you can change your mind later. If you do not answer, you "
        "keep your place."
    ),
    "offer.answer_by": "We ask for your answer by {day}; you lose nothing if you do not answer.",
    "offer.wait": "I will wait",
    "offer.leave": "I would like to leave",
    "stage.due": "Stage {n} of your deposit: {amount}",
    "stage.by": "Due by {due_at}.",
    "stage.missed_but_held": "That day has passed; you still hold your place.",
    "stage.in_flight": "Your payment is on its way. Open this page again in a moment to see how it went.",
    "stage.declined": "The last attempt was declined: {decline}. Nothing was taken.",
    "card.label": "Card token",
    "card.hint": "the card provider's word for your card; its number never comes to us",
    "card.pay": "Pay {amount}",
    "transfer.to": "Payee",
    "transfer.reference": "Reference",
    "transfer.hint": "Please quote exactly this reference: it is how your transfer finds your reservation.",
    "transfer.iban": "IBAN",
    "transfer.account": "Account number",
    "transfer.bank": "Bank or routing number",
    "transfer.bic": "BIC",
    "transfer.line": "– {label}: {value}",
    "transfer.stage": "Stage {n}: {amount} by bank transfer, to arrive by {due_at}",
    "transfer.qr": (
        "QR code for your banking app: {amount} to {to}, reference {reference}. Everything in it "
        "also stands beside it in words."
    ),
    "transfer.qr_hint": "Scan this with your banking app, and it fills in the transfer.",
    "overpaid.title": "You have paid {amount} more than the price.",
    "overpaid.what": (
        "It is yours: ask for it here, or leave it with us until you leave. Your place stays yours either way."
    ),
    "overpaid.button": "Ask for {amount} back",
    "leave.always": "You can leave at any time and get back everything you paid.",
    "leave.button": "Cancel and get my money back",
    # The four acts
    "act.1": "Reserved",
    "act.2": "Waited",
    "act.3": "Asked",
    "act.4": "Got it back",
    "ahead.2": "No promise has changed so far.",
    "ahead.3": "You have not asked to leave. You can, at any time.",
    "ahead.4": "Nothing had to be given back so far.",
    "ahead.planned": "Your refund is planned, and people of the seller's staff are looking at it.",
    "receipt": "Receipt",
    "by.holder": "you",
    "by.staff": "the seller's staff",
    "by.integration": "the seller's system",
    "by.seller": "the seller",
    "by.rail": "the payment provider",
    "by.bank": "the bank",
    "by.mail": "the mail",
    "by.clock": "the clock",
    "by.representative": "who acts for the holder",
    "by.other": "the seller",
    "channel.mail": "by mail",
    "channel.page": "on this page",
    "channel.api": "through the seller's system",
    "channel.representative": "through who acts for the holder",
    "channel.delay_answer": "with your answer to the changed date",
    "channel.staff": "through a member of the seller's staff",
    "channel.other": "through the seller",
    # Proof
    "proof": "Proof",
    "proof.what": (
        "Everything on this page can be checked by anybody, without us: every act is signed, numbered, and "
        "part of a public log that cannot be changed unnoticed."
    ),
    "proof.download": "Download the proof",
    "proof.how": (
        "Keep the file. It is checked offline, with the command fourthact verify and the public key of the "
        "seller's log."
    ),
    # Cancelling
    "cancel.title": "Cancel your reservation?",
    "cancel.back": (
        "This is everything of yours that we hold, and all of it goes back to you. We promise that it will have "
        "arrived within {promised}."
    ),
    "fee.rule": (
        "The terms: of what was paid, the seller keeps {fee} (never more than was paid) when you leave {days} days or "
        "more after reserving; nothing while you may withdraw, nothing once delivery is late, and nothing when the "
        "seller cancels."
    ),
    "fee.rule_never": (
        "The terms name a fee of {fee} of what was paid. It is not kept as long as you wait: until delivery you may "
        "withdraw and get back everything you paid."
    ),
    "fee.terms": (
        "You paid {gross}. The seller keeps {kept} of it, as the terms say that you reserved on (version {version})."
    ),
    "fee.withdrawal_open": "Nothing of the {gross} that you paid is kept: you may still withdraw.",
    "fee.promise_slipped": "Nothing of the {gross} that you paid is kept: the delivery that you were promised is late.",
    "fee.too_early": "Nothing of the {gross} that you paid is kept: you leave before a fee is due.",
    "fee.seller_cancelled": "Nothing of the {gross} that you paid is kept: it is the seller who cancels.",
    "fee.request_unshown": (
        "Nothing of the {gross} that you paid is kept: the seller's staff entered your request, and no message "
        "of yours shows it."
    ),
    "fee.waived": "Nothing of the {gross} that you paid is kept: the seller gave up the fee.",
    "fee.charged_back": (
        "Of the {gross} that you paid, the seller keeps {kept}; your bank gave you back the rest of the fee."
    ),
    "fee.leave": "You can leave at any time. {rule}",
    "fee.column": "Kept by the seller",
    "cancel.back_less": "This goes back to you. We promise that it will have arrived within {promised}.",
    "cancel.nothing_paid": (
        "We hold nothing of yours, so there is nothing to give back, and nothing more will be due."
    ),
    "cancel.place": "Your place {position} in line is given up. This cannot be undone.",
    "cancel.confirm": "Confirm: cancel and get my money back",
    "cancel.keep": "Keep my place",
    "cancellation.staff": (
        "Your reservation {code} for {product} is cancelled. A member of our staff entered your request for it "
        "on {asked_at}; if you did not ask for this, answer this message, and a person will look at it."
    ),
    "cancellation.representative": (
        "Your reservation {code} for {product} is cancelled, as the person who acts for you asked on "
        "{asked_at}."
    ),
    "cancellation.seller": (
        "We have cancelled your reservation {code} for {product} on {asked_at}; you did not ask for it. Our "
        "reason: {why}"
    ),
    "cancellation.other": "Your reservation {code} for {product} is cancelled, as you asked on {asked_at}.",
    "cancelled.title": "Your reservation is cancelled",
    "cancelled.what": "We received your cancellation of {product}.",
    "cancelled.received": "Received",
    "cancelled.back": "Going back to you",
    "cancelled.latest": "At the latest",
    "cancelled.next": (
        "You need to do nothing more. Each payment goes back the way it came, or another way if that one no "
        "longer exists; your page shows every step."
    ),
    "cancelled.nothing": "We hold nothing of yours, so there is nothing to give back.",
    "cancelled.keep": "We are sending you this by mail as well.",
    # Reserving
    "promise": "Promised delivery",
    "deposit": "Deposit, in all",
    "reserve.title": "Reserve your place",
    "reserve.promise": (
        "You can leave at any time, with one click or one sentence by mail, and get back everything you paid."
    ),
    "reserve.trouble": "Something is missing. Please look at the marked fields.",
    "reserve.name": "Your name",
    "reserve.name_wrong": "Please enter your name, in one line.",
    "reserve.email": "Your mail address",
    "reserve.email_hint": "we write to it in this language",
    "reserve.email_wrong": "Please enter a complete mail address, such as name@example.org.",
    "reserve.terms": "By reserving you accept the terms below (version {n}).",
    "reserve.button": "Reserve my place",
    "reserve.closed": "No reservations are taken for this product now.",
    "deposit.stages": "The deposit",
    "stage": "Stage",
    "stage.how": "How",
    "stage.when": "Due",
    "stage.within": {"one": "within {n} day", "other": "within {n} days"},
    "stage.at_once": "at once",
    "method.card": "by card",
    "method.transfer": "by bank transfer",
    "method.other": "in another way",
    "terms": "Terms, version {n}",
    "promises": {"one": "{n} promise so far", "other": "All {n} promises so far"},
    # Letters
    "letter.to": "{name}",
    "letter.day": "Date",
    "letter.reservation": "Reservation",
    "letter.notice": "Letter",
    "letter.record": "Entry in the record",
    "letter.why": (
        "We write by post because our mail to you did not arrive: none of the mail addresses that we have of you works."
    ),
    "letter.reach": (
        "The code on the left opens your page. You can also write to {address}, and tell us there which mail address "
        "we may use."
    ),
    # Contacts
    "contacts.title": "How we reach you",
    "contacts.what": "Whatever happens to your reservation, we write to you here. You can give several addresses.",
    "contacts.change": "See and change my addresses",
    "contacts.add": "Add an address",
    "contacts.add_hint": (
        "We send a mail there to confirm it, and tell all your other addresses. If you give us a bank account "
        "shortly afterwards, it waits a few days for your safety; money that goes back to your card does not."
    ),
    "contact.title": "Is this your address?",
    "contact.question": (
        "Somebody gave this address for the reservation with this code. Confirm it only if it was you."
    ),
    "contact.confirm": "Yes, this is my address",
    "contact.stop": "This was not me",
    "contact.first": "Write here first",
    "contact.retire": "Write here no more",
    "contact.cools": "New: a bank account that is given now is not paid before {until}.",
    "contact.waiting": "Waits to be confirmed by a mail that we sent there.",
    "contact.open": "In use.",
    "contact.unreachable": "Our mail does not arrive here.",
    "contact.retired": "No longer used.",
    "contact.stopped": "Stopped: you told us that it was not you. A person is looking at it.",
    "contact.looked": "Stopped: a person has looked at it.",
    "contact.confirmed": "Thank you. This address is confirmed, and we write to it.",
    "contact.done": "Thank you. Nothing is sent to this address.",
    # Coming back
    "recovery.title": "Your address has changed, and no link of yours works any more?",
    "recovery.what": (
        "Tell us the key of your receipts and what you know of your first payment. If it is all right, a mail goes to "
        "your new address."
    ),
    "recovery.code": "Reservation code",
    "recovery.code_hint": "ten letters and digits, like 7K2QF-M9X4H",
    "recovery.key": "Key of your receipts",
    "recovery.key_hint": "it stands in our first mail and on your page",
    "recovery.paid_on": "Day of your first payment",
    "recovery.paid_on_hint": "as your bank shows it",
    "recovery.amount": "Its amount",
    "recovery.amount_hint": "such as 5,000.00",
    "recovery.ending": "The last four characters",
    "recovery.ending_hint": "of the card, of the account, or of the payment reference",
    "recovery.address": "Your new mail address",
    "recovery.address_hint": "we write to it, and to every address that we know",
    "recovery.trouble": "Something is missing or cannot be read. Please look at the marked fields.",
    "recovery.button": "Send",
    "recovery.sent": "We have heard you.",
    "recovery.sent_next": (
        "If everything is right, a mail is on its way to your new address. If none comes within an hour, something was "
        "not: we do not say what, so that nobody can try it out. After five tries in a day this form is closed until "
        "the next."
    ),
    "recovery.otherwise": "Do you no longer have the key? Write to us: with a document, our staff can help you.",
    "message.title": "Write to us",
    "message.button": "Write to us here",
    "message.what": (
        "Ask, object, or say that you want to leave: a message from this page reaches us at once, and stands "
        "on the record with its time."
    ),
    "message.label": "Your message",
    "message.send": "Send the message",
    "message.wrong": "Write something, at most {most} letters.",
    "message.received": "Your message reached us on {at}.",
    "message.next": "It stands on the page of your reservation, and so will what comes of it.",
    "reply_address": "Write to us",
    "reply_address.what": "Mail to this address finds your reservation, even years from now. It is yours alone.",
    "receipt_key": "Key of your receipts",
    "receipt_key.what": (
        "Keep it on paper. If your mail address dies, this key and what you know of your first payment bring you back."
    ),
    # Announcements
    "announcement.fallback": (
        "This announcement is not available in English. Here it is in another language: {language}."
    ),
    "announcements.title": "Announcements",
    "announcements.ask": (
        "Would you like to receive no more announcements? Whatever concerns your reservation "
        "itself reaches you as before."
    ),
    "announcements.button": "No more announcements",
    "announcements.off": (
        "You receive no more announcements. Whatever concerns your reservation itself reaches you as before."
    ),
}
