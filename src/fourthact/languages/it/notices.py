"""Italian: what is sent to a holder, subject and text by template."""

from __future__ import annotations

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

        Conservi questa chiave delle sue ricevute, su carta se può: {receipt_key}. Se un giorno questo indirizzo
        scompare, la chiave e ciò che sa del suo primo pagamento la riportano qui:

        {recovery_url}

        {leave_text} Basta un clic nella sua
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

        {leave_text}""",
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

        {opening_text}

        – Importo restituito: {amount}
        – Al più tardi: {promised_by}

        È tutto ciò che abbiamo di suo, da tutte le fasi. Ogni pagamento torna per la via da cui è venuto; se
        quella via non esiste più, ne scegliamo un'altra e glielo diciamo. Il rimborso è completo solo
        quando ogni sua parte è arrivata.""",
    ),
    "cancelled_fee": (
        "La prenotazione {code} è annullata: le restituiamo {amount}",
        """Gentile {name},

        {opening_text}

        – Importo restituito: {amount}
        – Al più tardi: {promised_by}

        {fee_text}

        Ogni pagamento torna per la via da cui è venuto; se quella via non esiste più, ne scegliamo un'altra e glielo
        diciamo. Il rimborso è completo solo quando ogni sua parte è arrivata.""",
    ),
    "refund_fee_waived": (
        "Le restituiamo altri {amount} ({code})",
        """Gentile {name},

        il venditore ha rinunciato a {amount} che le condizioni della prenotazione {code} per {product} gli avrebbero
        permesso di trattenere. La somma le viene restituita con il resto del rimborso: {total} in tutto.""",
    ),
    "cancelled_unpaid": (
        "La prenotazione {code} è annullata",
        """Gentile {name},

        {opening_text} Non
        abbiamo nulla di suo, quindi non c'è nulla da restituire e non sarà dovuto altro.""",
    ),
    "representative_named": (
        "Qualcuno dichiara di agire per lei ({code})",
        """Gentile {name},

        qualcuno ci ha dichiarato di agire per lei nella prenotazione {code} per {product} e ha consegnato un
        documento. Due membri del nostro personale lo esaminano prima che venga fatto qualsiasi passo.

        Se non ne sa nulla, la preghiamo di rispondere subito a questo messaggio: lo leggerà una persona. Se è
        come desidera, non deve fare nulla.""",
    ),
    "contact_added": (
        "Un nuovo indirizzo per la sua prenotazione {code}",
        """Gentile {name},

        in data {at} è stato indicato un nuovo indirizzo per la sua prenotazione {code}: {address}.

        Se è stato lei, non deve fare nulla. Per la sua sicurezza un conto bancario indicato ora non viene pagato
        prima di questa data: {until}.

        Se non è stato lei, apra questa pagina e prema «Non sono stato io». Il nuovo indirizzo allora non viene
        usato, nessuna somma va su un conto indicato da allora e una persona se ne occupa:

        {contacts_url}""",
    ),
    "contact_confirm": (
        "La preghiamo di confermare questo indirizzo ({code})",
        """Buongiorno,

        questo indirizzo è stato indicato per la prenotazione con il codice {code}. Se è stato lei, la preghiamo di
        confermarlo su questa pagina; vi scriviamo solo dopo:

        {confirm_url}

        Se non è stato lei, può dirlo sulla stessa pagina.""",
    ),
    "contact_retired": (
        "Un indirizzo della sua prenotazione {code} non è più usato",
        """Gentile {name},

        in data {at} l'indirizzo {address} è stato abbandonato per la sua prenotazione {code}. Non vi scriviamo più, se
        non per annunciare cambiamenti come questo.

        Se non è stato lei, guardi qui i suoi indirizzi o risponda a questo messaggio:

        {contacts_url}""",
    ),
    "contact_stopped": (
        "Abbiamo fermato il nuovo indirizzo della sua prenotazione {code}",
        """Gentile {name},

        in data {at} ci ha detto che l'indirizzo {address} non è suo. Non viene usato e nessuna somma va su un conto
        indicato da allora. Una persona se ne occupa e le scriverà se c'è qualcosa da chiedere.

        I suoi indirizzi:

        {contacts_url}""",
    ),
    "refund_cooling": (
        "Perché {amount} del suo rimborso attendono",
        """Gentile {name},

        il conto che ci ha indicato per {amount} del suo rimborso non viene pagato prima di questa data: {until}. Poco
        prima, infatti, è stato indicato un nuovo indirizzo per la sua prenotazione {code}. Questo la protegge se non è
        stato lei.

        È più tardi del giorno fissato dalla legge ({statutory_by}). Lo diciamo apertamente: un membro del nostro
        personale è stato avvisato e può assicurarsi in altro modo che il conto sia suo. Può rispondere a questo
        messaggio.""",
    ),
    "contact_ready": (
        "Bentornato: la sua prenotazione {code}",
        """Gentile {name},

        questo indirizzo è confermato per la sua prenotazione {code} e d'ora in poi scriviamo qui. La sua pagina,
        con ogni passo:

        {page_url}

        Tutti gli indirizzi che conoscevamo sono stati avvisati. Per la sua sicurezza un conto bancario indicato ora
        attende per breve tempo; il denaro che torna sulla sua carta non attende.""",
    ),
    "refund_leg_settled": (
        "Le sono stati restituiti {amount}",
        """Gentile {name},

        una parte del suo rimborso, {amount}, è stata restituita {way}. Il riferimento è {reference}.

        A seconda della banca, possono passare alcuni giorni prima che compaia sul conto.""",
    ),
    "refund_part_planned": (
        "Le restituiamo {amount}",
        """Gentile {name},

        di quanto ha versato per {product} (prenotazione {code}) le restituiamo {amount}, al più tardi:
        {promised_by}. La prenotazione resta com'è, e così il suo posto {position} nella fila; per questo non
        le sarà chiesto altro.

        Ogni pagamento torna per la via da cui è venuto; se quella via non esiste più, ne scegliamo un'altra
        e glielo diciamo. Se non se lo aspettava, risponda a questo messaggio: lo leggerà una persona.""",
    ),
    "refund_part_settled": (
        "Le abbiamo restituito {amount}: questo rimborso è completo",
        """Gentile {name},

        l'importo di {amount} che le spettava di quanto ha versato per {product} (prenotazione {code}) le è
        stato restituito per intero. Tempo impiegato: {elapsed}. La prenotazione resta com'è.

        Tutta la storia, con un file che prova ogni passaggio e che chiunque può verificare senza di noi:

        {page_url}""",
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
    "escalated": (
        "{clock}: {amount}, prenotazione {code}",
        """{clock}.

        È il rimborso di {amount} per {product} (prenotazione {code}), richiesto in data {asked_at}. Attende:

        {waits_text}

        – termine promesso: {promised_by}
        – termine di legge: {statutory_by}

        GET /api/v1/refunds/{refund} mostra ogni parte e che cosa si può fare. Il titolare non è nominato qui.""",
    ),
    "escalated_paper": (
        "Un documento attende di essere esaminato: prenotazione {code}",
        """Qualcuno chiede il rimborso per {product} (prenotazione {code}) a nome del titolare. Metà del tempo promesso
        è passata, e nessuno ha esaminato il documento che gliene dà il diritto.

        GET /api/v1/reservations/{reservation}/representatives lo mostra; decide una seconda persona.""",
    ),
    "escalated_contact": (
        "Qualcuno dice: non sono stato io. Prenotazione {code}",
        """Il titolare di {product} (prenotazione {code}) dice di un nuovo contatto che non è stato lui ad aggiungerlo.
        Non vi si invia nulla, e nessun conto indicato da allora viene pagato. Qualcuno può avere avuto il suo link.

        GET /api/v1/reservations/{reservation}/contacts lo mostra. Lo esamini e dica che cosa ha trovato.""",
    ),
    "escalated_address": (
        "La posta a {address} non arriva",
        """La posta a {address} non arriva più. Da quando: {dead_at}. I titolari leggono questo indirizzo, e chi vi
        scrive ora non viene ascoltato.

        {why}

        GET /api/v1/addresses lo mostra come {address_id}. L'allarme dura finché la posta arriva di nuovo o qualcuno se
        ne occupa.""",
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
    "announcement": (
        "{subject}",
        """{fallback}

        {text}

        Riceve questo messaggio perché ha un posto nella lista per {product}. Se non desidera annunci,
        lo indichi qui. Tutto ciò che riguarda la Sua prenotazione Le arriverà come prima:

        {unsubscribe_url}""",
    ),
}
