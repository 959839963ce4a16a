"""French: what happened, in one sentence, by tag."""

from __future__ import annotations

ACTS: dict[str, str | dict[str, str]] = {
    "reservation.placed": "Vous avez pris le rang {position} dans la file pour {product}.",
    "reservation.confirmed": (
        "La totalité de votre acompte était arrivée, et votre réservation a été confirmée."
    ),
    "reservation.cancelled": (
        "Vous avez quitté la file. Votre demande nous était parvenue {channel} le {asked_at}."
    ),
    "reservation.cancelled/seller": "Le vendeur a annulé votre réservation le {asked_at}. Motif indiqué : {why}",
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
    "payment.dispute_reversed": "Votre banque nous a finalement rendu {amount}.",
    "refund.leg_stopped": "{amount} restent en attente : votre banque peut les rendre, et rien n'est payé deux fois.",
    "refund.leg_resumed": "Votre banque en a fini avec {amount} ; le remboursement reprend.",
    "refund.leg_charged_back": "Votre banque vous a rendu {amount} ; cette somme n'est pas payée une seconde fois.",
    "stage.missed": "L'étape {stage} n'était pas arrivée à sa date. Vous avez gardé votre rang.",
    "delay.offered": (
        "La livraison promise a changé. Avant : {before}. Désormais : {by}. Nous vous avons demandé si vous "
        "attendez ou renoncez."
    ),
    "delay.given": "Vous en avez été informé. Nous vous demandons votre réponse d'ici au {answer_by}.",
    "delay.not_given": (
        "Notre avis est revenu : il compte comme non donné, et aucun délai ne court avant qu'un autre vous parvienne."
    ),
    "delay.unanswered": "Aucune réponse n'est venue à temps. Vous gardez votre place et pouvez partir à tout moment.",
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
    "refund.planned/whole": {
        "one": "{amount} doivent vous être rendus, au plus tard le {promised_by}.",
        "other": "{amount} doivent vous être rendus en {n} parties, au plus tard le {promised_by}.",
    },
    "refund.planned/partial": (
        "{amount} sur vos versements doivent vous être rendus, au plus tard le {promised_by}. Votre place reste "
        "la vôtre."
    ),
    "refund.planned/overpaid": (
        "Vous aviez versé {amount} de trop. Ils doivent vous être rendus, au plus tard le {promised_by}."
    ),
    "refund.approved": "Un membre de l'équipe a examiné le plan et l'a approuvé.",
    "refund.fee_waived": "{amount} que les conditions permettaient au vendeur de retenir vous sont finalement rendus.",
    "refund.approvals_void": "Le plan a été modifié. Qui l'avait approuvé l'examine de nouveau.",
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
    "refund.payee_checked/match": "La banque du compte qui recevra {amount} a confirmé à qui il appartient.",
    "refund.payee_checked/close_match": (
        "La banque du compte qui recevra {amount} le connaît sous un nom proche ; une personne l'examine."
    ),
    "refund.payee_checked/no_match": (
        "La banque du compte qui recevra {amount} le connaît sous un autre nom ; une personne l'examine."
    ),
    "refund.payee_checked/cannot_tell": (
        "La banque du compte qui recevra {amount} n'a pas pu dire à qui il appartient ; une personne l'examine."
    ),
    "refund.payee_checked/unavailable": (
        "La banque du compte qui recevra {amount} n'a pas répondu ; une personne l'examine."
    ),
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
    "refund.clock_rang/warning": "L'échéance fixée par la loi approchait, et votre remboursement n'était pas terminé.",
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
    "contact.added": (
        "Une nouvelle adresse a été donnée pour vous joindre. Toutes vos adresses ont été prévenues."
    ),
    "contact.confirmed": "La nouvelle adresse a été confirmée.",
    "contact.put_first": "Dès lors, nous avons écrit à l'une de vos adresses avant les autres.",
    "contact.retired": "L'une de vos adresses a été abandonnée. Toutes ont été prévenues.",
    "contact.stopped": (
        "Vous avez dit d'une nouvelle adresse que ce n'était pas vous. Rien n'y est envoyé ; une personne s'en occupe."
    ),
    "contact.looked": "Un membre de l'équipe a examiné l'adresse que vous aviez arrêtée.",
    "refund.account_dropped": (
        "Le compte qui devait recevoir {amount} n'est pas utilisé : il a été donné après une adresse qui n'est pas la "
        "vôtre."
    ),
    "refund.cooling_late": (
        "Le compte pour {amount} attend parce qu'une adresse est nouvelle, au-delà du jour fixé par la loi. Une "
        "personne a été prévenue."
    ),
    "refund.cooling_ended": (
        "Un membre de l'équipe s'est assuré que le compte pour {amount} est le vôtre ; il n'attend plus."
    ),
    "recovery.tried": "Quelqu'un qui a la clé de vos reçus a demandé une nouvelle adresse.",
    "recovery.entered": (
        "Un membre de l'équipe a saisi que vous avez montré un document. Un autre doit l'examiner."
    ),
    "recovery.decided/confirmed": "Un second membre de l'équipe a confirmé votre document.",
    "recovery.decided/rejected": "Un second membre de l'équipe a examiné le document et ne l'a pas accepté.",
    "escalation.sent": "Les responsables ont été prévenus.",
    "notice.written": "Nous vous avons écrit : « {subject} »",
    "notice.posted": "Nous vous l'avons envoyé par la poste.",
    "notice.given": "Un membre du personnel vous en a informé de vive voix ou autrement.",
    "announcements.refused": "Vous avez demandé à ne plus recevoir d'annonces.",
    "notice.failed": "Notre message n'a pas atteint votre adresse.",
}
