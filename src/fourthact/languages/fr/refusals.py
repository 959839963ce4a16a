"""French: why not, and what to do, by reason."""

from __future__ import annotations

REFUSALS: dict[str, str] = {
    "log_unknown": "Il n'y a pas de registre {seller} ici.",
    "log_empty": "Ce registre n'a pas encore de point de contrôle. Redemandez dans un instant.",
    "tile_unknown": "Ce registre n'a pas de tuile {tile}. Son point de contrôle en donne la taille.",
    "act_unknown": "Il n'y a pas d'acte {act} ici.",
    "act_not_logged": (
        "Cet acte est promis au registre et n'y figure pas encore. Redemandez dans un instant, ou prenez son "
        "reçu « batch »."
    ),
    "size_beyond": "Le registre compte {size} actes. Demandez une taille de 1 à {size}, et un index en deçà.",
    "link_unknown": (
        "Cette adresse n'ouvre aucune réservation. Cherchez le lien dans l'un de nos messages, ou répondez à "
        "l'un d'eux."
    ),
    "language_unknown": "Il n'y a pas de page dans cette langue.",
    "form_stale": "Ce formulaire n'est plus valable. Rouvrez la page et renvoyez-le.",
    "no_such_place": "Il n'y a rien à cette adresse. Voyez /api/docs pour ce qui existe.",
    "method_not_allowed": "Cette adresse n'accepte pas {method}. Elle accepte : {allowed}.",
    "key_missing": (
        "Une clé d'API est nécessaire. Envoyez `Authorization: Bearer fak_…` avec une clé en service."
    ),
    "idempotency_key_missing": (
        "Envoyez un en-tête Idempotency-Key : 1 à 120 caractères ASCII visibles, un nouveau pour chaque "
        "nouvelle demande, le même quand vous la répétez."
    ),
    "idempotency_key_malformed": (
        "Un en-tête Idempotency-Key a 1 à 120 caractères ASCII visibles et ne commence pas par ~. "
        "Choisissez-en un autre."
    ),
    "body_too_large": "Le corps de la demande dépasse {most} octets. Envoyez-en moins.",
    "body_not_json": "Envoyez le corps en JSON, avec `Content-Type: application/json`.",
    "json_malformed": "Le corps n'est pas du JSON bien formé : {what}.",
    "field_invalid": "{what}. Corrigez `{field}` et renvoyez la demande.",
    "query_invalid": "{what}. Corrigez le paramètre `{field}`.",
    "notice_not_genuine": "Cet avis ne prouve pas qu'il vient du prestataire : {what}. Signez-le à nouveau.",
    "not_waiting": "Cette réservation a été annulée ; il n'y a rien à attendre.",
    "offered_already": "Cette promesse est déjà connue du titulaire.",
    "nothing_offered": "Aucun changement de promesse n'attend de réponse.",
    "offer_over": "Plus rien n'est attendu au sujet de ce changement de la promesse.",
    "not_given": "L'avis de ce changement n'a pas encore été donné.",
    "given_already": "L'avis de ce changement a déjà été donné.",
    "answered_already": (
        "La réponse à ce changement était {answer}. Le prochain changement sera demandé à nouveau."
    ),
    "key_unknown": (
        "Cette clé d'API est inconnue. Envoyez `Authorization: Bearer fak_…` avec une clé en service."
    ),
    "key_revoked": "Cette clé d'API a été révoquée le {at}. Demandez-en une nouvelle à l'équipe du vendeur.",
    "key_expired": "Cette clé d'API a expiré le {at}. Demandez-en une nouvelle à l'équipe du vendeur.",
    "scope_missing": "Cette clé d'API n'y est pas autorisée : il lui manque le droit {scope}.",
    "person_unknown": "Il n'y a personne ici avec l'identifiant {person}.",
    "scope_unknown": "Le droit {scope} n'existe pas. Les droits sont : {known}.",
    "seller_unknown": "Il n'y a pas de vendeur {seller} ici. `fourthact seller create` en ouvre un.",
    "seller_exists": "Un vendeur avec le registre {origin} est déjà ici. Choisissez un autre domaine.",
    "api_key_not_found": "Il n'y a pas de clé d'API {key} ici.",
    "representative_unknown": "Aucun {representative} n'agit pour le titulaire de cette réservation.",
    "representative_is": "Il n'y a rien à décider : l'état de cette représentation est {status}.",
    "own_representative": "Vous l'avez saisie vous-même ; quelqu'un d'autre doit examiner la pièce.",
    "refund_unknown": "Il n'y a pas de remboursement {refund} ici.",
    "needs_a_person": "Seule une personne peut le faire. Utilisez la clé d'un membre de l'équipe.",
    "already_approved": "Ce remboursement a toutes les approbations nécessaires.",
    "same_person": (
        "Vous avez déjà approuvé ce remboursement ; l'autre approbation revient à quelqu'un d'autre."
    ),
    "plan_changed": (
        "Le plan n'est plus celui de {plan_act}. Examinez de nouveau le remboursement et approuvez le plan_act "
        "qu'il montre à présent."
    ),
    "leg_unknown": "Ce remboursement n'a pas de partie {leg}.",
    "iban_mistyped": (
        "L'IBAN {account} contient une faute de frappe : sa clé de contrôle ne correspond pas. Comparez-le, caractère "
        "par caractère, avec ce que le titulaire a envoyé et, s'il est identique, demandez-lui de le vérifier."
    ),
    "leg_not_by_hand": (
        "La partie {leg} est {status} ; un compte ne peut être donné que s'il ne reste aucune autre voie "
        "(by_hand)."
    ),
    "account_not_waiting": (
        "La partie {leg} est {status} ; seul un compte saisi et pas encore confirmé peut l'être."
    ),
    "account_changed": (
        "Le compte de la partie {leg} a été saisi à nouveau depuis que vous l'avez vu. Regardez-le "
        "de nouveau."
    ),
    "check_not_seen": (
        "Les vérifications de ce compte disent {answer}. Regardez-le ; s'il est juste malgré tout, confirmez-le "
        "avec `seen` qui reprend cette réponse."
    ),
    "own_account": "Vous avez saisi ce compte vous-même ; quelqu'un d'autre doit le confirmer.",
    "duties_parted": (
        "Pour un remboursement de ce montant, personne ne peut à la fois approuver et saisir un "
        "compte. Demandez à une troisième personne."
    ),
    "seller_unnamed": "Il faut au vendeur un nom d'une ligne, de 120 caractères au plus.",
    "domain_invalid": "{domain} n'est pas un domaine de courrier. Indiquez-en un comme example-motors.example.",
    "expired_already": "Une clé qui expire le {at} n'ouvrirait rien. Choisissez un jour plus tardif.",
    "file_empty": "Le fichier est vide. Demandez à la banque de le renvoyer.",
    "file_too_large": "Le fichier dépasse {limit_mb} Mo. Demandez à la banque une période plus courte.",
    "encoding_wrong": (
        "Le fichier dit ou montre qu'il est en {encoding}, et ses octets ne le sont pas ({detail}). "
        "Il a été abîmé en chemin ou enregistré par un éditeur : récupérez-le de nouveau à la banque."
    ),
    "xml_broken": (
        "Le XML s'interrompt ou est abîmé à la ligne {line}, colonne {column} ({detail}). Récupérez "
        "le fichier de nouveau."
    ),
    "xml_declares_types": (
        "Le fichier déclare un type de document (DOCTYPE), ce qu'aucun message de banque ne fait et "
        "qui peut cacher une attaque. Il n'a pas été lu plus loin."
    ),
    "xml_too_deep": "Le XML est imbriqué sur plus de {depth} niveaux, ce qu'aucun message de banque n'est.",
    "kind_unknown": (
        "Ce n'est pas un relevé que nous lisons : {seen}. Nous lisons camt.052, camt.053, camt.054, "
        "pain.002, MT940, MT942 et CSV."
    ),
    "kind_is_order": (
        "C'est un ordre de paiement ({seen}) d'un client à une banque, et non la parole d'une banque "
        "sur un compte. Demandez à la banque le relevé qui montre ce qu'il est devenu."
    ),
    "part_missing": "{where} : {part} manque. {then}",
    "amount_wrong": "{where} : « {text} » n'est pas un montant. {then}",
    "amount_too_fine": (
        "{where} : {text} a plus de décimales que {currency} n'en a ({decimals}). Rien n'est arrondi "
        "ici : demandez à la banque."
    ),
    "currency_of_file_unknown": (
        "{where} : « {currency} » n'est pas une monnaie ISO 4217 en usage ; ses montants ne veulent "
        "donc rien dire ici."
    ),
    "date_wrong": "{where} : « {text} » n'est pas une date.",
    "line_unreadable": "{where} : « {text} » ne peut pas se lire comme {what}.",
    "csv_head_unknown": (
        "Les colonnes de ce tableau ne sont pas connues : {seen}. Dites dans une correspondance "
        "laquelle est la date et laquelle le montant."
    ),
    "csv_no_currency": (
        "Le tableau ne dit pas dans quelle monnaie sont ses montants. Nommez-la dans une correspondance."
    ),
    "csv_ambiguous": (
        "La colonne « {column} » peut se lire de deux façons ({ways}). Dites laquelle dans une "
        "correspondance."
    ),
    "leg_moved_on": "Cette partie a avancé ; ce qui a été trouvé est déjà connu.",
    "clock_stopped": "Ce délai s'est déjà arrêté ou a déjà sonné.",
    "nothing_to_order": "Aucune partie de ce remboursement n'attend d'ordre.",
    "own_request": (
        "Vous avez demandé ce remboursement, ou renoncé à ses frais ; quelqu'un d'autre doit l'approuver."
    ),
    "nothing_above_price": (
        "Rien n'a été versé au-delà du prix. Indiquez le montant à rendre (`amount_minor`)."
    ),
    "fee_unclear": (
        "Des frais sont soit un montant supérieur à 0, soit une part pour mille de ce qui a été versé, de 1 à 1000 ; "
        "pas les deux, et pas aucun des deux."
    ),
    "fee_currency": "Des frais en {currency} ne peuvent pas être retenus sur des versements en {product_currency}.",
    "fee_above_price": (
        "Des frais de {amount_minor} dépassent la totalité du dépôt, {price_minor} (en unités mineures)."
    ),
    "withdrawal_too_short": (
        "Aucun droit de rétractation ne finit avant {days_min} jours. Envoyez plus de jours, ou null s'il reste ouvert "
        "jusqu'à la livraison."
    ),
    "terms_unchanged": "Ce sont déjà les conditions de la version {version}.",
    "no_fee": "Rien n'est retenu de ce remboursement ; il n'y a pas de frais auxquels renoncer.",
    "refund_above_paid": (
        "{amount_minor} dépasse ce qui a été versé et n'est pas déjà en train d'être rendu. Il reste au plus "
        "{left_minor} (en unités mineures de {currency})."
    ),
    "payment_unknown": "Cette réservation n'a pas de paiement {payment}.",
    "nothing_to_return": "Rien n'a été versé qui ne soit déjà en voie de restitution.",
    "reservation_closed": "Cette réservation a été annulée ; plus rien n'est dû.",
    "stage_unknown": "Cette réservation n'a pas d'étape {stage}.",
    "stage_already_paid": "L'étape {stage} est déjà payée.",
    "stage_by_transfer": "L'étape {stage} se paie par virement. Indiquez {reference} dans le paiement.",
    "payment_in_flight": "Un paiement de l'étape {stage} est en cours. Attendez d'abord son issue.",
    "too_many_payments": "Il y a déjà eu {most} paiements. Adressez-vous à l'équipe du vendeur.",
    "payment_settled": "L'issue de ce paiement est déjà connue.",
    "notice_read": "Cet avis a déjà été lu.",
    "dispute_moved_on": "Ce litige a avancé ; ce qui a été trouvé est déjà connu.",
    "window_not_closing": "Aucun retour vers une carte n'est près de se fermer.",
    "stage_not_missed": "Aucune étape n'est en retard.",
    "entry_known": "Cette ligne du relevé bancaire est déjà comptabilisée.",
    "hands_are_peoples": (
        "Seule une personne peut faire cela à la main. Utilisez la clé d'un membre de l'équipe."
    ),
    "rail_not_by_hand": "{kind} ne peut pas être remis en main propre par la voie {rail}. Il y a : {known}.",
    "hand_currency": (
        "Cette réservation est en {currency}. Changez d'abord l'argent, puis saisissez ce montant."
    ),
    "hand_day_ahead": (
        "La date {on} n'est pas encore arrivée. Saisissez le jour où l'argent a changé de mains."
    ),
    "document_unreadable": (
        "Ceci n'est pas un document. Envoyez un scan ou une photo en PDF, JPEG ou PNG, jusqu'à {most} octets."
    ),
    "payment_not_entered": (
        "Le paiement {payment} est dans l'état {status} ; cela n'est possible que pour un paiement "
        "saisi à la main."
    ),
    "own_payment": "Vous avez saisi ce paiement vous-même ; quelqu'un d'autre doit le confirmer.",
    "not_approved": (
        "Ce remboursement est dans l'état {status}. Ne remettez l'argent qu'une fois qu'il est approuvé."
    ),
    "leg_not_handed": (
        "La partie {leg} est dans l'état {status} ; seule une remise saisie peut être confirmée ou annulée."
    ),
    "own_hand": "Vous avez saisi cela vous-même ; quelqu'un d'autre doit le confirmer.",
    "request_ahead": "{at} n'est pas encore arrivé. Indiquez le moment où la demande vous est parvenue.",
    "no_document": "Personne n'a joint de document à l'acte {act}, ou il a été effacé.",
    "message_unknown": "Il n'y a pas de message {message} ici.",
    "message_already_read": "Ce message a déjà son issue : {outcome}.",
    "message_not_open": "Ce message n'attend pas une personne : {status}.",
    "decided_by_a_person": "Seule une personne peut le faire. Utilisez la clé d'un membre de l'équipe.",
    "decision_needs_reservation": "Dites quelle réservation le message annule.",
    "notice_already_written": "Cet avis est déjà écrit.",
    "notice_settled": "L'issue de cet avis est déjà connue.",
    "address_unknown": "L'adresse {address} n'a jamais été enregistrée ici.",
    "address_registered": "L'adresse {address} est déjà enregistrée.",
    "address_lives": "{address} n'est pas morte, ou quelqu'un s'en occupe déjà.",
    "address_retired": "L'adresse est déjà retirée.",
    "address_foreign": "{address} n'appartient à aucun domaine de votre courrier : {domain}.",
    "template_unknown": "Il n'y a pas d'avis {template}. Il existe : {known}.",
    "notice_unknown": "Il n'y a pas d'avis {notice} ici.",
    "notice_not_posted": "Cet avis n'est pas une lettre qui a été postée : {status}.",
    "notice_not_open": "Cet avis n'attend personne : {status}.",
    "letter_not_made": "La lettre {notice} n'est pas encore faite. Veuillez réessayer dans un instant.",
    "letter_unaddressed": (
        "Cette lettre n'a pas d'adresse postale. Ajoutez-en une aux contacts du "
        "titulaire : la lettre sera refaite."
    ),
    "day_ahead": "Le jour {on} n'est pas encore venu.",
    "mailing_unknown": "Il n'y a pas d'annonce {mailing} ici.",
    "mailing_empty": "Une annonce a besoin d'un texte, dans une langue au moins.",
    "mailing_over": "Cela ne va pas avec l'état de l'annonce : {status}.",
    "notice_not_a_letter": "Cet avis n'est pas une lettre à poster : {status}.",
    "recovery_deaf": "Il y a eu trop d'essais aujourd'hui. Réessayez demain.",
    "recovery_not_waiting": "Aucun document de ce titulaire n'attend d'être examiné.",
    "own_recovery": "Vous avez saisi ce document vous-même ; quelqu'un d'autre doit l'examiner.",
    "contact_unknown": "Cette réservation n'a pas de contact {number}.",
    "contacts_too_many": "Une réservation a au plus {most} contacts. Abandonnez-en un d'abord.",
    "contacts_too_often": "{most} nouveaux contacts ont été ajoutés en un jour. Ajoutez-en un autre demain.",
    "contact_is": "Ce n'est pas possible avec le contact {number} : il est {status}.",
    "contact_last": (
        "Le contact {number} est le seul auquel nous pouvons écrire. Ajoutez-en d'abord un autre."
    ),
    "looked_at_by_a_person": (
        "Seule une personne peut dire ce qu'elle a trouvé. Utilisez la clé d'un membre de l'équipe."
    ),
    "not_cooling": "Le compte de la partie {leg} n'attend pas à cause d'un nouveau contact.",
    "contact_numbered": "Un autre contact a été ajouté entre-temps sous le numéro {number}. Veuillez réessayer.",
    "domain_malformed": "{domain} n'est pas un domaine. Donnez-en un comme mail.example-motors.example.",
    "domain_taken": "C'est un autre vendeur de cette maison qui répond au courrier de {domain}.",
    "domain_known": "Le courrier de {domain} reçoit déjà une réponse ici.",
    "domain_unknown": "{domain} n'est pas un domaine de votre courrier.",
    "domain_retired": "Le domaine {domain} est déjà retiré.",
    "domain_without_successor": (
        "{domain} ne peut pas prendre sa place. Nommez un autre domaine de votre courrier, qui ne soit pas retiré."
    ),
    "reservation_unknown": "Il n'y a pas de réservation {reservation} ici.",
    "product_closed": "{product} ne peut pas être réservé en ce moment.",
    "already_cancelled": "Cette réservation a été annulée le {at} ; il n'y a plus rien à faire.",
    "product_unknown": "Il n'y a pas de produit {product} ici.",
    "currency_unknown": (
        "{currency} n'est pas une monnaie ISO 4217 en usage. Envoyez un code comme USD ou KRW."
    ),
    "stages_out_of_order": (
        "Les étapes sont numérotées 1, 2, 3 … et aucune n'est due avant la précédente. Corrigez l'étape {n}."
    ),
    "method_unknown": "L'étape {n} ne peut pas être payée par {method}. Envoyez card ou transfer.",
    "rail_unknown": "Il n'y a pas de voie de paiement {rail} ici. Les voies sont : {known}.",
    "slug_taken": "Il y a déjà un produit {slug}. Choisissez un autre nom.",
    "promise_unchanged": "La promesse est déjà {by} ; une nouvelle doit en différer.",
    "clock_is_real": (
        "Cette maison est à l'heure réelle. Seule une base créée avec `migrate --clock-at` a une horloge à "
        "déplacer."
    ),
    "clock_only_forward": "Il est déjà {now} ; l'horloge ne fait qu'avancer.",
    "key_reused": (
        "La clé d'idempotence {key} a déjà servi avec un autre contenu. Envoyez une nouvelle clé pour une "
        "nouvelle demande."
    ),
    # Books
    "books_need_a_person": "Seule une personne peut faire cela. Utilisez la clé d'un membre de l'équipe.",
    "period_not_over": "Une période se clôt quand elle est terminée. Choisissez un jour avant le {today}.",
    "period_closed": "Les comptes sont déjà clos jusqu'au {until}. Choisissez un jour ultérieur.",
    "bank_entry_unknown": "Il n'y a pas ici d'écriture bancaire {entry}.",
    "entry_matched": (
        "Cette écriture est rapprochée ({matched}) ; on ne décide ici que de ce que personne ne réclame."
    ),
    "entry_decided": "Une décision a déjà été prise sur cette écriture : {what}.",
    "entry_not_set_aside": "L'argent de cette écriture n'a pas été mis de côté.",
    "money_went_out": (
        "Cette écriture est une sortie d'argent ; personne ne peut la réclamer. "
        "Passez-la en perte, ou trouvez ce qu'elle a payé."
    ),
    "payout_does_not_add_up": (
        "Le prestataire annonce {items} moins {fees} de frais ; la banque dit {paid}. "
        "Demandez au prestataire."
    ),
    "proposal_unknown": "Il n'y a pas ici de proposition {proposal}.",
    "proposal_answered": "Cette proposition a déjà reçu une réponse ; son état : {status}.",
    "own_proposal": "C'est vous qui l'avez proposé ; une autre personne doit l'approuver.",
    "no_way_back": (
        "La banque ne dit pas de quel compte vient cet argent. Demandez à la banque, ou gardez-le "
        "comme non réclamé."
    ),
    "rail_pays_nothing_out": (
        "La voie {rail} n'envoie pas d'argent vers un compte. Nommez l'une de celles-ci : {known}."
    ),
    "proposal_paper_unreadable": (
        "Ce n'est pas un document. Envoyez un scan ou une photo en PDF, JPEG ou PNG, de {most} "
        "octets au plus, ou rien."
    ),
    "send_back_moved_on": "Cet ordre a avancé ; ce qui a été trouvé est déjà connu.",
    "account_not_ours": (
        "{account} ne peut pas être passé en perte. Indiquez un compte comme "
        "assets:provider:…, assets:bank:… ou assets:clearing:…."
    ),
    "currency_not_in_use": "{currency} n'est pas une monnaie en usage (ISO 4217).",
    "parts_do_not_add_up": (
        "Les {parts} parts font {sum}, et l'écriture est de {amount}. Nommez chaque réservation une seule fois, "
        "avec des montants qui font le tout."
    ),
    "entry_in_another_currency": (
        "{reservation} est en {currency}, et cette écriture en {paid}. Renvoyez l'argent, ou faites-le convertir "
        "par la banque."
    ),
    "reservation_takes_no_more": (
        "{reservation} a reçu trop de paiements pour en prendre un autre. Renvoyez l'argent."
    ),
    "bank_file_known": "Ce fichier de la banque est déjà enregistré.",
    "bank_file_unknown": "Il n'y a pas ici de fichier bancaire {bank_file}.",
    "bank_file_seen": "Quelqu'un s'est déjà occupé de ce fichier.",
    "seller_unclear": "Indiquez le vendeur avec --seller. Il y a : {sellers}.",
}
