"""English: what happened, in one sentence, by tag."""

from __future__ import annotations

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "You took place {position} in the line for {product}.",
    "reservation.confirmed": "Your whole deposit had arrived, and your reservation was confirmed.",
    "reservation.cancelled": "You left the line. Your request had reached us {channel} on {asked_at}.",
    "reservation.cancelled/seller": "The seller cancelled your reservation on {asked_at}. The reason given: {why}",
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
    "payment.dispute_reversed": "Your bank left {amount} with us after all.",
    "refund.leg_stopped": "{amount} waits: your bank may give it back, and we do not pay twice.",
    "refund.leg_resumed": "Your bank is done with {amount}; it goes on its way.",
    "refund.leg_charged_back": "Your bank gave you {amount}; we do not pay it again.",
    "stage.missed": "Stage {stage} had not arrived by its day. Your place stayed yours.",
    "delay.offered": (
        "The promised delivery changed from {before} to {by}. You were asked whether you wait or leave."
    ),
    "delay.given": "You were told of it. We ask for your answer by {answer_by}.",
    "delay.not_given": (
        "Our notice of it came back: it counts as not given. No time runs before another reaches you."
    ),
    "delay.unanswered": "No answer came in time. You keep your place, and may leave at any time.",
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
    "refund.planned/whole": {
        "one": "{amount} is to go back to you, by {promised_by} at the latest.",
        "other": "{amount} is to go back to you in {n} parts, by {promised_by} at the latest.",
    },
    "refund.planned/partial": (
        "{amount} of what you paid is to go back to you, by {promised_by} at the latest. Your place stays yours."
    ),
    "refund.planned/overpaid": (
        "You had paid {amount} more than was due. It is to go back to you, by {promised_by} at the latest."
    ),
    "refund.approved": "A member of staff looked at the plan and approved it.",
    "refund.fee_waived": "{amount} that the terms let the seller keep goes back to you after all.",
    "refund.approvals_void": "The plan was changed. Who had approved it looks at it again.",
    "refund.leg_ordered": "{amount} is being sent {way}.",
    "refund.leg_sent": "{amount} is on its way to you.",
    "refund.leg_unknown": "No answer came about {amount}. We are asking; nothing is paid twice.",
    "refund.leg_declined": "{amount} could not go back {way}: {decline}. It takes another way.",
    "refund.leg_settled": "{amount} has gone back {way}. Reference {reference}.",
    "refund.leg_asked/waiting": "We asked the rail again about {amount}: it is still on its way.",
    "refund.leg_asked/done": "We asked the rail a last time about {amount}: it is with you, and stays there.",
    "refund.leg_returned": "{amount} came back to us: {decline}. It takes another way.",
    "refund.leg_redirected": "A member of staff entered the account that {amount} is paid to.",
    "refund.payee_checked/match": "The bank of the account that {amount} goes to confirmed whose it is.",
    "refund.payee_checked/close_match": (
        "The bank of the account that {amount} goes to knows it under a similar name; a person looks at it."
    ),
    "refund.payee_checked/no_match": (
        "The bank of the account that {amount} goes to knows it under another name; a person looks at it."
    ),
    "refund.payee_checked/cannot_tell": (
        "The bank of the account that {amount} goes to could not say whose it is; a person looks at it."
    ),
    "refund.payee_checked/unavailable": (
        "The bank of the account that {amount} goes to did not answer whose it is; a person looks at it."
    ),
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
    "refund.clock_rang/warning": "The law's day for your refund was near, and it was not complete.",
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
    "contact.added": "A new address was given at which we can reach you. All your addresses were told.",
    "contact.confirmed": "The new address was confirmed.",
    "contact.put_first": "From then on we wrote to one of your addresses before the others.",
    "contact.retired": "One of your addresses was given up. All of them were told.",
    "contact.stopped": "You said of a new address: this was not me. Nothing goes there; a person looks at it.",
    "contact.looked": "A member of staff looked at the address that you had stopped.",
    "refund.account_dropped": (
        "The account that {amount} was to go to is not used: it was given after an address that is not yours."
    ),
    "refund.cooling_late": (
        "The account for {amount} waits because an address is new, beyond the day that the law sets. A person was "
        "told."
    ),
    "refund.cooling_ended": "A member of staff made sure that the account for {amount} is yours; it waits no longer.",
    "recovery.tried": "Somebody with the key of your receipts asked for a new address.",
    "recovery.entered": "A member of staff entered that you showed a document. Another must look at it.",
    "recovery.decided/confirmed": "A second member of staff confirmed your document.",
    "recovery.decided/rejected": "A second member of staff looked at the document and did not accept it.",
    "escalation.sent": "The people responsible were told.",
    "notice.written": "We wrote to you: “{subject}”",
    "notice.posted": "We posted it to you as a letter.",
    "notice.given": "A member of staff told you of it.",
    "announcements.refused": "You asked for no more announcements.",
    "notice.failed": "Our mail did not reach your address.",
}
