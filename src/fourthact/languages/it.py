"""Italian: the polite form (Lei), without capitals inside a sentence."""

from __future__ import annotations

from fourthact.languages.contract import Language

name = "it"


def typography(text: str) -> str:
    """The curved apostrophe."""
    return text.replace("'", "’")


NOTICES = {
    "reserved": (
        "Il suo posto in lista per {product} ({code})",
        """Gentile {name},

        grazie. Lei occupa il posto {position} nella lista d'attesa per {product}. Il suo codice di
        prenotazione è {code}.

        L'acconto è dovuto in queste fasi:

        {stages_text}

        {instructions_text}

        Nella sua pagina trova tutto ciò che accade alla prenotazione, e può anche pagare:

        {page_url}

        Può annullare in qualsiasi momento e riavere tutto ciò che ha versato. Basta un clic nella sua
        pagina. Oppure risponda a questo messaggio con parole sue: una risposta a uno qualsiasi dei nostri
        messaggi ci raggiunge, anche a distanza di anni.""",
    ),
    "payment_received": (
        "Abbiamo ricevuto {amount} per la prenotazione {code}",
        """Gentile {name},

        il suo pagamento è arrivato.

        – Per: {product}, prenotazione {code}
        – Importo: {amount}
        – Riferimento del pagamento: {reference}
        – Totale versato finora: {total_paid}

        Se annulla, tutto ciò che ha versato le viene restituito.""",
    ),
    "payment_declined": (
        "Il pagamento per {product} non è andato a buon fine",
        """Gentile {name},

        il pagamento della fase {stage} per {product} è stato rifiutato: {reason}. Non è stato addebitato
        nulla. Il suo posto in lista resta suo.

        Può riprovare, con la stessa carta o con un'altra, nella sua pagina:

        {page_url}""",
    ),
    "stage_missed": (
        "La fase {stage} dell'acconto è ancora da pagare ({code})",
        """Gentile {name},

        la fase {stage} dell'acconto per {product} non ci è ancora pervenuta.

        – Importo: {amount}
        – Riferimento da indicare: {reference}

        {instructions_text}

        Il suo posto in lista resta suo. Se ha già pagato non deve fare nulla: un bonifico può richiedere
        qualche giorno. Se preferisce rinunciare, basta rispondere a questo messaggio.""",
    ),
    "stage_missed_card": (
        "La fase {stage} dell'acconto è ancora da pagare ({code})",
        """Gentile {name},

        la fase {stage} dell'acconto per {product} non è ancora stata pagata: {amount}, con carta.

        Il suo posto in lista resta suo. Può pagare sulla sua pagina:

        {page_url}

        Se preferisce rinunciare, basta rispondere a questo messaggio.""",
    ),
    "confirmed": (
        "La prenotazione {code} è confermata",
        """Gentile {name},

        l'intero acconto di {amount} è arrivato e la prenotazione {code} per {product} è confermata. Questo
        importo è la somma di tutte le fasi; non è stato pagato altro e non manca nulla.

        La sua pagina, con ogni passaggio e la relativa ricevuta:

        {page_url}""",
    ),
    "promise_revised": (
        "{product}: la data di consegna è cambiata",
        """Gentile {name},

        la data di consegna che le avevamo indicato per {product} (prenotazione {code}) è cambiata.

        – Prima: {before}
        – Adesso: {after}
        – Motivo: {reason}

        Può continuare ad aspettare, oppure rinunciare e riavere tutto ciò che ha versato. Entrambe le
        scelte vanno bene, non perde nulla in nessun caso e può cambiare idea più avanti. Ce lo dica nella
        sua pagina:

        {page_url}

        Oppure risponda a questo messaggio con parole sue. Se non fa nulla, conserva il suo posto e il
        diritto di rinunciare.""",
    ),
    "request_received": (
        "Abbiamo ricevuto la sua richiesta di annullamento ({code})",
        """Gentile {name},

        abbiamo ricevuto il suo messaggio in data {received_at} e abbiamo capito che desidera annullare la
        prenotazione {code} per {product} e riavere il suo denaro.

        Il termine per il rimborso decorre da quel momento. Non deve fare altro. Le scriveremo quando
        ciascun importo sarà in viaggio e quando sarà arrivato.

        Se abbiamo capito male, risponda a questo messaggio: lo leggerà una persona.""",
    ),
    "request_seen_by_person": (
        "Una persona sta leggendo il suo messaggio",
        """Gentile {name},

        abbiamo ricevuto il suo messaggio in data {received_at}. Non siamo certi di che cosa desideri: una
        persona lo sta leggendo e le risponderà.

        Se desidera annullare e riavere il suo denaro, può dirlo in una frase rispondendo a questo
        messaggio. In tal caso il termine decorre dal suo primo messaggio.""",
    ),
    "cancelled": (
        "La prenotazione {code} è annullata: le restituiamo {amount}",
        """Gentile {name},

        la prenotazione {code} per {product} è annullata, come ha chiesto in data {asked_at}.

        – Importo restituito: {amount}
        – Al più tardi: {promised_by}

        È tutto ciò che ha versato, in tutte le fasi. Ogni pagamento torna per la via da cui è venuto; se
        quella via non esiste più, ne scegliamo un'altra e glielo diciamo. Il rimborso è completo solo
        quando ogni sua parte è arrivata.""",
    ),
    "cancelled_unpaid": (
        "La prenotazione {code} è annullata",
        """Gentile {name},

        la prenotazione {code} per {product} è annullata, come ha chiesto in data {asked_at}. Non aveva
        versato nulla, quindi non c'è nulla da restituire e non sarà dovuto altro.""",
    ),
    "representative_named": (
        "Qualcuno dichiara di agire per lei ({code})",
        """Gentile {name},

        qualcuno ci ha dichiarato di agire per lei nella prenotazione {code} per {product} e ha consegnato un
        documento. Due membri del nostro personale lo esaminano prima che venga fatto qualsiasi passo.

        Se non ne sa nulla, la preghiamo di rispondere subito a questo messaggio: lo leggerà una persona. Se è
        come desidera, non deve fare nulla.""",
    ),
    "refund_leg_settled": (
        "Le sono stati restituiti {amount}",
        """Gentile {name},

        una parte del suo rimborso, {amount}, è stata restituita {way}. Il riferimento è {reference}.

        A seconda della banca, possono passare alcuni giorni prima che compaia sul conto.""",
    ),
    "refund_settled": (
        "Il rimborso è completo: {amount}",
        """Gentile {name},

        l'intero acconto per {product} (prenotazione {code}) le è stato restituito: {amount}. Dalla sua
        richiesta a questo momento: {elapsed}.

        Tutta la storia, con un file che prova ogni passaggio e che chiunque può verificare senza di noi:

        {page_url}""",
    ),
    "refund_late": (
        "Il suo rimborso è in ritardo, e lo sappiamo",
        """Gentile {name},

        il rimborso di {amount} per {product} (prenotazione {code}) doveva concludersi entro questa data:
        {promised_by}. Non è completo, e ci scusiamo.

        Non deve fare nulla. I responsabili sono stati avvisati, e questo rimborso viene prima di ogni altra
        cosa finché non sarà concluso.""",
    ),
    "unknown_sender": (
        "Abbiamo ricevuto il suo messaggio",
        """Buongiorno,

        abbiamo ricevuto il suo messaggio in data {received_at}, ma non abbiamo trovato una prenotazione
        legata a questo indirizzo.

        Risponda indicando il codice di prenotazione (dieci lettere e cifre, come 7K2QF-M9X4H), oppure
        scriva dall'indirizzo con cui ha prenotato. Se ha chiesto di annullare, il termine decorre dal
        messaggio che abbiamo già.""",
    ),
}

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
    "leg_status.planned": "da inviare",
    "leg_status.ordered": "in invio",
    "leg_status.unknown": "in verifica",
    "leg_status.sent": "in viaggio",
    "leg_status.settled": "arrivato",
    "leg_status.by_hand": "una persona cerca una via",
    "leg_status.to_confirm": "un'altra persona verifica il conto",
    "leg_status.other": "in lavorazione",
    "offer.title": "La data di consegna è cambiata. Che cosa desidera?",
    "offer.now": "Promessa adesso",
    "offer.reason": "Motivo",
    "offer.question": (
        "Non perde nulla in nessun caso e può cambiare idea più avanti. Se non risponde, conserva il suo "
        "posto."
    ),
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
        "È tutto ciò che ha versato, e tutto le torna indietro. Promettiamo che arriverà entro {promised}."
    ),
    "cancel.nothing_paid": "Non ha versato nulla: non c'è nulla da restituire e non sarà dovuto altro.",
    "cancel.place": "Rinuncia al posto {position} in lista. È definitivo.",
    "cancel.confirm": "Confermo: annullare e riavere il mio denaro",
    "cancel.keep": "Tengo il mio posto",
    "cancelled.title": "La prenotazione è annullata",
    "cancelled.what": "Abbiamo ricevuto il suo annullamento per {product}.",
    "cancelled.received": "Ricevuto",
    "cancelled.back": "Le torna indietro",
    "cancelled.latest": "Al più tardi",
    "cancelled.next": (
        "Non deve fare altro. Ogni pagamento torna per la via da cui è venuto, o per un'altra se quella non "
        "esiste più; la sua pagina mostra ogni passaggio."
    ),
    "cancelled.nothing": "Non aveva versato nulla, quindi non c'è nulla da restituire.",
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
}

REFUSALS: dict[str, str] = {
    "log_unknown": "Qui non c'è alcun registro {seller}.",
    "log_empty": "Questo registro non ha ancora un checkpoint. Richieda tra un momento.",
    "tile_unknown": "Questo registro non ha il riquadro {tile}. Il checkpoint ne dice la dimensione.",
    "act_unknown": "Qui non c'è alcun atto {act}.",
    "act_not_logged": (
        "Questo atto è promesso al registro e non vi si trova ancora. Richieda tra un momento, oppure prenda "
        "la ricevuta batch."
    ),
    "size_beyond": (
        "Il registro ha {size} atti. Chieda una dimensione da 1 a {size}, e un indice al suo interno."
    ),
    "link_unknown": (
        "Questo indirizzo non apre alcuna prenotazione. Cerchi il collegamento in uno dei nostri messaggi, o "
        "risponda a uno di essi."
    ),
    "language_unknown": "Non c'è una pagina in questa lingua.",
    "form_stale": "Questo modulo non è più valido. Riapra la pagina e lo invii di nuovo.",
    "no_such_place": "A questo indirizzo non c'è nulla. Veda /api/docs per ciò che esiste.",
    "method_not_allowed": "Questo indirizzo non accetta {method}. Accetta: {allowed}.",
    "key_missing": "Serve una chiave API. Invii `Authorization: Bearer fak_…` con una chiave in uso.",
    "idempotency_key_missing": (
        "Invii un'intestazione Idempotency-Key: da 1 a 120 caratteri ASCII visibili, una nuova per ogni "
        "nuova richiesta, la stessa quando la ripete."
    ),
    "idempotency_key_malformed": (
        "Una Idempotency-Key ha da 1 a 120 caratteri ASCII visibili e non comincia con ~. Ne scelga un'altra."
    ),
    "body_too_large": "Il corpo della richiesta supera {most} byte. Ne invii di meno.",
    "body_not_json": "Invii il corpo come JSON, con `Content-Type: application/json`.",
    "json_malformed": "Il corpo non è JSON ben formato: {what}.",
    "field_invalid": "{what}. Corregga `{field}` e invii di nuovo la richiesta.",
    "query_invalid": "{what}. Corregga il parametro `{field}`.",
    "notice_not_genuine": "Questo avviso non prova di venire dal fornitore: {what}. Lo firmi di nuovo.",
    "not_waiting": "Questa prenotazione è stata annullata; non c'è nulla da aspettare.",
    "offered_already": "Il titolare conosce già questa promessa.",
    "nothing_offered": "Nessun cambio di promessa attende una risposta.",
    "answered_already": (
        "La risposta a questo cambio era {answer}. Al prossimo cambio lo chiederemo di nuovo."
    ),
    "key_unknown": "Questa chiave API non è nota. Invii `Authorization: Bearer fak_…` con una chiave in uso.",
    "key_revoked": (
        "Questa chiave API è stata revocata in data {at}. Ne chieda una nuova al personale del venditore."
    ),
    "key_expired": (
        "Questa chiave API è scaduta in data {at}. Ne chieda una nuova al personale del venditore."
    ),
    "scope_missing": "Questa chiave API non può farlo: le manca il permesso {scope}.",
    "person_unknown": "Qui non c'è nessuno con l'identificativo {person}.",
    "scope_unknown": "Il permesso {scope} non esiste. I permessi sono: {known}.",
    "seller_unknown": "Qui non c'è alcun venditore {seller}. `fourthact seller create` ne apre uno.",
    "seller_exists": "Un venditore con il registro {origin} è già qui. Scelga un altro dominio.",
    "api_key_not_found": "Qui non c'è alcuna chiave API {key}.",
    "representative_unknown": (
        "Non c'è nessun {representative} che agisce per il titolare di questa prenotazione."
    ),
    "representative_is": "Qui non c'è nulla da decidere: lo stato di questa rappresentanza è {status}.",
    "own_representative": "Lo ha inserito lei; qualcun altro deve esaminare il documento.",
    "refund_unknown": "Qui non c'è alcun rimborso {refund}.",
    "needs_a_person": "Può farlo solo una persona. Usi la chiave di un membro del personale.",
    "already_approved": "Questo rimborso ha tutte le approvazioni che servono.",
    "same_person": "Ha già approvato questo rimborso; l'altra approvazione spetta a qualcun altro.",
    "leg_unknown": "Questo rimborso non ha la parte {leg}.",
    "leg_not_by_hand": (
        "La parte {leg} è {status}; un conto si può indicare solo dove non resta altra via (by_hand)."
    ),
    "account_not_waiting": (
        "La parte {leg} è {status}; si può confermare solo un conto inserito e non ancora confermato."
    ),
    "account_changed": (
        "Il conto della parte {leg} è stato inserito di nuovo dopo che lo ha visto. Lo guardi ancora."
    ),
    "own_account": "Ha inserito lei questo conto; deve confermarlo qualcun altro.",
    "duties_parted": (
        "Per un rimborso di questo importo nessuno può sia approvare sia inserire un conto. Chieda "
        "a una terza persona."
    ),
    "seller_unnamed": "Al venditore serve un nome di una riga, al massimo 120 caratteri.",
    "domain_invalid": "{domain} non è un dominio di posta. Ne indichi uno come example-motors.example.",
    "expired_already": "Una chiave con scadenza {at} non aprirebbe nulla. Scelga un giorno successivo.",
    "file_empty": "Il file è vuoto. Chieda alla banca di inviarlo di nuovo.",
    "file_too_large": "Il file supera {limit_mb} MB. Chieda alla banca un periodo più breve.",
    "encoding_wrong": (
        "Il file dice o mostra di essere in {encoding}, e i suoi byte non lo sono ({detail}). È stato "
        "danneggiato lungo la strada o salvato da un editor: lo scarichi di nuovo dalla banca."
    ),
    "xml_broken": (
        "L'XML si interrompe o è danneggiato alla riga {line}, colonna {column} ({detail}). Scarichi "
        "di nuovo il file."
    ),
    "xml_declares_types": (
        "Il file dichiara un tipo di documento (DOCTYPE), cosa che nessun messaggio di banca fa e che "
        "può nascondere un attacco. Non è stato letto oltre."
    ),
    "xml_too_deep": "L'XML è annidato oltre {depth} livelli, come nessun messaggio di banca.",
    "kind_unknown": (
        "Questo non è un estratto conto che sappiamo leggere: {seen}. Leggiamo camt.052, camt.053, "
        "camt.054, pain.002, MT940, MT942 e CSV."
    ),
    "kind_is_order": (
        "Questo è un ordine di pagamento ({seen}) di un cliente a una banca, non la parola di una "
        "banca su un conto. Chieda alla banca l'estratto che mostra che cosa ne è stato."
    ),
    "part_missing": "{where}: manca {part}. {then}",
    "amount_wrong": "{where}: «{text}» non è un importo. {then}",
    "amount_too_fine": (
        "{where}: {text} ha più decimali di quanti ne ha {currency} ({decimals}). Qui non si "
        "arrotonda nulla: chieda alla banca."
    ),
    "currency_of_file_unknown": (
        "{where}: «{currency}» non è una valuta ISO 4217 in uso; i suoi importi qui non significano nulla."
    ),
    "date_wrong": "{where}: «{text}» non è una data.",
    "line_unreadable": "{where}: «{text}» non si può leggere come {what}.",
    "csv_head_unknown": (
        "Le colonne di questa tabella non sono note: {seen}. Dica in una corrispondenza quale è la "
        "data e quale l'importo."
    ),
    "csv_no_currency": (
        "La tabella non dice in quale valuta sono i suoi importi. La indichi in una corrispondenza."
    ),
    "csv_ambiguous": (
        "La colonna «{column}» si può leggere in due modi ({ways}). Dica quale in una corrispondenza."
    ),
    "leg_moved_on": "Questa parte è andata avanti; ciò che è stato trovato è già noto.",
    "clock_stopped": "Questo termine si è già fermato o è già suonato.",
    "nothing_to_order": "Nessuna parte di questo rimborso attende un ordine.",
    "nothing_to_return": "Non è stato versato nulla che non sia già in restituzione.",
    "reservation_closed": "Questa prenotazione è stata annullata; non è più dovuto nulla.",
    "stage_unknown": "Questa prenotazione non ha la fase {stage}.",
    "stage_already_paid": "La fase {stage} è già pagata.",
    "stage_by_transfer": "La fase {stage} si paga con bonifico. Indichi {reference} nella causale.",
    "payment_in_flight": "Un pagamento della fase {stage} è in corso. Ne attenda prima l'esito.",
    "too_many_payments": "Ci sono già stati {most} pagamenti. Si rivolga al personale del venditore.",
    "payment_settled": "L'esito di questo pagamento è già noto.",
    "notice_read": "Questo avviso è già stato letto.",
    "dispute_moved_on": "Questa contestazione è andata avanti; ciò che è stato trovato è già noto.",
    "window_not_closing": "Nessuna via di ritorno verso una carta sta per chiudersi.",
    "stage_not_missed": "Nessuna fase è in ritardo.",
    "entry_known": "Questa riga dell'estratto conto è già registrata.",
    "hands_are_peoples": "Solo una persona può farlo a mano. Usi la chiave di un membro del personale.",
    "rail_not_by_hand": "{kind} non si può consegnare a mano per il canale {rail}. Ci sono: {known}.",
    "hand_currency": "Questa prenotazione è in {currency}. Cambi prima il denaro e inserisca quell'importo.",
    "hand_day_ahead": (
        "La data {on} non è ancora arrivata. Inserisca il giorno in cui il denaro è passato di mano."
    ),
    "document_unreadable": (
        "Questo non è un documento. Invii una scansione o una foto in PDF, JPEG o PNG, fino a {most} byte."
    ),
    "payment_not_entered": (
        "Il pagamento {payment} è nello stato {status}; questo è possibile solo per un pagamento "
        "inserito a mano."
    ),
    "own_payment": "Ha inserito lei questo pagamento; deve confermarlo qualcun altro.",
    "not_approved": "Questo rimborso è nello stato {status}. Consegni il denaro solo quando è approvato.",
    "leg_not_handed": (
        "La parte {leg} è nello stato {status}; solo una consegna inserita si può confermare o annullare."
    ),
    "own_hand": "Lo ha inserito lei; deve confermarlo qualcun altro.",
    "request_ahead": "{at} non è ancora arrivato. Indichi il momento in cui la richiesta le è pervenuta.",
    "no_document": "Nessuno ha allegato un documento all'atto {act}, o è stato cancellato.",
    "message_unknown": "Qui non c'è alcun messaggio {message}.",
    "message_already_read": "Questo messaggio ha già il suo esito: {outcome}.",
    "message_not_open": "Questo messaggio non attende una persona: {status}.",
    "decided_by_a_person": "Può farlo solo una persona. Usi la chiave di un membro del personale.",
    "decision_needs_reservation": "Indichi quale prenotazione il messaggio annulla.",
    "notice_already_written": "Questo avviso è già scritto.",
    "notice_settled": "L'esito di questo avviso è già noto.",
    "address_unknown": "L'indirizzo {address} non è mai stato registrato qui.",
    "address_registered": "L'indirizzo {address} è già registrato.",
    "address_retired": "L'indirizzo è già ritirato.",
    "address_foreign": "{address} non appartiene a nessun dominio della sua posta: {domain}.",
    "notice_unknown": "Qui non c'è alcun avviso {notice}.",
    "notice_not_a_letter": "Questo avviso non è una lettera in attesa di essere spedita: {status}.",
    "contact_numbered": (
        "Nel frattempo è stato aggiunto un altro contatto con il numero {number}. La preghiamo di riprovare."
    ),
    "domain_malformed": "{domain} non è un dominio. Ne indichi uno come mail.example-motors.example.",
    "domain_taken": "Alla posta di {domain} risponde un altro venditore di questa casa.",
    "domain_known": "Alla posta di {domain} si risponde già qui.",
    "domain_unknown": "{domain} non è un dominio della sua posta.",
    "domain_retired": "Il dominio {domain} è già ritirato.",
    "domain_without_successor": (
        "{domain} non può prenderne il posto. Indichi un altro dominio della sua posta, che non sia ritirato."
    ),
    "reservation_unknown": "Qui non c'è alcuna prenotazione {reservation}.",
    "product_closed": "{product} al momento non si può prenotare.",
    "already_cancelled": "Questa prenotazione è stata annullata in data {at}; non occorre fare altro.",
    "product_unknown": "Qui non c'è alcun prodotto {product}.",
    "currency_unknown": "{currency} non è una valuta ISO 4217 in uso. Invii un codice come USD o KRW.",
    "stages_out_of_order": (
        "Le fasi sono numerate 1, 2, 3 … e nessuna è dovuta prima della precedente. Corregga la fase {n}."
    ),
    "method_unknown": "La fase {n} non si può pagare con {method}. Invii card o transfer.",
    "rail_unknown": "Qui non c'è la via di pagamento {rail}. Le vie sono: {known}.",
    "slug_taken": "C'è già un prodotto {slug}. Scelga un altro nome.",
    "promise_unchanged": "La promessa è già {by}; una nuova deve essere diversa.",
    "clock_is_real": (
        "Questa casa segue l'ora reale. Solo una base creata con `migrate --clock-at` ha un orologio da "
        "spostare."
    ),
    "clock_only_forward": "Sono già le {now}; l'orologio va solo avanti.",
    "key_reused": (
        "La chiave di idempotenza {key} è già stata usata con un altro contenuto. Invii una nuova chiave per "
        "una nuova richiesta."
    ),
    # Books
    "books_need_a_person": "Solo una persona può farlo. Usi la chiave di un membro del personale.",
    "period_not_over": "Un periodo si chiude quando è finito. Scelga un giorno prima del {today}.",
    "period_closed": "I conti sono già chiusi fino al {until}. Scelga un giorno successivo.",
    "bank_entry_unknown": "Qui non c'è nessun movimento bancario {entry}.",
    "entry_matched": (
        "Questo movimento è già abbinato ({matched}); qui si decide solo su ciò che nessuno reclama."
    ),
    "entry_decided": "Su questo movimento è già stato deciso: {what}.",
    "entry_not_set_aside": "Il denaro di questo movimento non è stato accantonato.",
    "money_went_out": (
        "Questo movimento è un'uscita; nessuno può reclamarlo. Lo stralci, o trovi che cosa ha pagato."
    ),
    "payout_does_not_add_up": (
        "Il fornitore dice {items} meno commissioni di {fees}; la banca dice {paid}. Chieda al fornitore."
    ),
    "account_not_ours": (
        "{account} non si può stralciare. Indichi un conto come assets:provider:… o assets:clearing:…."
    ),
    "currency_not_in_use": "{currency} non è una valuta in uso (ISO 4217).",
    "parts_do_not_add_up": (
        "Le {parts} parti fanno {sum}, e il movimento è di {amount}. Indichi ogni prenotazione una sola volta, con "
        "importi che facciano il tutto."
    ),
    "entry_in_another_currency": (
        "{reservation} è in {currency}, e questo movimento in {paid}. Rimandi il denaro, o lo faccia convertire dalla "
        "banca."
    ),
    "reservation_takes_no_more": (
        "{reservation} ha avuto troppi pagamenti per riceverne un altro. Rimandi il denaro."
    ),
    "bank_file_known": "Questo file della banca è già registrato.",
    "bank_file_unknown": "Qui non c'è nessun file bancario {bank_file}.",
    "bank_file_seen": "Qualcuno si è già occupato di questo file.",
    "seller_unclear": "Indichi il venditore con --seller. Ci sono: {sellers}.",
}

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "Ha preso il posto {position} nella lista per {product}.",
    "reservation.confirmed": "L'intero acconto era arrivato, e la prenotazione è stata confermata.",
    "reservation.cancelled": (
        "Ha lasciato la lista. La sua richiesta ci era giunta {channel} in data {asked_at}."
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
    "refund.leg_stopped": "{amount} in attesa: può restituirli la sua banca, e nulla si paga due volte.",
    "refund.leg_resumed": "La sua banca ha finito con {amount}; il rimborso riprende.",
    "refund.leg_charged_back": "La sua banca le ha restituito {amount}; non li paghiamo una seconda volta.",
    "stage.missed": "La fase {stage} non era arrivata entro la scadenza. Il posto è rimasto suo.",
    "delay.offered": (
        "La consegna promessa è cambiata. Prima: {before}. Adesso: {by}. Le abbiamo chiesto se aspetta o "
        "rinuncia."
    ),
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
    "refund.planned": {
        "one": "{amount} da restituire a lei. Al più tardi: {promised_by}.",
        "other": "{amount} da restituire a lei in {n} parti. Al più tardi: {promised_by}.",
    },
    "refund.approved": "Un membro del personale ha esaminato il piano e lo ha approvato.",
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
    "notice.written": "Le abbiamo scritto: «{subject}»",
    "notice.failed": "Il nostro messaggio non ha raggiunto il suo indirizzo.",
}

language = Language("it", "Italiano", NOTICES, PAGES, REFUSALS, ACTS, typography)
