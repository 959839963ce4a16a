"""Italian: what happened, in one sentence, by tag."""

from __future__ import annotations

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "Ha preso il posto {position} nella lista per {product}.",
    "reservation.confirmed": "L'intero acconto era arrivato, e la prenotazione è stata confermata.",
    "reservation.cancelled": (
        "Ha lasciato la lista. La sua richiesta ci era giunta {channel} in data {asked_at}."
    ),
    "reservation.cancelled/seller": (
        "Il venditore ha annullato la prenotazione in data {asked_at}. Motivo indicato: {why}"
    ),
    "payment.ordered": "Alla sua carta sono stati chiesti {amount} (fase {stage}).",
    "payment.entered": (
        "Un membro del personale ha inserito {amount} per la fase {stage}; data della consegna: "
        "{value_on}. Un altro deve confermare."
    ),
    "payment.struck": "Un membro del personale ha annullato un pagamento inserito a mano.",
    "payment.received": "Sono arrivati {amount} per la fase {stage}. Riferimento {reference}.",
    "payment.waiting": "Il fornitore ha preso in carico il pagamento e dirà com'è finito.",
    "payment.unknown": (
        "Dal fornitore non è giunta risposta. Stiamo chiedendo; nulla viene addebitato due volte."
    ),
    "payment.declined": "Il pagamento con carta è stato rifiutato: {decline}. Non è stato addebitato nulla.",
    "payment.disputed": "La sua banca ha chiesto indietro {amount}. Abbiamo risposto con questo fascicolo.",
    "payment.dispute_closed/won": "La sua banca ci ha lasciato {amount}.",
    "payment.dispute_closed/lost": "La sua banca le ha restituito {amount}.",
    "payment.dispute_reversed": "La sua banca ci ha infine restituito {amount}.",
    "refund.leg_stopped": "{amount} in attesa: può restituirli la sua banca, e nulla si paga due volte.",
    "refund.leg_resumed": "La sua banca ha finito con {amount}; il rimborso riprende.",
    "refund.leg_charged_back": "La sua banca le ha restituito {amount}; non li paghiamo una seconda volta.",
    "stage.missed": "La fase {stage} non era arrivata entro la scadenza. Il posto è rimasto suo.",
    "delay.offered": (
        "La consegna promessa è cambiata. Prima: {before}. Adesso: {by}. Le abbiamo chiesto se aspetta o "
        "rinuncia."
    ),
    "delay.given": "Ne è stato informato. Termine per la Sua risposta: {answer_by}.",
    "delay.not_given": (
        "Il nostro avviso è tornato indietro: vale come non dato, "
        "e nessun termine decorre finché un altro non Le arriva."
    ),
    "delay.unanswered": "Nessuna risposta in tempo. Lei conserva il Suo posto e può rinunciare in ogni momento.",
    "delay.answered/wait": "Ha scelto di aspettare.",
    "delay.answered/leave": "Ha scelto di rinunciare.",
    "message.received": "Ci è giunto un suo messaggio.",
    "message.read/cancelled": (
        "Abbiamo capito che desidera rinunciare e riavere il suo denaro. Il termine decorre dall'arrivo del "
        "suo messaggio."
    ),
    "message.read/for_a_person": (
        "Non eravamo certi di che cosa desiderasse: una persona è stata incaricata di leggerlo."
    ),
    "message.read/noted": "Ne abbiamo preso nota; non c'era nulla da fare.",
    "message.decided/cancelled": (
        "Una persona ha letto il suo messaggio: desidera rinunciare e riavere il suo denaro."
    ),
    "message.decided/noted": "Una persona ha letto il suo messaggio; non c'era nulla da fare.",
    "refund.planned/whole": {
        "one": "{amount} da restituire a lei. Al più tardi: {promised_by}.",
        "other": "{amount} da restituire a lei in {n} parti. Al più tardi: {promised_by}.",
    },
    "refund.planned/partial": (
        "{amount} di quanto ha versato da restituire a lei. Al più tardi: {promised_by}. Il posto resta suo."
    ),
    "refund.planned/overpaid": (
        "Aveva versato {amount} in più del dovuto. Da restituire a lei al più tardi: {promised_by}."
    ),
    "refund.approved": "Un membro del personale ha esaminato il piano e lo ha approvato.",
    "refund.fee_waived": "{amount} che le condizioni permettevano al venditore di trattenere tornano comunque a lei.",
    "refund.approvals_void": "Il piano è stato modificato. Chi lo aveva approvato lo riesamina.",
    "refund.leg_ordered": "{amount} in invio {way}.",
    "refund.leg_sent": "{amount} in viaggio verso di lei.",
    "refund.leg_unknown": (
        "Non è giunta risposta su {amount}. Stiamo chiedendo; nulla viene pagato due volte."
    ),
    "refund.leg_declined": (
        "Non è stato possibile restituire {amount} {way}: {decline}. Si prende un'altra via."
    ),
    "refund.leg_settled": "{amount} restituiti {way}. Riferimento {reference}.",
    "refund.leg_asked/waiting": (
        "Il fornitore, interpellato di nuovo, dice che {amount} sono ancora in viaggio."
    ),
    "refund.leg_asked/done": (
        "Il fornitore, interpellato un’ultima volta, conferma che avete ricevuto {amount}."
    ),
    "refund.leg_returned": "{amount} ci sono tornati indietro: {decline}. Si prende un'altra via.",
    "refund.leg_redirected": "Un membro del personale ha inserito il conto su cui saranno versati {amount}.",
    "refund.payee_checked/match": (
        "La banca del conto su cui saranno versati {amount} ha confermato a chi appartiene."
    ),
    "refund.payee_checked/close_match": (
        "La banca del conto su cui saranno versati {amount} lo conosce con un nome simile; una persona lo esamina."
    ),
    "refund.payee_checked/no_match": (
        "La banca del conto su cui saranno versati {amount} lo conosce con un altro nome; una persona lo esamina."
    ),
    "refund.payee_checked/cannot_tell": (
        "La banca del conto su cui saranno versati {amount} non ha potuto dire a chi appartiene; una persona lo "
        "esamina."
    ),
    "refund.payee_checked/unavailable": (
        "La banca del conto su cui saranno versati {amount} non ha risposto; una persona lo esamina."
    ),
    "refund.account_confirmed": (
        "Un secondo membro del personale ha confermato il conto su cui saranno versati {amount}."
    ),
    "refund.leg_handed": (
        "Un membro del personale ha inserito la consegna di {amount} a lei; data della consegna: "
        "{value_on}. Un altro deve confermare."
    ),
    "refund.hand_struck": "Un membro del personale ha annullato la consegna inserita di {amount}.",
    "refund.settled": (
        "Tutto, cioè {amount}, le è stato restituito. Dalla sua richiesta a questo momento: {elapsed}."
    ),
    "refund.clock_rang/half": "Era trascorsa metà del tempo promesso.",
    "refund.clock_rang/promise": "Il tempo promesso era trascorso e il rimborso non era completo.",
    "refund.clock_rang/warning": "Il termine di legge era vicino e il rimborso non era completo.",
    "refund.clock_rang/statute": "Il termine di legge era trascorso e il rimborso non era completo.",
    "representative.named": (
        "Un membro del personale ha inserito chi agisce per il titolare, con un documento."
    ),
    "representative.asked": (
        "Qualcuno ha chiesto il rimborso a nome del titolare. Il tempo corre da questo momento: "
        "{asked_at}. Nulla viene pagato prima della conferma del documento."
    ),
    "representative.confirmed": "Un secondo membro del personale ha confermato il documento.",
    "representative.rejected": "Un secondo membro del personale non ha trovato nel documento alcun diritto.",
    "representative.clock_rang": (
        "Era trascorsa metà del tempo promesso e nessuno aveva esaminato il documento."
    ),
    "contact.added": (
        "È stato indicato un nuovo indirizzo per raggiungerla. Tutti i suoi indirizzi sono stati avvisati."
    ),
    "contact.confirmed": "Il nuovo indirizzo è stato confermato.",
    "contact.put_first": "Da allora abbiamo scritto a uno dei suoi indirizzi prima che agli altri.",
    "contact.retired": "Uno dei suoi indirizzi è stato abbandonato. Tutti sono stati avvisati.",
    "contact.stopped": (
        "Ha detto di un nuovo indirizzo che non è stato lei. Non vi viene inviato nulla; una persona se ne occupa."
    ),
    "contact.looked": "Un membro del personale ha esaminato l'indirizzo che aveva fermato.",
    "refund.account_dropped": (
        "Il conto a cui dovevano andare {amount} non viene usato: è stato indicato dopo un indirizzo che non è suo."
    ),
    "refund.cooling_late": (
        "Il conto per {amount} attende perché un indirizzo è nuovo, oltre il giorno fissato dalla legge. Una persona è "
        "stata avvisata."
    ),
    "refund.cooling_ended": (
        "Un membro del personale si è assicurato che il conto per {amount} sia suo; non attende più."
    ),
    "recovery.tried": "Qualcuno con la chiave delle sue ricevute ha chiesto un nuovo indirizzo.",
    "recovery.entered": (
        "Un membro del personale ha inserito che lei ha mostrato un documento. Un altro deve esaminarlo."
    ),
    "recovery.decided/confirmed": "Un secondo membro del personale ha confermato il suo documento.",
    "recovery.decided/rejected": "Un secondo membro del personale ha esaminato il documento e non l'ha accettato.",
    "escalation.sent": "I responsabili sono stati avvisati.",
    "notice.written": "Le abbiamo scritto: «{subject}»",
    "notice.posted": "Glielo abbiamo spedito per posta.",
    "notice.given": "Un membro del personale Gliene ha dato notizia.",
    "announcements.refused": "Ha chiesto di non ricevere più annunci.",
    "notice.failed": "Il nostro messaggio non ha raggiunto il suo indirizzo.",
}
