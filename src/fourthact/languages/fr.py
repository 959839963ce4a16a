"""French: vouvoiement, and the spaces that do not break before double punctuation."""

from __future__ import annotations

import re

from fourthact.languages.contract import Language

name = "fr"


def typography(text: str) -> str:
    """U+202F before ; ! ?, U+00A0 before a colon and inside guillemets (Imprimerie nationale, Lexique)."""
    text = re.sub(r" ([;!?])", "\u202f\\1", text)
    text = text.replace(" :", "\u00a0:").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    return text.replace("'", "’")


def day_text(text: str) -> str:
    """The first of a month is an ordinal number, which CLDR does not say."""
    return re.sub(r"^1 ", "1er ", text)


NOTICES = {
    "reserved": (
        "Votre rang dans la file pour {product} ({code})",
        """Bonjour {name},

        merci. Vous occupez le rang {position} dans la file d'attente pour {product}. Votre code de
        réservation est {code}.

        Votre acompte est dû en plusieurs étapes :

        {stages_text}

        {instructions_text}

        Votre page vous montre tout ce qui concerne votre réservation, et vous pouvez y payer :

        {page_url}

        Vous pouvez annuler à tout moment et récupérer l'intégralité de ce que vous avez versé. Un clic sur
        votre page suffit. Vous pouvez aussi répondre à ce message avec vos propres mots : une réponse à
        n'importe lequel de nos messages nous parvient, même des années plus tard.""",
    ),
    "payment_received": (
        "Nous avons reçu {amount} pour votre réservation {code}",
        """Bonjour {name},

        votre paiement est arrivé.

        – Objet : {product}, réservation {code}
        – Montant : {amount}
        – Référence du paiement : {reference}
        – Total versé à ce jour : {total_paid}

        Si vous annulez, tout ce que vous avez versé vous est rendu.""",
    ),
    "payment_declined": (
        "Votre paiement pour {product} n'a pas abouti",
        """Bonjour {name},

        le paiement de l'étape {stage} pour {product} a été refusé : {reason}. Rien n'a été prélevé. Vous
        gardez votre rang dans la file.

        Vous pouvez réessayer, avec la même carte ou une autre, sur votre page :

        {page_url}""",
    ),
    "stage_missed": (
        "L'étape {stage} de votre acompte reste à payer ({code})",
        """Bonjour {name},

        l'étape {stage} de votre acompte pour {product} ne nous est pas encore parvenue.

        – Montant : {amount}
        – Référence à indiquer : {reference}

        {instructions_text}

        Vous gardez votre rang dans la file. Si vous avez déjà payé, vous n'avez rien à faire : un virement
        peut prendre quelques jours. Si vous préférez renoncer, il suffit de répondre à ce message.""",
    ),
    "stage_missed_card": (
        "L'étape {stage} de votre acompte reste à payer ({code})",
        """Bonjour {name},

        l'étape {stage} de votre acompte pour {product} n'est pas encore payée : {amount}, par carte.

        Vous gardez votre rang dans la file. Vous pouvez payer sur votre page :

        {page_url}

        Si vous préférez renoncer, il suffit de répondre à ce message.""",
    ),
    "confirmed": (
        "Votre réservation {code} est confirmée",
        """Bonjour {name},

        la totalité de votre acompte, soit {amount}, nous est parvenue et votre réservation {code} pour
        {product} est confirmée. Ce montant est la somme de toutes les étapes ; rien d'autre n'a été payé et
        rien ne manque.

        Votre page, avec chaque étape et son justificatif :

        {page_url}""",
    ),
    "promise_revised": (
        "{product} : la date de livraison a changé",
        """Bonjour {name},

        la date de livraison que nous vous avions donnée pour {product} (réservation {code}) a changé.

        – Avant : {before}
        – Désormais : {after}
        – Raison : {reason}

        Vous pouvez continuer d'attendre, ou renoncer et récupérer tout ce que vous avez versé. Les deux
        sont possibles, sans rien y perdre, et vous pourrez changer d'avis plus tard. Dites-le-nous sur
        votre page :

        {page_url}

        Vous pouvez aussi répondre à ce message avec vos propres mots. Si vous ne faites rien, vous gardez
        votre rang et votre droit de renoncer.""",
    ),
    "request_received": (
        "Nous avons reçu votre demande d'annulation ({code})",
        """Bonjour {name},

        nous avons reçu votre message le {received_at} et compris que vous souhaitez annuler votre
        réservation {code} pour {product} et récupérer votre argent.

        Le délai de remboursement court depuis cet instant. Vous n'avez plus rien à faire. Nous vous
        écrirons quand chaque montant sera en route et quand il sera arrivé.

        Si nous vous avons mal compris, répondez à ce message : une personne le lira.""",
    ),
    "request_seen_by_person": (
        "Une personne lit votre message",
        """Bonjour {name},

        nous avons reçu votre message le {received_at}. Nous ne sommes pas certains de ce que vous souhaitez
        ; une personne le lit en ce moment et vous répondra.

        Si vous souhaitez annuler et récupérer votre argent, vous pouvez le dire en une phrase en répondant
        à ce message. Le délai compte alors à partir de votre premier message.""",
    ),
    "cancelled": (
        "Votre réservation {code} est annulée ; {amount} vous sont rendus",
        """Bonjour {name},

        votre réservation {code} pour {product} est annulée, comme vous l'avez demandé le {asked_at}.

        – Montant rendu : {amount}
        – Au plus tard : {promised_by}

        C'est tout ce que vous avez versé, toutes étapes comprises. Chaque paiement repart par où il est
        venu ; si cette voie n'existe plus, nous en choisissons une autre et vous le disons. Le
        remboursement n'est terminé que lorsque toutes ses parties sont arrivées.""",
    ),
    "cancelled_unpaid": (
        "Votre réservation {code} est annulée",
        """Bonjour {name},

        votre réservation {code} pour {product} est annulée, comme vous l'avez demandé le {asked_at}. Vous
        n'aviez rien versé : il n'y a rien à rendre, et plus rien ne sera dû.""",
    ),
    "representative_named": (
        "Quelqu'un déclare agir pour vous ({code})",
        """Bonjour {name},

        quelqu'un nous a déclaré agir pour vous dans votre réservation {code} pour {product} et a remis une
        pièce à l'appui. Deux membres de notre équipe l'examinent avant que quoi que ce soit ne soit fait.

        Si vous n'êtes pas au courant, veuillez répondre tout de suite à ce message : une personne le lira. Si
        cela correspond à votre souhait, vous n'avez rien à faire.""",
    ),
    "refund_leg_settled": (
        "{amount} vous ont été rendus",
        """Bonjour {name},

        une partie de votre remboursement, {amount}, a été rendue {way}. Sa référence est {reference}.

        Selon votre banque, quelques jours peuvent passer avant qu'elle n'apparaisse sur votre compte.""",
    ),
    "refund_settled": (
        "Votre remboursement est terminé : {amount}",
        """Bonjour {name},

        la totalité de votre acompte pour {product} (réservation {code}) vous a été rendue : {amount}. Entre
        votre demande et cet instant, il s'est écoulé {elapsed}.

        Toute l'histoire, avec un fichier qui prouve chaque étape et que chacun peut vérifier sans nous :

        {page_url}""",
    ),
    "refund_late": (
        "Votre remboursement est en retard, et nous le savons",
        """Bonjour {name},

        votre remboursement de {amount} pour {product} (réservation {code}) était promis pour le
        {promised_by} et n'est pas terminé. Nous vous prions de nous en excuser.

        Vous n'avez rien à faire. Les responsables sont prévenus, et ce remboursement passe avant tout le
        reste jusqu'à ce qu'il soit terminé.""",
    ),
    "unknown_sender": (
        "Nous avons reçu votre message",
        """Bonjour,

        nous avons reçu votre message le {received_at}, mais nous n'avons trouvé aucune réservation liée à
        cette adresse.

        Veuillez répondre en indiquant votre code de réservation (dix lettres et chiffres, comme
        7K2QF-M9X4H), ou écrire depuis l'adresse utilisée pour réserver. Si vous avez demandé une
        annulation, le délai compte à partir du message que nous avons déjà.""",
    ),
}

PAGES: dict[str, str | dict[str, str]] = {
    # Values
    "instant": "{day} à {time} UTC",
    "no_day": "aucune date fixée",
    "days": {"one": "{n} jour", "other": "{n} jours"},
    "hours": {"one": "{n} heure", "other": "{n} heures"},
    "minutes": {"one": "{n} minute", "other": "{n} minutes"},
    "seconds": {"one": "{n} seconde", "other": "{n} secondes"},
    "and": " et ",
    "nameless": "Madame, Monsieur",
    "sign_off": "{seller}",
    "no_reason": "aucune n'a été donnée",
    "stage.card": "– Étape {n} : {amount} par carte, avant le {due_at}",
    "stage.transfer": (
        "– Étape {n} : {amount} par virement, avant le {due_at}. Veuillez indiquer la référence {reference}"
    ),
    # Words for codes
    "way.original": "sur la carte utilisée pour payer",
    "way.payout": "sur votre compte bancaire",
    "way.by_hand": "en main propre, contre reçu",
    "way.other": "par une voie choisie par notre équipe",
    "decline.expired_card": "la carte a expiré",
    "decline.insufficient_funds": "la provision de la carte est insuffisante",
    "decline.lost_card": "la carte a été déclarée perdue",
    "decline.unknown_card": "la carte est inconnue du prestataire",
    "decline.account_closed": "le compte est clos",
    "decline.disputed": "le paiement a été contesté",
    "decline.expired_or_canceled_card": "la carte a expiré ou a été résiliée",
    "decline.invalid_account": "le compte n'existe pas",
    "decline.charge_not_settled": "le paiement d'origine n'était pas encore réglé",
    "decline.other": "le prestataire n'a pas donné d'autre raison",
    # The frame
    "skip": "Aller au contenu",
    "languages": "Langues",
    "kept_by": (
        "Cette page montre le registre tel qu'il est. Elle n'a besoin d'aucun script et ne charge rien "
        "d'ailleurs."
    ),
    "back_to_reservation": "Vers ma réservation",
    "home.lead": (
        "Ici sont tenues les réservations qui durent des années : l'acompte, le rang dans la file, la "
        "promesse, l'argent rendu, et la preuve."
    ),
    "home.link": (
        "Le lien vers votre page figure dans chacun de nos messages. Si vous ne le trouvez pas, répondez à "
        "l'un d'eux."
    ),
    "home.docs": "Pour les développeurs : l'API",
    # What went wrong
    "problem.400": "Cette demande est illisible",
    "problem.401": "Veuillez dire qui vous êtes",
    "problem.403": "Ceci n'est pas autorisé",
    "problem.404": "Introuvable",
    "problem.405": "Impossible ici",
    "problem.409": "Ceci ne s'accorde plus avec ce qui s'est passé depuis",
    "problem.413": "Trop volumineux",
    "problem.415": "Une autre forme est nécessaire",
    "problem.422": "Quelque chose est à corriger",
    "problem.500": "Une panne de notre côté",
    "problem.503": "Pas en ce moment",
    "problem.broken": (
        "C'est notre faute, et rien n'a été fait à moitié. Nous sommes prévenus. Veuillez réessayer plus "
        "tard."
    ),
    "problem.unavailable": (
        "Nous ne pouvons pas joindre notre propre registre en ce moment. Rien n'est perdu et rien n'a été "
        "fait à moitié. Veuillez réessayer dans un instant."
    ),
    # The head of a reservation
    "held_by": "Au nom de {name}",
    "status.placed": "Dans la file, acompte incomplet",
    "status.confirmed": "Confirmée",
    "status.cancelled": "Annulée",
    "status.refunding": "Votre argent est en route",
    "status.refunded": "Tout vous a été rendu",
    "figure.position": "Rang dans la file",
    "figure.code": "Code de réservation",
    "figure.paid": "Versé",
    "figure.promise": "Livraison promise",
    "figure.going_back": "En cours de restitution",
    "figure.back": "Rendu",
    "figure.took": "Durée",
    "amount": "Montant",
    "total": "Total",
    # What is next
    "next": "La suite",
    "standing": "Où en est-on",
    "next.settled": "Tout vous a été rendu. De votre demande au dernier centime : {elapsed}.",
    "next.refund": "Vous l'avez demandé le {at}. {amount} vous reviennent, au plus tard le {promised_by}.",
    "next.late": (
        "Nous avions promis d'avoir terminé, et ce n'est pas le cas. Nous vous prions de nous en excuser. "
        "Les responsables le savent, et votre remboursement passe avant tout."
    ),
    "next.waiting": "Votre acompte est complet et votre rang vous appartient. Vous n'avez rien à faire.",
    "next.cancelled": "Vous avez quitté la file. Rien n'avait été versé, il n'y a donc rien à rendre.",
    "leg": "Partie",
    "leg.label": "Étape {n}",
    "leg.way": "Voie",
    "leg.status": "État",
    "leg_status.planned": "à envoyer",
    "leg_status.ordered": "envoi en cours",
    "leg_status.unknown": "vérification en cours",
    "leg_status.sent": "en route",
    "leg_status.settled": "arrivé",
    "leg_status.by_hand": "une personne cherche une voie",
    "leg_status.to_confirm": "une autre personne vérifie le compte",
    "leg_status.other": "en cours",
    "offer.title": "La date de livraison a changé. Que souhaitez-vous ?",
    "offer.now": "Désormais promise",
    "offer.reason": "Raison",
    "offer.question": (
        "Vous ne perdez rien, quelle que soit votre réponse, et vous pourrez changer d'avis plus tard. Sans "
        "réponse, vous gardez votre rang."
    ),
    "offer.wait": "J'attends",
    "offer.leave": "Je préfère renoncer",
    "stage.due": "Étape {n} de votre acompte : {amount}",
    "stage.by": "À payer avant le {due_at}.",
    "stage.missed_but_held": "Cette date est passée ; vous gardez votre rang.",
    "stage.in_flight": (
        "Votre paiement est en cours. Rouvrez cette page dans un instant pour en voir l'issue."
    ),
    "stage.declined": "La dernière tentative a été refusée : {decline}. Rien n'a été prélevé.",
    "card.label": "Jeton de carte",
    "card.hint": "le mot du prestataire pour votre carte ; son numéro ne nous parvient jamais",
    "card.pay": "Payer {amount}",
    "transfer.to": "Bénéficiaire",
    "transfer.reference": "Référence",
    "transfer.hint": (
        "Veuillez indiquer exactement cette référence : c'est par elle que votre virement trouve votre "
        "réservation."
    ),
    "transfer.iban": "IBAN",
    "transfer.account": "Numéro de compte",
    "transfer.bank": "Code de la banque (routing number)",
    "transfer.bic": "BIC",
    "transfer.line": "– {label} : {value}",
    "transfer.stage": "Étape {n} : {amount} par virement, à recevoir avant le {due_at}",
    "transfer.qr": (
        "Code QR pour votre application bancaire : {amount} à {to}, référence {reference}. Tout ce "
        "qu'il contient est aussi écrit à côté."
    ),
    "transfer.qr_hint": "Scannez ce code avec votre application bancaire : elle remplit le virement.",
    "leave.always": "Vous pouvez renoncer à tout moment et récupérer tout ce que vous avez versé.",
    "leave.button": "Annuler et récupérer mon argent",
    # The four acts
    "act.1": "Réservé",
    "act.2": "Attendu",
    "act.3": "Demandé",
    "act.4": "Récupéré",
    "ahead.2": "Aucune promesse n'a changé jusqu'ici.",
    "ahead.3": "Vous n'avez pas demandé à renoncer. Vous le pouvez à tout moment.",
    "ahead.4": "Rien n'était à rendre jusqu'ici.",
    "ahead.planned": "Votre remboursement est planifié ; l'équipe du vendeur l'examine.",
    "receipt": "Reçu",
    "by.holder": "vous",
    "by.staff": "l'équipe du vendeur",
    "by.integration": "le système du vendeur",
    "by.seller": "le vendeur",
    "by.rail": "le prestataire de paiement",
    "by.bank": "la banque",
    "by.mail": "le courrier",
    "by.clock": "l'horloge",
    "by.representative": "la personne qui représente le titulaire",
    "by.other": "le vendeur",
    "channel.mail": "par courriel",
    "channel.page": "sur cette page",
    "channel.api": "par le système du vendeur",
    "channel.representative": "par la personne qui représente le titulaire",
    "channel.delay_answer": "avec votre réponse au changement de date",
    "channel.other": "par le vendeur",
    # Proof
    "proof": "Preuve",
    "proof.what": (
        "Chacun peut vérifier tout ce que montre cette page, sans nous : chaque acte est signé, numéroté, et "
        "fait partie d'un registre public qui ne peut être modifié sans que cela se voie."
    ),
    "proof.download": "Télécharger la preuve",
    "proof.how": (
        "Conservez ce fichier. Il se vérifie hors ligne, avec la commande fourthact verify et la clé "
        "publique du registre du vendeur."
    ),
    # Cancelling
    "cancel.title": "Annuler votre réservation ?",
    "cancel.back": (
        "C'est tout ce que vous avez versé, et tout vous revient. Nous vous promettons que ce sera arrivé "
        "sous {promised}."
    ),
    "cancel.nothing_paid": "Vous n'avez rien versé : il n'y a rien à rendre, et plus rien ne sera dû.",
    "cancel.place": "Vous abandonnez votre rang {position} dans la file. C'est définitif.",
    "cancel.confirm": "Confirmer : annuler et récupérer mon argent",
    "cancel.keep": "Garder mon rang",
    "cancelled.title": "Votre réservation est annulée",
    "cancelled.what": "Nous avons reçu votre annulation pour {product}.",
    "cancelled.received": "Reçue le",
    "cancelled.back": "Vous revient",
    "cancelled.latest": "Au plus tard le",
    "cancelled.next": (
        "Vous n'avez plus rien à faire. Chaque paiement repart par où il est venu, ou autrement si cette "
        "voie n'existe plus ; votre page montre chaque étape."
    ),
    "cancelled.nothing": "Vous n'aviez rien versé, il n'y a donc rien à rendre.",
    "cancelled.keep": "Nous vous l'envoyons aussi par courriel.",
    # Reserving
    "promise": "Livraison promise",
    "deposit": "Acompte total",
    "reserve.title": "Réserver votre rang",
    "reserve.promise": (
        "Vous pouvez renoncer à tout moment, d'un clic ou d'une phrase par courriel, et récupérer tout ce "
        "que vous avez versé."
    ),
    "reserve.trouble": "Il manque quelque chose. Veuillez regarder les champs signalés.",
    "reserve.name": "Votre nom",
    "reserve.name_wrong": "Veuillez indiquer votre nom, sur une ligne.",
    "reserve.email": "Votre adresse électronique",
    "reserve.email_hint": "nous y écrivons dans cette langue",
    "reserve.email_wrong": "Veuillez indiquer une adresse complète, comme nom@example.org.",
    "reserve.terms": "En réservant, vous acceptez les conditions ci-dessous (version {n}).",
    "reserve.button": "Réserver mon rang",
    "reserve.closed": "Ce produit ne peut pas être réservé en ce moment.",
    "deposit.stages": "L'acompte",
    "stage": "Étape",
    "stage.how": "Comment",
    "stage.when": "Échéance",
    "stage.within": {"one": "sous {n} jour", "other": "sous {n} jours"},
    "stage.at_once": "tout de suite",
    "method.card": "par carte",
    "method.transfer": "par virement",
    "method.other": "d'une autre manière",
    "terms": "Conditions, version {n}",
    "promises": {"one": "{n} promesse jusqu'ici", "other": "Les {n} promesses jusqu'ici"},
}

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
    "leg_unknown": "Ce remboursement n'a pas de partie {leg}.",
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
    "address_retired": "L'adresse est déjà retirée.",
    "address_foreign": "{address} n'appartient à aucun domaine de votre courrier : {domain}.",
    "notice_unknown": "Il n'y a pas d'avis {notice} ici.",
    "notice_not_a_letter": "Cet avis n'est pas une lettre à poster : {status}.",
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
    "account_not_ours": (
        "{account} ne peut pas être passé en perte. Indiquez un compte comme "
        "assets:provider:… ou assets:clearing:…."
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

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "Vous avez pris le rang {position} dans la file pour {product}.",
    "reservation.confirmed": (
        "La totalité de votre acompte était arrivée, et votre réservation a été confirmée."
    ),
    "reservation.cancelled": (
        "Vous avez quitté la file. Votre demande nous était parvenue {channel} le {asked_at}."
    ),
    "payment.ordered": "{amount} ont été demandés à votre carte (étape {stage}).",
    "payment.entered": (
        "Un membre de l'équipe a saisi {amount} pour l'étape {stage}, montant remis le {value_on}. "
        "Un autre doit le confirmer."
    ),
    "payment.struck": "Un membre de l'équipe a annulé un paiement saisi à la main.",
    "payment.received": "{amount} sont arrivés pour l'étape {stage}. Référence {reference}.",
    "payment.waiting": "Le prestataire a pris le paiement et dira comment il s'est terminé.",
    "payment.unknown": "Le prestataire n'a pas répondu. Nous l'interrogeons ; rien n'est prélevé deux fois.",
    "payment.declined": "Le paiement par carte a été refusé : {decline}. Rien n'a été prélevé.",
    "payment.disputed": "Votre banque a réclamé {amount}. Nous lui avons répondu d'après ce dossier.",
    "payment.dispute_closed/won": "Votre banque nous a laissé {amount}.",
    "payment.dispute_closed/lost": "Votre banque vous a rendu {amount}.",
    "refund.leg_stopped": "{amount} restent en attente : votre banque peut les rendre, et rien n'est payé deux fois.",
    "refund.leg_resumed": "Votre banque en a fini avec {amount} ; le remboursement reprend.",
    "refund.leg_charged_back": "Votre banque vous a rendu {amount} ; cette somme n'est pas payée une seconde fois.",
    "stage.missed": "L'étape {stage} n'était pas arrivée à sa date. Vous avez gardé votre rang.",
    "delay.offered": (
        "La livraison promise a changé. Avant : {before}. Désormais : {by}. Nous vous avons demandé si vous "
        "attendez ou renoncez."
    ),
    "delay.answered/wait": "Vous avez choisi d'attendre.",
    "delay.answered/leave": "Vous avez choisi de renoncer.",
    "message.received": "Un message de votre part nous est parvenu.",
    "message.read/cancelled": (
        "Nous avons compris que vous souhaitez renoncer et récupérer votre argent. Le délai court depuis "
        "l'arrivée de votre message."
    ),
    "message.read/for_a_person": (
        "Nous n'étions pas certains de votre souhait ; une personne a été chargée de le lire."
    ),
    "message.read/noted": "Nous en avons pris note ; il n'y avait rien à faire.",
    "message.decided/cancelled": (
        "Une personne a lu votre message : vous souhaitez renoncer et récupérer votre argent."
    ),
    "message.decided/noted": "Une personne a lu votre message ; il n'y avait rien à faire.",
    "refund.planned": {
        "one": "{amount} doivent vous être rendus, au plus tard le {promised_by}.",
        "other": "{amount} doivent vous être rendus en {n} parties, au plus tard le {promised_by}.",
    },
    "refund.approved": "Un membre de l'équipe a examiné le plan et l'a approuvé.",
    "refund.leg_ordered": "{amount} sont envoyés {way}.",
    "refund.leg_sent": "{amount} sont en route vers vous.",
    "refund.leg_unknown": (
        "Aucune réponse n'est venue au sujet de {amount}. Nous interrogeons ; rien n'est payé deux fois."
    ),
    "refund.leg_declined": "{amount} n'ont pas pu être rendus {way} : {decline}. Une autre voie est prise.",
    "refund.leg_settled": "{amount} ont été rendus {way}. Référence {reference}.",
    "refund.leg_asked/waiting": "Interrogé de nouveau, le prestataire dit que {amount} sont encore en chemin.",
    "refund.leg_asked/done": (
        "Le prestataire, interrogé une dernière fois, confirme que {amount} sont chez vous."
    ),
    "refund.leg_returned": "{amount} nous sont revenus : {decline}. Une autre voie est prise.",
    "refund.leg_redirected": "Un membre de l'équipe a saisi le compte sur lequel {amount} seront versés.",
    "refund.account_confirmed": (
        "Un second membre de l'équipe a confirmé le compte sur lequel {amount} seront versés."
    ),
    "refund.leg_handed": (
        "Un membre de l'équipe a saisi que {amount} vous ont été remis le {value_on}. Un autre doit "
        "le confirmer."
    ),
    "refund.hand_struck": "Un membre de l'équipe a annulé la remise saisie de {amount}.",
    "refund.settled": "Tout, soit {amount}, vous a été rendu. De votre demande à cet instant : {elapsed}.",
    "refund.clock_rang/half": "La moitié du délai promis était écoulée.",
    "refund.clock_rang/promise": "Le délai promis était écoulé, et votre remboursement n'était pas terminé.",
    "refund.clock_rang/statute": (
        "Le délai fixé par la loi était écoulé, et votre remboursement n'était pas terminé."
    ),
    "representative.named": (
        "Un membre de l'équipe a saisi que quelqu'un agit pour le titulaire, avec une pièce."
    ),
    "representative.asked": (
        "Quelqu'un a demandé le remboursement au nom du titulaire. Le délai court depuis le "
        "{asked_at} ; rien n'est payé avant confirmation de la pièce."
    ),
    "representative.confirmed": "Un second membre de l'équipe a confirmé la pièce et le droit d'agir.",
    "representative.rejected": "Un second membre de l'équipe a examiné la pièce, sans y trouver de droit.",
    "representative.clock_rang": "La moitié du délai était écoulée, et personne n'avait examiné la pièce.",
    "notice.written": "Nous vous avons écrit : « {subject} »",
    "notice.failed": "Notre message n'a pas atteint votre adresse.",
}

language = Language("fr", "Français", NOTICES, PAGES, REFUSALS, ACTS, typography, day_text)
