"""English: the language that all others are measured by."""

from __future__ import annotations

from fourthact.languages.contract import Language

name = "en"

NOTICES = {
    "reserved": (
        "Your place in line for {product} ({code})",
        """Dear {name},

        thank you. You hold place {position} in the line for {product}. Your reservation code is {code}.

        Your deposit is due in these stages:

        {stages_text}

        {instructions_text}

        On your page you see everything that happens to your reservation, and you can pay there:

        {page_url}

        You can cancel at any time and get back everything you paid. One click on your page is enough. Or
        answer this mail in your own words: an answer to any of our mails reaches us, even years from now.""",
    ),
    "payment_received": (
        "We received {amount} for your reservation {code}",
        """Dear {name},

        your payment has arrived.

        – For: {product}, reservation {code}
        – Amount: {amount}
        – Payment reference: {reference}
        – Paid so far, in all: {total_paid}

        Every amount you ever paid goes back to you if you cancel.""",
    ),
    "payment_declined": (
        "Your payment for {product} did not go through",
        """Dear {name},

        your payment of stage {stage} for {product} was declined: {reason}. No money was taken. You still
        hold your place in line.

        You can try again, with the same card or another one, on your page:

        {page_url}""",
    ),
    "stage_missed": (
        "Stage {stage} of your deposit is still open ({code})",
        """Dear {name},

        stage {stage} of your deposit for {product} has not reached us yet.

        – Amount: {amount}
        – Reference to quote: {reference}

        {instructions_text}

        You still hold your place in line. If you have paid already, there is nothing you need to do:
        transfers can take some days. If you would rather leave, just answer this mail.""",
    ),
    "stage_missed_card": (
        "Stage {stage} of your deposit is still open ({code})",
        """Dear {name},

        stage {stage} of your deposit for {product} has not been paid yet: {amount}, by card.

        You still hold your place in line. You can pay on your page:

        {page_url}

        If you would rather leave, just answer this mail.""",
    ),
    "confirmed": (
        "Your reservation {code} is confirmed",
        """Dear {name},

        your whole deposit of {amount} is here, and your reservation {code} for {product} is confirmed. This
        amount is the sum of all stages; nothing else was paid and nothing is missing.

        Your page, with every step and its receipt:

        {page_url}""",
    ),
    "promise_revised": (
        "{product}: the delivery date has changed",
        """Dear {name},

        the delivery date we gave you for {product} (reservation {code}) has changed.

        – Before: {before}
        – Now: {after}
        – Reason: {reason}

        You can keep waiting, or leave and get back everything you paid. Both are fine, you lose nothing by
        either, and you can change your mind later. Tell us on your page:

        {page_url}

        Or answer this mail in your own words. If you do nothing, you keep your place in line and your right
        to leave.""",
    ),
    "request_received": (
        "We received your request to cancel {code}",
        """Dear {name},

        we received your message on {received_at} and understood that you want to cancel your reservation
        {code} for {product} and get your money back.

        The clock for your refund has been running since that moment. You need to do nothing more. We will
        write to you when each amount is on its way back and when it has arrived.

        If we misunderstood you, answer this mail, and a person will read it.""",
    ),
    "request_seen_by_person": (
        "A person is reading your message",
        """Dear {name},

        we received your message on {received_at}. We were not certain what you would like us to do, so a
        person is reading it now and will answer you.

        If you want to cancel and get your money back, you can say so in one sentence by answering this
        mail. The time then counts from your first message.""",
    ),
    "cancelled": (
        "Your reservation {code} is cancelled; {amount} is going back to you",
        """Dear {name},

        your reservation {code} for {product} is cancelled, as you asked on {asked_at}.

        – Going back to you: {amount}
        – At the latest: {promised_by}

        This is everything you paid, in all stages. Each payment goes back the way it came; where that way
        no longer exists, we choose another one and tell you. The refund is complete only when every part of
        it has arrived.""",
    ),
    "cancelled_unpaid": (
        "Your reservation {code} is cancelled",
        """Dear {name},

        your reservation {code} for {product} is cancelled, as you asked on {asked_at}. You had paid
        nothing, so there is nothing to give back, and nothing more will be due.""",
    ),
    "representative_named": (
        "Somebody says that they act for you ({code})",
        """Dear {name},

        somebody told us that they act for you in your reservation {code} for {product}, and handed in a paper
        that says so. Two members of our staff look at it before anything is done because of it.

        If you do not know of this, please answer this mail at once: a person will read it. If it is as you
        wish, you need to do nothing.""",
    ),
    "refund_leg_settled": (
        "{amount} has gone back to you",
        """Dear {name},

        {amount} of your refund has been returned {way}. Its reference is {reference}.

        Depending on your bank it may take a few days to show on your account.""",
    ),
    "refund_settled": (
        "Your refund is complete: {amount}",
        """Dear {name},

        all of your deposit for {product} (reservation {code}) has gone back to you: {amount}. From your
        request to this moment it took {elapsed}.

        The whole story, with a file that proves every step and that anyone can check without us:

        {page_url}""",
    ),
    "refund_late": (
        "Your refund is late, and we know it",
        """Dear {name},

        your refund of {amount} for {product} (reservation {code}) was promised by {promised_by} and is not
        complete. We are sorry.

        You need to do nothing. The people responsible have been told, and they see this refund first until
        it is done.""",
    ),
    "unknown_sender": (
        "We received your message",
        """Hello,

        we received your message on {received_at}, but could not find a reservation that belongs to this
        mail address.

        Please answer with your reservation code (ten letters and digits, such as 7K2QF-M9X4H) or write from
        the address that you reserved with. If you asked to cancel, the time counts from the message we
        already have.""",
    ),
}

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
    "leg_status.planned": "waits to be sent",
    "leg_status.ordered": "being sent",
    "leg_status.unknown": "being looked into",
    "leg_status.sent": "on its way",
    "leg_status.settled": "arrived",
    "leg_status.by_hand": "a person is looking for a way",
    "leg_status.to_confirm": "another person checks the account",
    "leg_status.other": "being worked on",
    "offer.title": "The delivery date has changed. What would you like?",
    "offer.now": "Promised now",
    "offer.reason": "Reason",
    "offer.question": (
        "You lose nothing by either answer, and you can change your mind later. If you do not answer, you "
        "keep your place."
    ),
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
        "This is everything you paid, and all of it goes back to you. We promise that it will have arrived "
        "within {promised}."
    ),
    "cancel.nothing_paid": (
        "You have paid nothing, so there is nothing to give back, and nothing more will be due."
    ),
    "cancel.place": "Your place {position} in line is given up. This cannot be undone.",
    "cancel.confirm": "Confirm: cancel and get my money back",
    "cancel.keep": "Keep my place",
    "cancelled.title": "Your reservation is cancelled",
    "cancelled.what": "We received your cancellation of {product}.",
    "cancelled.received": "Received",
    "cancelled.back": "Going back to you",
    "cancelled.latest": "At the latest",
    "cancelled.next": (
        "You need to do nothing more. Each payment goes back the way it came, or another way if that one no "
        "longer exists; your page shows every step."
    ),
    "cancelled.nothing": "You had paid nothing, so there is nothing to give back.",
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
}

REFUSALS: dict[str, str] = {}  # English reasons carry their sentence themselves

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "You took place {position} in the line for {product}.",
    "reservation.confirmed": "Your whole deposit had arrived, and your reservation was confirmed.",
    "reservation.cancelled": "You left the line. Your request had reached us {channel} on {asked_at}.",
    "payment.ordered": "Your card was asked for {amount} (stage {stage}).",
    "payment.entered": (
        "A member of staff entered {amount} for stage {stage}, handed over on {value_on}. Another "
        "must confirm it."
    ),
    "payment.struck": (
        "A member of staff looked at a payment that had been entered by hand, and struck it out."
    ),
    "payment.received": "{amount} arrived for stage {stage}. Reference {reference}.",
    "payment.waiting": "The provider took the payment and will say how it ended.",
    "payment.unknown": "No answer came from the provider. We are asking; nothing is charged twice.",
    "payment.declined": "The card payment was declined: {decline}. Nothing was taken.",
    "payment.disputed": "Your bank asked for {amount} back. We have answered it from this record.",
    "payment.dispute_closed/won": "Your bank left {amount} with us.",
    "payment.dispute_closed/lost": "Your bank gave {amount} back to you.",
    "refund.leg_stopped": "{amount} waits: your bank may give it back, and we do not pay twice.",
    "refund.leg_resumed": "Your bank is done with {amount}; it goes on its way.",
    "refund.leg_charged_back": "Your bank gave you {amount}; we do not pay it again.",
    "stage.missed": "Stage {stage} had not arrived by its day. Your place stayed yours.",
    "delay.offered": (
        "The promised delivery changed from {before} to {by}. You were asked whether you wait or leave."
    ),
    "delay.answered/wait": "You chose to wait.",
    "delay.answered/leave": "You chose to leave.",
    "message.received": "A message of yours reached us.",
    "message.read/cancelled": (
        "We understood that you want to leave and have your money back. The clock has been running since "
        "your message came."
    ),
    "message.read/for_a_person": "We were not certain what you would like, so a person was asked to read it.",
    "message.read/noted": "We took note of it; nothing had to be done.",
    "message.decided/cancelled": "A person read your message: you want to leave and have your money back.",
    "message.decided/noted": "A person read your message; nothing had to be done.",
    "refund.planned": {
        "one": "{amount} is to go back to you, by {promised_by} at the latest.",
        "other": "{amount} is to go back to you in {n} parts, by {promised_by} at the latest.",
    },
    "refund.approved": "A member of staff looked at the plan and approved it.",
    "refund.leg_ordered": "{amount} is being sent {way}.",
    "refund.leg_sent": "{amount} is on its way to you.",
    "refund.leg_unknown": "No answer came about {amount}. We are asking; nothing is paid twice.",
    "refund.leg_declined": "{amount} could not go back {way}: {decline}. It takes another way.",
    "refund.leg_settled": "{amount} has gone back {way}. Reference {reference}.",
    "refund.leg_asked/waiting": "We asked the rail again about {amount}: it is still on its way.",
    "refund.leg_asked/done": "We asked the rail a last time about {amount}: it is with you, and stays there.",
    "refund.leg_returned": "{amount} came back to us: {decline}. It takes another way.",
    "refund.leg_redirected": "A member of staff entered the account that {amount} is paid to.",
    "refund.account_confirmed": "A second member of staff confirmed the account that {amount} is paid to.",
    "refund.leg_handed": (
        "A member of staff entered that {amount} was handed to you on {value_on}. Another must confirm it."
    ),
    "refund.hand_struck": (
        "A member of staff looked at {amount} that had been entered as handed to you, and struck it out."
    ),
    "refund.settled": "All of it, {amount}, is back with you. From your request to this moment: {elapsed}.",
    "refund.clock_rang/half": "Half of the promised time had passed.",
    "refund.clock_rang/promise": "The time we promised had passed, and your refund was not complete.",
    "refund.clock_rang/statute": "The time that the law sets had passed, and your refund was not complete.",
    "representative.named": (
        "A member of staff entered that somebody acts for the holder, with a paper. Another must look at it."
    ),
    "representative.asked": (
        "Somebody asked in the holder's name for the money back. The clock runs from {asked_at}; "
        "nothing is paid before the paper is confirmed."
    ),
    "representative.confirmed": (
        "A second member of staff confirmed the paper: that person acts for the holder."
    ),
    "representative.rejected": (
        "A second member of staff looked at the paper: it gives nobody the right to act."
    ),
    "representative.clock_rang": "Half of the promised time had passed, and nobody had looked at the paper.",
    "notice.written": "We wrote to you: “{subject}”",
    "notice.failed": "Our mail did not reach your address.",
}

language = Language("en", "English", NOTICES, PAGES, REFUSALS, ACTS)
