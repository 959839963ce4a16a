"""French: what stands on pages, a text or its plural forms by key."""

from __future__ import annotations

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
    "way.retained": "retenu par le vendeur",
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
    "clock.promise": "Un remboursement dépasse le délai promis",
    "clock.warning": "Le jour fixé par la loi pour un remboursement approche",
    "clock.statute": "Un remboursement dépasse le délai légal",
    "clock.other": "Un remboursement attend",
    "waits_for.approval": "une approbation",
    "waits_for.account": "un compte, ou une remise en main propre",
    "waits_for.confirmation": "une seconde personne, qui confirme",
    "waits_for.dispute": "la fin d'une contestation auprès de la banque",
    "waits_for.cooling_off": "la fin du délai qui suit un changement de contact ; une personne peut y mettre fin",
    "waits_for.rail": "une réponse de la banque ou du prestataire de la carte, rien de notre part",
    "waits_for.other": "autre chose",
    "leg_status.planned": "à envoyer",
    "leg_status.ordered": "envoi en cours",
    "leg_status.unknown": "vérification en cours",
    "leg_status.sent": "en route",
    "leg_status.settled": "arrivé",
    "leg_status.by_hand": "une personne cherche une voie",
    "leg_status.to_confirm": "une autre personne vérifie le compte",
    "leg_status.retained": "rien à rendre",
    "leg_status.other": "en cours",
    "offer.title": "La date de livraison a changé. Que souhaitez-vous ?",
    "offer.now": "Désormais promise",
    "offer.reason": "Raison",
    "offer.question": (
        "Vous ne perdez rien, quelle que soit votre réponse, et vous pourrez changer d'avis plus tard. Sans "
        "réponse, vous gardez votre rang."
    ),
    "offer.answer_by": "Nous vous demandons une réponse d'ici au {day} ; vous ne perdez rien à ne pas répondre.",
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
    "overpaid.title": "Vous avez versé {amount} de plus que le prix.",
    "overpaid.what": (
        "Cet argent est à vous : demandez-le ici, ou laissez-le-nous jusqu'à votre départ. "
        "Dans les deux cas, vous gardez votre rang."
    ),
    "overpaid.button": "Demander le remboursement de {amount}",
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
    "channel.staff": "par un membre de l'équipe du vendeur",
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
        "C'est tout ce que nous détenons de vous, et tout vous revient. Nous vous promettons que ce sera arrivé "
        "sous {promised}."
    ),
    "fee.rule": (
        "Les conditions : de ce qui a été versé, le vendeur retient {fee} (jamais plus que ce qui a été versé) si vous "
        "renoncez {days} jours ou plus après la réservation ; rien tant que vous pouvez vous rétracter, rien dès que "
        "la livraison a pris du retard, et rien si c'est le vendeur qui annule."
    ),
    "fee.rule_never": (
        "Les conditions mentionnent des frais de {fee} sur ce qui a été versé. Ils ne sont pas retenus tant que vous "
        "attendez : jusqu'à la livraison, vous pouvez vous rétracter et récupérer l'intégralité de vos versements."
    ),
    "fee.terms": (
        "Vous avez versé {gross}. Le vendeur en retient {kept}, selon les conditions de votre réservation (version "
        "{version})."
    ),
    "fee.withdrawal_open": "Rien n'est retenu des {gross} que vous avez versés : vous pouvez encore vous rétracter.",
    "fee.promise_slipped": "Rien n'est retenu des {gross} que vous avez versés : la livraison promise est en retard.",
    "fee.too_early": (
        "Rien n'est retenu des {gross} que vous avez versés : vous renoncez avant que des frais soient dus."
    ),
    "fee.seller_cancelled": "Rien n'est retenu des {gross} que vous avez versés : c'est le vendeur qui annule.",
    "fee.request_unshown": (
        "Rien n'est retenu des {gross} que vous avez versés : l'équipe du vendeur a saisi votre demande, et "
        "aucun message de vous ne la montre."
    ),
    "fee.waived": "Rien n'est retenu des {gross} que vous avez versés : le vendeur a renoncé aux frais.",
    "fee.charged_back": (
        "Des {gross} que vous avez versés, le vendeur retient {kept} ; votre banque vous a rendu le reste des frais."
    ),
    "fee.leave": "Vous pouvez renoncer à tout moment. {rule}",
    "fee.column": "Retenu par le vendeur",
    "cancel.back_less": "Cette somme vous revient. Nous vous promettons qu'elle sera arrivée sous {promised}.",
    "cancel.nothing_paid": "Nous ne détenons rien de vous : il n'y a rien à rendre, et plus rien ne sera dû.",
    "cancel.place": "Vous abandonnez votre rang {position} dans la file. C'est définitif.",
    "cancel.confirm": "Confirmer : annuler et récupérer mon argent",
    "cancel.keep": "Garder mon rang",
    "cancellation.staff": (
        "Votre réservation {code} pour {product} est annulée. Un membre de notre équipe a saisi votre demande "
        "le {asked_at} ; si vous n'avez rien demandé, répondez à ce message : une personne l'examinera."
    ),
    "cancellation.representative": (
        "Votre réservation {code} pour {product} est annulée, comme l'a demandé le {asked_at} la personne qui "
        "vous représente."
    ),
    "cancellation.seller": (
        "Nous avons annulé votre réservation {code} pour {product} le {asked_at}, sans que vous l'ayez "
        "demandé. Notre motif : {why}"
    ),
    "cancellation.other": (
        "Votre réservation {code} pour {product} est annulée, comme vous l'avez demandé le {asked_at}."
    ),
    "cancelled.title": "Votre réservation est annulée",
    "cancelled.what": "Nous avons reçu votre annulation pour {product}.",
    "cancelled.received": "Reçue le",
    "cancelled.back": "Vous revient",
    "cancelled.latest": "Au plus tard le",
    "cancelled.next": (
        "Vous n'avez plus rien à faire. Chaque paiement repart par où il est venu, ou autrement si cette "
        "voie n'existe plus ; votre page montre chaque étape."
    ),
    "cancelled.nothing": "Nous ne détenons rien de vous, il n'y a donc rien à rendre.",
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
    # Lettres
    "letter.to": "{name}",
    "letter.day": "Date",
    "letter.reservation": "Réservation",
    "letter.notice": "Lettre",
    "letter.record": "Inscription au registre",
    "letter.why": (
        "Nous vous écrivons par la poste, car notre courriel ne vous est pas parvenu : aucune des adresses "
        "électroniques que nous avons de vous ne fonctionne."
    ),
    "letter.reach": (
        "Le code ci-contre ouvre votre page. Vous pouvez aussi écrire à {address} et nous y indiquer l'adresse "
        "électronique à utiliser."
    ),
    # Contacts
    "contacts.title": "Comment nous vous joignons",
    "contacts.what": (
        "Quoi qu'il arrive à votre réservation, nous vous écrivons ici. Vous pouvez donner plusieurs adresses."
    ),
    "contacts.change": "Voir et modifier mes adresses",
    "contacts.add": "Ajouter une adresse",
    "contacts.add_hint": (
        "Nous y envoyons un message pour la confirmer et prévenons toutes vos autres adresses. Si vous nous donnez "
        "un compte bancaire peu après, il attend quelques jours pour votre sécurité ; l'argent qui retourne sur votre "
        "carte n'attend pas."
    ),
    "contact.title": "Cette adresse est-elle la vôtre ?",
    "contact.question": (
        "Quelqu'un a donné cette adresse pour la réservation qui porte ce code. Ne la confirmez que si c'était vous."
    ),
    "contact.confirm": "Oui, c'est mon adresse",
    "contact.stop": "Ce n'était pas moi",
    "contact.first": "Écrire ici d'abord",
    "contact.retire": "Ne plus écrire ici",
    "contact.cools": "Nouvelle : un compte bancaire donné maintenant n'est pas payé avant le {until}.",
    "contact.waiting": "Attend d'être confirmée par un message que nous y avons envoyé.",
    "contact.open": "Utilisée.",
    "contact.unreachable": "Nos messages n'y arrivent pas.",
    "contact.retired": "N'est plus utilisée.",
    "contact.stopped": "Arrêtée : vous nous avez dit que ce n'était pas vous. Une personne s'en occupe.",
    "contact.looked": "Arrêtée : une personne s'en est occupée.",
    "contact.confirmed": "Merci. Cette adresse est confirmée, et nous y écrivons.",
    "contact.done": "Merci. Rien n'est envoyé à cette adresse.",
    # Coming back
    "recovery.title": "Votre adresse a changé, et aucun de vos liens ne fonctionne plus ?",
    "recovery.what": (
        "Donnez-nous la clé de vos reçus et ce que vous savez de votre premier paiement. Si tout est juste, un message "
        "part à votre nouvelle adresse."
    ),
    "recovery.code": "Code de réservation",
    "recovery.code_hint": "dix lettres et chiffres, comme 7K2QF-M9X4H",
    "recovery.key": "Clé de vos reçus",
    "recovery.key_hint": "elle figure dans notre premier message et sur votre page",
    "recovery.paid_on": "Jour de votre premier paiement",
    "recovery.paid_on_hint": "tel que votre banque l'indique",
    "recovery.amount": "Son montant",
    "recovery.amount_hint": "par exemple 5 000,00",
    "recovery.ending": "Les quatre derniers caractères",
    "recovery.ending_hint": "de la carte, du compte ou de la référence du paiement",
    "recovery.address": "Votre nouvelle adresse",
    "recovery.address_hint": "nous y écrivons, ainsi qu'à toute adresse que nous connaissons",
    "recovery.trouble": "Il manque quelque chose ou ce n'est pas lisible. Regardez les champs marqués.",
    "recovery.button": "Envoyer",
    "recovery.sent": "Nous vous avons entendu.",
    "recovery.sent_next": (
        "Si tout est juste, un message est en route vers votre nouvelle adresse. S'il n'arrive pas dans l'heure, "
        "quelque chose ne l'était pas : nous ne disons pas quoi, pour que personne ne puisse essayer. Après cinq "
        "essais dans une journée, ce formulaire est fermé jusqu'au lendemain."
    ),
    "recovery.otherwise": (
        "Vous n'avez plus la clé ? Écrivez-nous : avec un document, notre équipe peut vous aider."
    ),
    "message.title": "Écrivez-nous",
    "message.button": "Nous écrire ici",
    "message.what": (
        "Posez une question, contestez, ou dites que vous souhaitez renoncer : un message envoyé de cette page "
        "nous parvient aussitôt et reste consigné avec son heure."
    ),
    "message.label": "Votre message",
    "message.send": "Envoyer le message",
    "message.wrong": "Écrivez quelque chose, {most} caractères au plus.",
    "message.received": "Votre message nous est parvenu le {at}.",
    "message.next": "Il figure sur la page de votre réservation, et la suite y figurera aussi.",
    "reply_address": "Écrivez-nous",
    "reply_address.what": (
        "Un courriel à cette adresse arrive toujours à votre réservation, même dans des années. Vous seul l'avez."
    ),
    "receipt_key": "Clé de vos reçus",
    "receipt_key.what": (
        "Gardez-la sur papier. Si votre adresse disparaît, cette clé et ce que vous savez de votre premier paiement "
        "vous ramènent ici."
    ),
    # Annonces
    "announcement.fallback": (
        "Cette annonce n'existe pas en français. La voici dans une autre langue : {language}."
    ),
    "announcements.title": "Annonces",
    "announcements.ask": (
        "Souhaitez-vous ne plus recevoir d'annonces ? Tout ce qui concerne votre réservation "
        "vous parviendra comme avant."
    ),
    "announcements.button": "Ne plus recevoir d'annonces",
    "announcements.off": (
        "Vous ne recevrez plus d'annonces. Tout ce qui concerne votre réservation vous "
        "parviendra comme avant."
    ),
}
