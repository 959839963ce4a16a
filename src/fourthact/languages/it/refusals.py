"""Italian: why not, and what to do, by reason."""

from __future__ import annotations

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
    "offer_over": "Su questo cambiamento della promessa non si attende più nulla.",
    "not_given": "L'avviso di questo cambiamento non è ancora stato dato.",
    "given_already": "L'avviso di questo cambiamento è già stato dato.",
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
    "plan_changed": (
        "Il piano non è più quello di {plan_act}. Riesamini il rimborso e approvi il plan_act che mostra ora."
    ),
    "leg_unknown": "Questo rimborso non ha la parte {leg}.",
    "iban_mistyped": (
        "L'IBAN {account} contiene un errore di battitura: le cifre di controllo non corrispondono. Lo confronti, "
        "carattere per carattere, con quello inviato dal titolare e, se è identico, gli chieda di verificarlo."
    ),
    "leg_not_by_hand": (
        "La parte {leg} è {status}; un conto si può indicare solo dove non resta altra via (by_hand)."
    ),
    "account_not_waiting": (
        "La parte {leg} è {status}; si può confermare solo un conto inserito e non ancora confermato."
    ),
    "account_changed": (
        "Il conto della parte {leg} è stato inserito di nuovo dopo che lo ha visto. Lo guardi ancora."
    ),
    "check_not_seen": (
        "Le verifiche di questo conto dicono {answer}. Lo guardi; se è comunque giusto, lo confermi con `seen` che "
        "ripete questa risposta."
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
    "own_request": "Ha chiesto questo rimborso o rinunciato alla trattenuta; deve approvarlo qualcun altro.",
    "nothing_above_price": (
        "Non è stato versato nulla oltre il prezzo. Indichi l'importo da restituire (`amount_minor`)."
    ),
    "fee_unclear": (
        "Una trattenuta è un importo superiore a 0 oppure una parte per mille di quanto è stato versato, da 1 a 1000; "
        "non entrambe e non nessuna delle due."
    ),
    "fee_currency": "Una trattenuta in {currency} non può applicarsi a depositi in {product_currency}.",
    "fee_above_price": (
        "Una trattenuta di {amount_minor} supera l'intero deposito di {price_minor} (in unità minori)."
    ),
    "withdrawal_too_short": (
        "Nessun diritto di recesso termina prima di {days_min} giorni. Invii più giorni, o null se resta aperto fino "
        "alla consegna."
    ),
    "terms_unchanged": "Queste sono già le condizioni della versione {version}.",
    "no_fee": "Di questo rimborso non viene trattenuto nulla; non c'è una trattenuta a cui rinunciare.",
    "refund_above_paid": (
        "{amount_minor} è più di quanto è stato versato e non è già in restituzione. Restano al massimo "
        "{left_minor} (in unità minori di {currency})."
    ),
    "payment_unknown": "Questa prenotazione non ha il pagamento {payment}.",
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
    "address_lives": "{address} non è inattivo, oppure qualcuno se ne occupa già.",
    "address_retired": "L'indirizzo è già ritirato.",
    "address_foreign": "{address} non appartiene a nessun dominio della sua posta: {domain}.",
    "template_unknown": "Non esiste un avviso {template}. Esistono: {known}.",
    "notice_unknown": "Qui non c'è alcun avviso {notice}.",
    "notice_not_posted": "Questo avviso non è una lettera che è stata spedita: {status}.",
    "notice_not_open": "Questo avviso non attende nessuno: {status}.",
    "letter_not_made": "La lettera {notice} non è ancora pronta. Riprovi tra un momento.",
    "letter_unaddressed": (
        "Questa lettera non ha un indirizzo postale. Ne aggiunga uno ai contatti del "
        "titolare: la lettera sarà rifatta."
    ),
    "day_ahead": "Il giorno {on} non è ancora arrivato.",
    "mailing_unknown": "Non c'è alcun annuncio {mailing} qui.",
    "mailing_empty": "Un annuncio ha bisogno di un testo, almeno in una lingua.",
    "mailing_over": "Questo non va d'accordo con lo stato dell'annuncio: {status}.",
    "notice_not_a_letter": "Questo avviso non è una lettera in attesa di essere spedita: {status}.",
    "recovery_deaf": "Oggi ci sono stati troppi tentativi. Riprovi domani.",
    "recovery_not_waiting": "Nessun documento di questo titolare attende di essere esaminato.",
    "own_recovery": "Ha inserito lei questo documento; deve esaminarlo qualcun altro.",
    "contact_unknown": "Questa prenotazione non ha un contatto {number}.",
    "contacts_too_many": "Una prenotazione ha al massimo {most} contatti. Ne abbandoni prima uno.",
    "contacts_too_often": "In un giorno sono stati aggiunti {most} nuovi contatti. Ne aggiunga un altro domani.",
    "contact_is": "Non è possibile con il contatto {number}: è {status}.",
    "contact_last": "Il contatto {number} è l'unico a cui possiamo scrivere. Ne aggiunga prima un altro.",
    "looked_at_by_a_person": (
        "Solo una persona può dire che cosa ha trovato. Usi la chiave di un membro del personale."
    ),
    "not_cooling": "Il conto della parte {leg} non attende a causa di un nuovo contatto.",
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
    "proposal_unknown": "Qui non c'è nessuna proposta {proposal}.",
    "proposal_answered": "A questa proposta è già stato risposto; il suo stato: {status}.",
    "own_proposal": "L'ha proposto Lei; deve approvarlo un'altra persona.",
    "no_way_back": (
        "La banca non dice da quale conto viene questo denaro. Chieda alla banca, o lo tenga come "
        "non reclamato."
    ),
    "rail_pays_nothing_out": "La via {rail} non invia denaro a un conto. Indichi una di queste: {known}.",
    "proposal_paper_unreadable": (
        "Questo non è un documento. Invii una scansione o una foto in PDF, JPEG o PNG, fino a "
        "{most} byte, oppure niente."
    ),
    "send_back_moved_on": "Quest'ordine è andato avanti; ciò che è stato trovato è già noto.",
    "account_not_ours": (
        "{account} non si può stralciare. Indichi un conto come assets:provider:…, assets:bank:… o assets:clearing:…."
    ),
    "currency_not_in_use": "{currency} non è una valuta in uso (ISO 4217).",
    "parts_do_not_add_up": (
        "Le {parts} parti fanno {sum}, e il movimento è di {amount}. Indichi ogni prenotazione una sola volta, con "
        "importi che facciano il tutto."
    ),
    "entry_in_another_currency": (
        "{reservation} è in {currency}, e questo movimento in {paid}. Rimandi "
        "il denaro, o lo faccia convertire dalla "
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
