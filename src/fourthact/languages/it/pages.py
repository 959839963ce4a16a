"""Italian: what stands on pages, a text or its plural forms by key."""

from __future__ import annotations

PAGES: dict[str, str | dict[str, str]] = {
    # Values
    "instant": "{day} alle {time} UTC",
    "no_day": "nessuna data fissata",
    "days": {"one": "{n} giorno", "other": "{n} giorni"},
    "hours": {"one": "{n} ora", "other": "{n} ore"},
    "minutes": {"one": "{n} minuto", "other": "{n} minuti"},
    "seconds": {"one": "{n} secondo", "other": "{n} secondi"},
    "and": " e ",
    "nameless": "cliente",
    "sign_off": "{seller}",
    "no_reason": "non è stato indicato",
    "stage.card": "– Fase {n}: {amount} con carta, scadenza {due_at}",
    "stage.transfer": "– Fase {n}: {amount} con bonifico, scadenza {due_at}. Causale: {reference}",
    # Words for codes
    "way.original": "sulla carta con cui ha pagato",
    "way.payout": "sul suo conto bancario",
    "way.by_hand": "a mano, contro ricevuta",
    "way.retained": "trattenuto dal venditore",
    "way.other": "per una via scelta dal nostro personale",
    "decline.expired_card": "la carta è scaduta",
    "decline.insufficient_funds": "i fondi della carta non sono sufficienti",
    "decline.lost_card": "la carta risulta smarrita",
    "decline.unknown_card": "la carta non è nota al fornitore",
    "decline.account_closed": "il conto è stato chiuso",
    "decline.disputed": "il pagamento è stato contestato",
    "decline.expired_or_canceled_card": "la carta è scaduta o è stata annullata",
    "decline.invalid_account": "il conto non esiste",
    "decline.charge_not_settled": "il pagamento originario non era ancora regolato",
    "decline.other": "il fornitore non ha indicato altri motivi",
    # The frame
    "skip": "Vai al contenuto",
    "languages": "Lingue",
    "kept_by": (
        "Questa pagina mostra il registro così com'è. Non ha bisogno di script e non carica nulla da altrove."
    ),
    "back_to_reservation": "Alla mia prenotazione",
    "home.lead": (
        "Qui si custodiscono le prenotazioni che durano anni: l'acconto, il posto in lista, la promessa, il "
        "denaro restituito e la prova."
    ),
    "home.link": (
        "Il collegamento alla sua pagina si trova in ogni nostro messaggio. Se non lo trova, risponda a uno "
        "qualsiasi di essi."
    ),
    "home.docs": "Per i programmatori: l'API",
    # What went wrong
    "problem.400": "Questa richiesta non è leggibile",
    "problem.401": "Occorre sapere chi è",
    "problem.403": "Non è consentito",
    "problem.404": "Non trovato",
    "problem.405": "Qui non è possibile",
    "problem.409": "Non si accorda con quanto è accaduto nel frattempo",
    "problem.413": "Troppo grande",
    "problem.415": "Serve un'altra forma",
    "problem.422": "Qualcosa va corretto",
    "problem.500": "Un guasto da parte nostra",
    "problem.503": "Non in questo momento",
    "problem.broken": (
        "È colpa nostra, e nulla è stato fatto a metà. Siamo stati avvisati. La preghiamo di riprovare più "
        "tardi."
    ),
    "problem.unavailable": (
        "In questo momento non raggiungiamo il nostro registro. Nulla è andato perso e nulla è stato fatto a "
        "metà. La preghiamo di riprovare tra un momento."
    ),
    # The head of a reservation
    "held_by": "Intestata a {name}",
    "status.placed": "In lista, acconto non completo",
    "status.confirmed": "Confermata",
    "status.cancelled": "Annullata",
    "status.refunding": "Il suo denaro è in viaggio",
    "status.refunded": "Tutto le è stato restituito",
    "figure.position": "Posto in lista",
    "figure.code": "Codice di prenotazione",
    "figure.paid": "Versato",
    "figure.promise": "Consegna promessa",
    "figure.going_back": "In restituzione",
    "figure.back": "Restituito",
    "figure.took": "Durata",
    "amount": "Importo",
    "total": "Totale",
    # What is next
    "next": "Che cosa succede ora",
    "standing": "A che punto siamo",
    "next.settled": "Tutto le è stato restituito. Dalla sua richiesta all'ultimo centesimo: {elapsed}.",
    "next.refund": (
        "Lo ha chiesto in data {at}. Importo in restituzione: {amount}. Al più tardi: {promised_by}."
    ),
    "next.late": (
        "Avevamo promesso di avere finito, e non è così. Ci scusiamo. I responsabili lo sanno, e il suo "
        "rimborso viene prima di tutto."
    ),
    "next.waiting": "L'acconto è completo e il posto è suo. Non deve fare nulla.",
    "next.cancelled": (
        "Ha lasciato la lista. Non era stato versato nulla, quindi non c'è nulla da restituire."
    ),
    "leg": "Parte",
    "leg.label": "Fase {n}",
    "leg.way": "Via",
    "leg.status": "Adesso",
    "clock.promise": "Un rimborso supera il termine promesso",
    "clock.warning": "Il giorno fissato dalla legge per un rimborso è vicino",
    "clock.statute": "Un rimborso supera il termine di legge",
    "clock.other": "Un rimborso attende",
    "waits_for.approval": "un'approvazione",
    "waits_for.account": "un conto, o una consegna a mano",
    "waits_for.confirmation": "una seconda persona che confermi",
    "waits_for.dispute": "la fine di una contestazione presso la banca",
    "waits_for.cooling_off": "la fine del periodo dopo un cambio di contatto; una persona può porvi fine",
    "waits_for.rail": "una risposta della banca o del fornitore della carta, nulla da parte nostra",
    "waits_for.other": "altro",
    "leg_status.planned": "da inviare",
    "leg_status.ordered": "in invio",
    "leg_status.unknown": "in verifica",
    "leg_status.sent": "in viaggio",
    "leg_status.settled": "arrivato",
    "leg_status.by_hand": "una persona cerca una via",
    "leg_status.to_confirm": "un'altra persona verifica il conto",
    "leg_status.retained": "nulla da restituire",
    "leg_status.other": "in lavorazione",
    "offer.title": "La data di consegna è cambiata. Che cosa desidera?",
    "offer.now": "Promessa adesso",
    "offer.reason": "Motivo",
    "offer.question": (
        "Non perde nulla in nessun caso e può cambiare idea più avanti. Se non risponde, conserva il suo "
        "posto."
    ),
    "offer.answer_by": "Termine per la Sua risposta: {day}. Se non risponde non perde nulla.",
    "offer.wait": "Aspetto",
    "offer.leave": "Preferisco rinunciare",
    "stage.due": "Fase {n} dell'acconto: {amount}",
    "stage.by": "Scadenza: {due_at}.",
    "stage.missed_but_held": "Quella data è passata; il posto resta suo.",
    "stage.in_flight": "Il pagamento è in corso. Riapra questa pagina tra un momento per vederne l'esito.",
    "stage.declined": "L'ultimo tentativo è stato rifiutato: {decline}. Non è stato addebitato nulla.",
    "card.label": "Token della carta",
    "card.hint": "la parola del fornitore per la sua carta; il numero non ci arriva mai",
    "card.pay": "Paga {amount}",
    "transfer.to": "Beneficiario",
    "transfer.reference": "Causale",
    "transfer.hint": (
        "La preghiamo di indicare esattamente questa causale: è così che il bonifico trova la sua "
        "prenotazione."
    ),
    "transfer.iban": "IBAN",
    "transfer.account": "Numero di conto",
    "transfer.bank": "Codice della banca (routing number)",
    "transfer.bic": "BIC",
    "transfer.line": "– {label}: {value}",
    "transfer.stage": "Fase {n}: {amount} con bonifico, da ricevere entro questa scadenza: {due_at}",
    "transfer.qr": (
        "Codice QR per la sua app bancaria: {amount} a {to}, causale {reference}. Tutto ciò che "
        "contiene è scritto anche accanto."
    ),
    "transfer.qr_hint": "Inquadri questo codice con la sua app bancaria: compila il bonifico da sola.",
    "overpaid.title": "Ha versato {amount} in più del prezzo.",
    "overpaid.what": (
        "È denaro Suo: può chiederlo qui, oppure lasciarlo presso di noi finché non rinuncia. "
        "In entrambi i casi conserva il Suo posto."
    ),
    "overpaid.button": "Chiedere il rimborso di {amount}",
    "leave.always": "Può rinunciare in qualsiasi momento e riavere tutto ciò che ha versato.",
    "leave.button": "Annullare e riavere il mio denaro",
    # The four acts
    "act.1": "Prenotato",
    "act.2": "Atteso",
    "act.3": "Chiesto",
    "act.4": "Riavuto",
    "ahead.2": "Finora nessuna promessa è cambiata.",
    "ahead.3": "Non ha chiesto di rinunciare. Può farlo in qualsiasi momento.",
    "ahead.4": "Finora non c'era nulla da restituire.",
    "ahead.planned": "Il rimborso è pianificato e il personale del venditore lo sta esaminando.",
    "receipt": "Ricevuta",
    "by.holder": "lei",
    "by.staff": "il personale del venditore",
    "by.integration": "il sistema del venditore",
    "by.seller": "il venditore",
    "by.rail": "il fornitore di pagamento",
    "by.bank": "la banca",
    "by.mail": "la posta",
    "by.clock": "l'orologio",
    "by.representative": "chi agisce per il titolare",
    "by.other": "il venditore",
    "channel.mail": "per posta elettronica",
    "channel.page": "da questa pagina",
    "channel.api": "dal sistema del venditore",
    "channel.representative": "tramite chi agisce per il titolare",
    "channel.delay_answer": "con la sua risposta al cambio di data",
    "channel.staff": "tramite un membro del personale del venditore",
    "channel.other": "dal venditore",
    # Proof
    "proof": "Prova",
    "proof.what": (
        "Chiunque può verificare tutto ciò che è in questa pagina, senza di noi: ogni atto è firmato, "
        "numerato e parte di un registro pubblico che non si può cambiare senza che si noti."
    ),
    "proof.download": "Scarica la prova",
    "proof.how": (
        "Conservi il file. Si verifica senza rete, con il comando fourthact verify e la chiave pubblica del "
        "registro del venditore."
    ),
    # Cancelling
    "cancel.title": "Annullare la prenotazione?",
    "cancel.back": (
        "È tutto ciò che abbiamo di suo, e tutto le torna indietro. Promettiamo che arriverà entro {promised}."
    ),
    "fee.rule": (
        "Le condizioni: di quanto è stato versato, il venditore trattiene {fee} (mai più di quanto è stato versato) se "
        "lei rinuncia {days} giorni o più dopo la prenotazione; nulla finché può recedere, nulla se la consegna è in "
        "ritardo e nulla se è il venditore ad annullare."
    ),
    "fee.rule_never": (
        "Le condizioni prevedono una trattenuta di {fee} su quanto è stato versato. Non si applica finché lei aspetta: "
        "fino alla consegna può recedere e riavere tutto ciò che ha versato."
    ),
    "fee.terms": (
        "Ha versato {gross}. Il venditore ne trattiene {kept}, secondo le condizioni con cui ha prenotato (versione "
        "{version})."
    ),
    "fee.withdrawal_open": "Di {gross} versati non viene trattenuto nulla: lei può ancora recedere.",
    "fee.promise_slipped": "Di {gross} versati non viene trattenuto nulla: la consegna promessa è in ritardo.",
    "fee.too_early": "Di {gross} versati non viene trattenuto nulla: rinuncia prima che la trattenuta si applichi.",
    "fee.seller_cancelled": "Di {gross} versati non viene trattenuto nulla: è il venditore ad annullare.",
    "fee.request_unshown": (
        "Di {gross} versati non viene trattenuto nulla: la sua richiesta è stata inserita dal personale del "
        "venditore e nessun suo messaggio la mostra."
    ),
    "fee.waived": "Di {gross} versati non viene trattenuto nulla: il venditore ha rinunciato alla trattenuta.",
    "fee.charged_back": (
        "Di {gross} versati il venditore trattiene {kept}; il resto della trattenuta le è stato reso dalla sua banca."
    ),
    "fee.leave": "Può rinunciare in qualsiasi momento. {rule}",
    "fee.column": "Trattenuto dal venditore",
    "cancel.back_less": "Questa somma torna a lei. Promettiamo che arriverà entro {promised}.",
    "cancel.nothing_paid": "Non abbiamo nulla di suo: non c'è nulla da restituire e non sarà dovuto altro.",
    "cancel.place": "Rinuncia al posto {position} in lista. È definitivo.",
    "cancel.confirm": "Confermo: annullare e riavere il mio denaro",
    "cancel.keep": "Tengo il mio posto",
    "cancellation.staff": (
        "la prenotazione {code} per {product} è annullata. Un membro del nostro personale ha inserito la sua "
        "richiesta in data {asked_at}; se non ha chiesto nulla, risponda a questo messaggio: una persona lo "
        "esaminerà."
    ),
    "cancellation.representative": (
        "la prenotazione {code} per {product} è annullata, come ha chiesto in data {asked_at} la persona che "
        "agisce per lei."
    ),
    "cancellation.seller": (
        "in data {asked_at} abbiamo annullato la prenotazione {code} per {product}, senza che lei lo "
        "chiedesse. Il nostro motivo: {why}"
    ),
    "cancellation.other": "la prenotazione {code} per {product} è annullata, come ha chiesto in data {asked_at}.",
    "cancelled.title": "La prenotazione è annullata",
    "cancelled.what": "Abbiamo ricevuto il suo annullamento per {product}.",
    "cancelled.received": "Ricevuto",
    "cancelled.back": "Le torna indietro",
    "cancelled.latest": "Al più tardi",
    "cancelled.next": (
        "Non deve fare altro. Ogni pagamento torna per la via da cui è venuto, o per un'altra se quella non "
        "esiste più; la sua pagina mostra ogni passaggio."
    ),
    "cancelled.nothing": "Non abbiamo nulla di suo, quindi non c'è nulla da restituire.",
    "cancelled.keep": "Glielo inviamo anche per posta elettronica.",
    # Reserving
    "promise": "Consegna promessa",
    "deposit": "Acconto complessivo",
    "reserve.title": "Prenoti il suo posto",
    "reserve.promise": (
        "Può rinunciare in qualsiasi momento, con un clic o una frase per posta elettronica, e riavere tutto "
        "ciò che ha versato."
    ),
    "reserve.trouble": "Manca qualcosa. Guardi i campi segnalati.",
    "reserve.name": "Il suo nome",
    "reserve.name_wrong": "Inserisca il suo nome, su una riga.",
    "reserve.email": "Il suo indirizzo di posta elettronica",
    "reserve.email_hint": "le scriviamo in questa lingua",
    "reserve.email_wrong": "Inserisca un indirizzo completo, come nome@example.org.",
    "reserve.terms": "Prenotando accetta le condizioni qui sotto (versione {n}).",
    "reserve.button": "Prenota il mio posto",
    "reserve.closed": "Al momento questo prodotto non si può prenotare.",
    "deposit.stages": "L'acconto",
    "stage": "Fase",
    "stage.how": "Come",
    "stage.when": "Scadenza",
    "stage.within": {"one": "entro {n} giorno", "other": "entro {n} giorni"},
    "stage.at_once": "subito",
    "method.card": "con carta",
    "method.transfer": "con bonifico",
    "method.other": "in altro modo",
    "terms": "Condizioni, versione {n}",
    "promises": {"one": "{n} promessa finora", "other": "Tutte le {n} promesse finora"},
    # Lettere
    "letter.to": "{name}",
    "letter.day": "Data",
    "letter.reservation": "Prenotazione",
    "letter.notice": "Lettera",
    "letter.record": "Voce del registro",
    "letter.why": (
        "Le scriviamo per posta perché la nostra e-mail non Le è arrivata: nessuno degli indirizzi e-mail che abbiamo "
        "di Lei funziona."
    ),
    "letter.reach": (
        "Il codice qui a fianco apre la Sua pagina. Può anche scrivere a {address} e indicarci lì quale indirizzo "
        "e-mail possiamo usare."
    ),
    # Contacts
    "contacts.title": "Come la raggiungiamo",
    "contacts.what": (
        "Qualunque cosa accada alla sua prenotazione, le scriviamo qui. Può indicare più indirizzi."
    ),
    "contacts.change": "Vedere e cambiare i miei indirizzi",
    "contacts.add": "Aggiungere un indirizzo",
    "contacts.add_hint": (
        "Vi inviamo un messaggio per confermarlo e avvisiamo tutti gli altri suoi indirizzi. Se poco dopo ci indica un "
        "conto bancario, questo attende alcuni giorni per la sua sicurezza; il denaro che torna sulla sua carta non "
        "attende."
    ),
    "contact.title": "Questo indirizzo è suo?",
    "contact.question": (
        "Qualcuno ha indicato questo indirizzo per la prenotazione con questo codice. Lo confermi solo se è stato lei."
    ),
    "contact.confirm": "Sì, è il mio indirizzo",
    "contact.stop": "Non sono stato io",
    "contact.first": "Scrivere prima qui",
    "contact.retire": "Non scrivere più qui",
    "contact.cools": "Nuovo: un conto bancario indicato ora non viene pagato prima di questa data: {until}.",
    "contact.waiting": "Attende di essere confermato con un messaggio che vi abbiamo inviato.",
    "contact.open": "In uso.",
    "contact.unreachable": "I nostri messaggi qui non arrivano.",
    "contact.retired": "Non più usato.",
    "contact.stopped": "Fermato: ci ha detto che non è stato lei. Una persona se ne occupa.",
    "contact.looked": "Fermato: una persona se n'è occupata.",
    "contact.confirmed": "Grazie. Questo indirizzo è confermato e vi scriviamo.",
    "contact.done": "Grazie. A questo indirizzo non viene inviato nulla.",
    # Coming back
    "recovery.title": "Il suo indirizzo è cambiato e nessun suo link funziona più?",
    "recovery.what": (
        "Ci indichi la chiave delle sue ricevute e ciò che sa del suo primo pagamento. Se tutto è giusto, parte un "
        "messaggio al suo nuovo indirizzo."
    ),
    "recovery.code": "Codice della prenotazione",
    "recovery.code_hint": "dieci lettere e cifre, come 7K2QF-M9X4H",
    "recovery.key": "Chiave delle sue ricevute",
    "recovery.key_hint": "si trova nel nostro primo messaggio e sulla sua pagina",
    "recovery.paid_on": "Giorno del suo primo pagamento",
    "recovery.paid_on_hint": "come lo mostra la sua banca",
    "recovery.amount": "Il suo importo",
    "recovery.amount_hint": "per esempio 5.000,00",
    "recovery.ending": "Gli ultimi quattro caratteri",
    "recovery.ending_hint": "della carta, del conto o del riferimento del pagamento",
    "recovery.address": "Il suo nuovo indirizzo",
    "recovery.address_hint": "scriviamo lì e a ogni indirizzo che conosciamo",
    "recovery.trouble": "Manca qualcosa o non si può leggere. Guardi i campi segnati.",
    "recovery.button": "Inviare",
    "recovery.sent": "L'abbiamo ascoltata.",
    "recovery.sent_next": (
        "Se tutto è giusto, un messaggio è in viaggio verso il suo nuovo indirizzo. Se non arriva entro un'ora, "
        "qualcosa non lo era: non diciamo che cosa, perché nessuno possa provare. Dopo cinque tentativi in un giorno "
        "questo modulo è chiuso fino al giorno dopo."
    ),
    "recovery.otherwise": (
        "Non ha più la chiave? Ci scriva: con un documento il nostro personale può aiutarla."
    ),
    "message.title": "Ci scriva",
    "message.button": "Scrivere qui",
    "message.what": (
        "Chieda, contesti, o dica che desidera rinunciare: un messaggio da questa pagina ci giunge subito e "
        "resta agli atti con la sua ora."
    ),
    "message.label": "Il suo messaggio",
    "message.send": "Inviare il messaggio",
    "message.wrong": "Scriva qualcosa, al massimo {most} caratteri.",
    "message.received": "Il suo messaggio ci è giunto in data {at}.",
    "message.next": "Si trova nella pagina della sua prenotazione, come tutto ciò che ne seguirà.",
    "reply_address": "Ci scriva",
    "reply_address.what": (
        "Una mail a questo indirizzo arriva sempre alla sua prenotazione, anche fra anni. Solo lei lo possiede."
    ),
    "receipt_key": "Chiave delle sue ricevute",
    "receipt_key.what": (
        "La conservi su carta. Se il suo indirizzo scompare, questa chiave e ciò che sa del suo primo pagamento la "
        "riportano qui."
    ),
    # Annunci
    "announcement.fallback": (
        "Questo annuncio non è disponibile in italiano. Eccolo in un'altra lingua: {language}."
    ),
    "announcements.title": "Annunci",
    "announcements.ask": (
        "Non desidera più ricevere annunci? Tutto ciò che riguarda la Sua prenotazione Le "
        "arriverà come prima."
    ),
    "announcements.button": "Non ricevere più annunci",
    "announcements.off": (
        "Non riceverà più annunci. Tutto ciò che riguarda la Sua prenotazione Le arriverà come prima."
    ),
}
