"""English: what is sent to a holder, subject and text by template."""

from __future__ import annotations

NOTICES = {
    "reserved": (
        "Your place in line for {product} ({code})",
        """Dear {name},

        Thank you. You hold place {position} in the line for {product}. Your reservation code is {code}.

        Your deposit is due in these stages:

        {stages_text}

        {instructions_text}

        On your page you see everything that happens to your reservation, and you can pay there:

        {page_url}

        Keep this key of your receipts, on paper if you can: {receipt_key}. If this mail address dies one day, the
        key and what you know of your first payment bring you back:

        {recovery_url}

        {leave_text} One click on your page is enough. Or
        answer this mail in your own words: an answer to any of our mails reaches us, even years from now.""",
    ),
    "payment_received": (
        "We received {amount} for your reservation {code}",
        """Dear {name},

        Your payment has arrived.

        – For: {product}, reservation {code}
        – Amount: {amount}
        – Payment reference: {reference}
        – Paid so far, in all: {total_paid}

        {leave_text}""",
    ),
    "payment_declined": (
        "Your payment for {product} did not go through",
        """Dear {name},

        Your payment of stage {stage} for {product} was declined: {reason}. No money was taken. You still
        hold your place in line.

        You can try again, with the same card or another one, on your page:

        {page_url}""",
    ),
    "stage_missed": (
        "Stage {stage} of your deposit is still open ({code})",
        """Dear {name},

        Stage {stage} of your deposit for {product} has not reached us yet.

        – Amount: {amount}
        – Reference to quote: {reference}

        {instructions_text}

        You still hold your place in line. If you have paid already, there is nothing you need to do:
        transfers can take some days. If you would rather leave, just answer this mail.""",
    ),
    "stage_missed_card": (
        "Stage {stage} of your deposit is still open ({code})",
        """Dear {name},

        Stage {stage} of your deposit for {product} has not been paid yet: {amount}, by card.

        You still hold your place in line. You can pay on your page:

        {page_url}

        If you would rather leave, just answer this mail.""",
    ),
    "confirmed": (
        "Your reservation {code} is confirmed",
        """Dear {name},

        Your whole deposit of {amount} is here, and your reservation {code} for {product} is confirmed. This
        amount is the sum of all stages; nothing else was paid and nothing is missing.

        Your page, with every step and its receipt:

        {page_url}""",
    ),
    "promise_revised": (
        "{product}: the delivery date has changed",
        """Dear {name},

        The delivery date we gave you for {product} (reservation {code}) has changed.

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

        We received your message on {received_at} and understood that you want to cancel your reservation
        {code} for {product} and get your money back.

        The clock for your refund has been running since that moment. You need to do nothing more. We will
        write to you when each amount is on its way back and when it has arrived.

        If we misunderstood you, answer this mail, and a person will read it.""",
    ),
    "request_seen_by_person": (
        "A person is reading your message",
        """Dear {name},

        We received your message on {received_at}. We were not certain what you would like us to do, so a
        person is reading it now and will answer you.

        If you want to cancel and get your money back, you can say so in one sentence by answering this
        mail. The time then counts from your first message.""",
    ),
    "cancelled": (
        "Your reservation {code} is cancelled; {amount} is going back to you",
        """Dear {name},

        {opening_text}

        – Going back to you: {amount}
        – At the latest: {promised_by}

        This is everything of yours that we hold, from all stages. Each payment goes back the way it came;
        where that way no longer exists, we choose another one and tell you. The refund is complete only when
        every part of it has arrived.""",
    ),
    "cancelled_fee": (
        "Your reservation {code} is cancelled; {amount} is going back to you",
        """Dear {name},

        {opening_text}

        – Going back to you: {amount}
        – At the latest: {promised_by}

        {fee_text}

        Each payment goes back the way it came; where that way no longer exists, we choose another one and tell you.
        The refund is complete only when every part of it has arrived.""",
    ),
    "refund_fee_waived": (
        "{amount} more is going back to you ({code})",
        """Dear {name},

        The seller has given up {amount} that the terms of your reservation {code} for {product} would have let it
        keep. It goes back to you with the rest of your refund: {total} in all.""",
    ),
    "cancelled_unpaid": (
        "Your reservation {code} is cancelled",
        """Dear {name},

        {opening_text} We hold
        nothing of yours, so there is nothing to give back, and nothing more will be due.""",
    ),
    "representative_named": (
        "Somebody says that they act for you ({code})",
        """Dear {name},

        Somebody told us that they act for you in your reservation {code} for {product}, and handed in a paper
        that says so. Two members of our staff look at it before anything is done because of it.

        If you do not know of this, please answer this mail at once: a person will read it. If it is as you
        wish, you need to do nothing.""",
    ),
    "contact_added": (
        "A new address for your reservation {code}",
        """Dear {name},

        On {at} a new address was given for your reservation {code}: {address}.

        If it was you, you need to do nothing. For your safety a bank account that is given now is not paid
        before {until}.

        If it was not you, open this page and press “This was not me”. The new address is then not used, no
        money goes to an account that was given since, and a person looks at it:

        {contacts_url}""",
    ),
    "contact_confirm": (
        "Please confirm this address ({code})",
        """Hello,

        this address was given for the reservation with the code {code}. If it was you, please confirm it on
        this page; we write to it only then:

        {confirm_url}

        If it was not you, you can say so on the same page.""",
    ),
    "contact_retired": (
        "An address of your reservation {code} is no longer used",
        """Dear {name},

        On {at} the address {address} was given up for your reservation {code}. We no longer write to it, but
        for news of changes like this one.

        If it was not you, look at your addresses here, or answer this mail:

        {contacts_url}""",
    ),
    "contact_stopped": (
        "We have stopped the new address of your reservation {code}",
        """Dear {name},

        You told us on {at} that the address {address} is not yours. It is not used, and no money goes to an
        account that was given since. A person is looking at it and will write to you if there is anything to
        ask.

        Your addresses:

        {contacts_url}""",
    ),
    "refund_cooling": (
        "Why {amount} of your refund waits",
        """Dear {name},

        The account that you gave us for {amount} of your refund is not paid before {until}, because a new
        address was given for your reservation {code} shortly before. This protects you if it was not you.

        That is later than the day that the law sets, {statutory_by}. We say so openly: a member of our staff has
        been told and can make sure in another way that the account is yours. You can answer this mail.""",
    ),
    "contact_ready": (
        "You are back: your reservation {code}",
        """Dear {name},

        This address is confirmed for your reservation {code}, and we write to it from now on. Your page, with
        every step:

        {page_url}

        All addresses that we knew were told. For your safety a bank account that is given now waits for a short
        time; money that goes back to your card does not.""",
    ),
    "refund_leg_settled": (
        "{amount} has gone back to you",
        """Dear {name},

        {amount} of your refund has been returned {way}. Its reference is {reference}.

        Depending on your bank it may take a few days to show on your account.""",
    ),
    "refund_part_planned": (
        "{amount} is going back to you",
        """Dear {name},

        {amount} of what you paid for {product} (reservation {code}) is going back to you, by {promised_by} at
        the latest. Your reservation stays as it is, and so does your place {position} in line; nothing more
        becomes due because of it.

        Each payment goes back the way it came; where that way no longer exists, we choose another one and
        tell you. If you did not expect this, answer this mail, and a person will read it.""",
    ),
    "refund_part_settled": (
        "{amount} has gone back to you: this refund is complete",
        """Dear {name},

        The {amount} of your payments for {product} (reservation {code}) that were to go back to you have all
        been returned. It took {elapsed}. Your reservation stays as it is.

        The whole story, with a file that proves every step and that anyone can check without us:

        {page_url}""",
    ),
    "refund_settled": (
        "Your refund is complete: {amount}",
        """Dear {name},

        All of your deposit for {product} (reservation {code}) has gone back to you: {amount}. From your
        request to this moment it took {elapsed}.

        The whole story, with a file that proves every step and that anyone can check without us:

        {page_url}""",
    ),
    "refund_late": (
        "Your refund is late, and we know it",
        """Dear {name},

        Your refund of {amount} for {product} (reservation {code}) was promised by {promised_by} and is not
        complete. We are sorry.

        You need to do nothing. The people responsible have been told, and they see this refund first until
        it is done.""",
    ),
    "escalated": (
        "{clock}: {amount}, reservation {code}",
        """{clock}.

        It is the refund of {amount} for {product} (reservation {code}), asked for on {asked_at}. It waits for:

        {waits_text}

        – promised by {promised_by}
        – due by law by {statutory_by}

        GET /api/v1/refunds/{refund} shows each leg and what can be done. Who reserved is not named here.""",
    ),
    "escalated_paper": (
        "A paper waits to be looked at: reservation {code}",
        """Somebody wants the money back for {product} (reservation {code}) in the holder's name. Half of the time that
        is promised is over, and nobody has looked at the paper that gives them the right to it.

        GET /api/v1/reservations/{reservation}/representatives shows it; a second person decides.""",
    ),
    "escalated_contact": (
        "Somebody said: this was not me. Reservation {code}",
        """The holder of {product} (reservation {code}) says of a new contact that it was not them. Nothing is sent
        there, and no account is paid that was given since. Somebody may have had their link.

        GET /api/v1/reservations/{reservation}/contacts shows it. Please look at it, and say what you found.""",
    ),
    "escalated_address": (
        "Mail to {address} does not arrive",
        """Since {dead_at} mail to {address} does not come in. It stands where holders read it, and whoever writes to it
        now is not heard.

        {why}

        GET /api/v1/addresses shows it as {address_id}. It rings until mail comes in again, or somebody looks at it.""",
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
    "announcement": (
        "{subject}",
        """{fallback}

        {text}

        You receive this because you hold a place in the line for {product}. If you want no announcements,
        say so here. Whatever concerns your own reservation reaches you as before:

        {unsubscribe_url}""",
    ),
}
