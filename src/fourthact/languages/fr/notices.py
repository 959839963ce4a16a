"""French: what is sent to a holder, subject and text by template."""

from __future__ import annotations

NOTICES = {
    "reserved": (
        "Votre rang dans la file pour {product} ({code})",
        """Bonjour {name},

        Merci. Vous occupez le rang {position} dans la file d'attente pour {product}. Votre code de
        réservation est {code}.

        Votre acompte est dû en plusieurs étapes :

        {stages_text}

        {instructions_text}

        Votre page vous montre tout ce qui concerne votre réservation, et vous pouvez y payer :

        {page_url}

        Gardez cette clé de vos reçus, sur papier si possible : {receipt_key}. Si cette adresse disparaît un jour, la
        clé et ce que vous savez de votre premier paiement vous ramènent ici :

        {recovery_url}

        {leave_text} Un clic sur
        votre page suffit. Vous pouvez aussi répondre à ce message avec vos propres mots : une réponse à
        n'importe lequel de nos messages nous parvient, même des années plus tard.""",
    ),
    "payment_received": (
        "Nous avons reçu {amount} pour votre réservation {code}",
        """Bonjour {name},

        Votre paiement est arrivé.

        – Objet : {product}, réservation {code}
        – Montant : {amount}
        – Référence du paiement : {reference}
        – Total versé à ce jour : {total_paid}

        {leave_text}""",
    ),
    "payment_declined": (
        "Votre paiement pour {product} n'a pas abouti",
        """Bonjour {name},

        Le paiement de l'étape {stage} pour {product} a été refusé : {reason}. Rien n'a été prélevé. Vous
        gardez votre rang dans la file.

        Vous pouvez réessayer, avec la même carte ou une autre, sur votre page :

        {page_url}""",
    ),
    "stage_missed": (
        "L'étape {stage} de votre acompte reste à payer ({code})",
        """Bonjour {name},

        L'étape {stage} de votre acompte pour {product} ne nous est pas encore parvenue.

        – Montant : {amount}
        – Référence à indiquer : {reference}

        {instructions_text}

        Vous gardez votre rang dans la file. Si vous avez déjà payé, vous n'avez rien à faire : un virement
        peut prendre quelques jours. Si vous préférez renoncer, il suffit de répondre à ce message.""",
    ),
    "stage_missed_card": (
        "L'étape {stage} de votre acompte reste à payer ({code})",
        """Bonjour {name},

        L'étape {stage} de votre acompte pour {product} n'est pas encore payée : {amount}, par carte.

        Vous gardez votre rang dans la file. Vous pouvez payer sur votre page :

        {page_url}

        Si vous préférez renoncer, il suffit de répondre à ce message.""",
    ),
    "confirmed": (
        "Votre réservation {code} est confirmée",
        """Bonjour {name},

        La totalité de votre acompte, soit {amount}, nous est parvenue et votre réservation {code} pour
        {product} est confirmée. Ce montant est la somme de toutes les étapes ; rien d'autre n'a été payé et
        rien ne manque.

        Votre page, avec chaque étape et son justificatif :

        {page_url}""",
    ),
    "promise_revised": (
        "{product} : la date de livraison a changé",
        """Bonjour {name},

        La date de livraison que nous vous avions donnée pour {product} (réservation {code}) a changé.

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

        Nous avons reçu votre message le {received_at} et compris que vous souhaitez annuler votre
        réservation {code} pour {product} et récupérer votre argent.

        Le délai de remboursement court depuis cet instant. Vous n'avez plus rien à faire. Nous vous
        écrirons quand chaque montant sera en route et quand il sera arrivé.

        Si nous vous avons mal compris, répondez à ce message : une personne le lira.""",
    ),
    "request_seen_by_person": (
        "Une personne lit votre message",
        """Bonjour {name},

        Nous avons reçu votre message le {received_at}. Nous ne sommes pas certains de ce que vous souhaitez
        ; une personne le lit en ce moment et vous répondra.

        Si vous souhaitez annuler et récupérer votre argent, vous pouvez le dire en une phrase en répondant
        à ce message. Le délai compte alors à partir de votre premier message.""",
    ),
    "cancelled": (
        "Votre réservation {code} est annulée ; {amount} vous sont rendus",
        """Bonjour {name},

        {opening_text}

        – Montant rendu : {amount}
        – Au plus tard : {promised_by}

        C'est tout ce que nous détenons de vous, toutes étapes comprises. Chaque paiement repart par où il est
        venu ; si cette voie n'existe plus, nous en choisissons une autre et vous le disons. Le
        remboursement n'est terminé que lorsque toutes ses parties sont arrivées.""",
    ),
    "cancelled_fee": (
        "Votre réservation {code} est annulée ; {amount} vous sont rendus",
        """Bonjour {name},

        {opening_text}

        – Montant rendu : {amount}
        – Au plus tard : {promised_by}

        {fee_text}

        Chaque paiement repart par où il est venu ; si cette voie n'existe plus, nous en choisissons une autre et vous
        le disons. Le remboursement n'est terminé que lorsque toutes ses parties sont arrivées.""",
    ),
    "refund_fee_waived": (
        "{amount} de plus vous sont rendus ({code})",
        """Bonjour {name},

        Le vendeur a renoncé à {amount} que les conditions de votre réservation {code} pour {product} lui auraient
        permis de retenir. Cette somme vous est rendue avec le reste de votre remboursement : {total} en tout.""",
    ),
    "cancelled_unpaid": (
        "Votre réservation {code} est annulée",
        """Bonjour {name},

        {opening_text} Nous
        ne détenons rien de vous : il n'y a rien à rendre, et plus rien ne sera dû.""",
    ),
    "representative_named": (
        "Quelqu'un déclare agir pour vous ({code})",
        """Bonjour {name},

        Quelqu'un nous a déclaré agir pour vous dans votre réservation {code} pour {product} et a remis une
        pièce à l'appui. Deux membres de notre équipe l'examinent avant que quoi que ce soit ne soit fait.

        Si vous n'êtes pas au courant, veuillez répondre tout de suite à ce message : une personne le lira. Si
        cela correspond à votre souhait, vous n'avez rien à faire.""",
    ),
    "contact_added": (
        "Une nouvelle adresse pour votre réservation {code}",
        """Bonjour {name},

        Le {at}, une nouvelle adresse a été donnée pour votre réservation {code} : {address}.

        Si c'était vous, vous n'avez rien à faire. Pour votre sécurité, un compte bancaire donné maintenant n'est
        pas payé avant le {until}.

        Si ce n'était pas vous, ouvrez cette page et appuyez sur « Ce n'était pas moi ». La nouvelle adresse n'est
        alors pas utilisée, aucun argent ne va sur un compte donné depuis, et une personne s'en occupe :

        {contacts_url}""",
    ),
    "contact_confirm": (
        "Veuillez confirmer cette adresse ({code})",
        """Bonjour,

        cette adresse a été donnée pour la réservation qui porte le code {code}. Si c'était vous, veuillez la
        confirmer sur cette page ; nous n'y écrivons qu'ensuite :

        {confirm_url}

        Si ce n'était pas vous, vous pouvez le dire sur la même page.""",
    ),
    "contact_retired": (
        "Une adresse de votre réservation {code} n'est plus utilisée",
        """Bonjour {name},

        Le {at}, l'adresse {address} a été abandonnée pour votre réservation {code}. Nous n'y écrivons plus, sauf
        pour annoncer des changements comme celui-ci.

        Si ce n'était pas vous, regardez vos adresses ici, ou répondez à ce message :

        {contacts_url}""",
    ),
    "contact_stopped": (
        "Nous avons arrêté la nouvelle adresse de votre réservation {code}",
        """Bonjour {name},

        Vous nous avez dit le {at} que l'adresse {address} n'est pas la vôtre. Elle n'est pas utilisée, et aucun
        argent ne va sur un compte donné depuis. Une personne s'en occupe et vous écrira s'il y a quelque chose à
        demander.

        Vos adresses :

        {contacts_url}""",
    ),
    "refund_cooling": (
        "Pourquoi {amount} de votre remboursement attendent",
        """Bonjour {name},

        Le compte que vous nous avez donné pour {amount} de votre remboursement n'est pas payé avant le {until},
        parce qu'une nouvelle adresse a été donnée peu avant pour votre réservation {code}. Cela vous protège si ce
        n'était pas vous.

        C'est plus tard que le jour fixé par la loi, le {statutory_by}. Nous le disons ouvertement : un membre de
        notre équipe a été prévenu et peut s'assurer autrement que le compte est le vôtre. Vous pouvez répondre à ce
        message.""",
    ),
    "contact_ready": (
        "Vous êtes de retour : votre réservation {code}",
        """Bonjour {name},

        Cette adresse est confirmée pour votre réservation {code}, et nous y écrivons désormais. Votre page, avec chaque
        étape :

        {page_url}

        Toutes les adresses que nous connaissions ont été prévenues. Pour votre sécurité, un compte bancaire donné
        maintenant attend un court délai ; l'argent qui retourne sur votre carte n'attend pas.""",
    ),
    "refund_leg_settled": (
        "{amount} vous ont été rendus",
        """Bonjour {name},

        Une partie de votre remboursement, {amount}, a été rendue {way}. Sa référence est {reference}.

        Selon votre banque, quelques jours peuvent passer avant qu'elle n'apparaisse sur votre compte.""",
    ),
    "refund_part_planned": (
        "{amount} vous sont rendus",
        """Bonjour {name},

        Sur vos versements pour {product} (réservation {code}), {amount} vous sont rendus, au plus tard le
        {promised_by}. Votre réservation ne change pas, votre place {position} dans la file non plus, et rien
        d'autre ne devient dû pour autant.

        Chaque paiement repart par où il est venu ; si cette voie n'existe plus, nous en choisissons une
        autre et vous le disons. Si vous ne vous y attendiez pas, répondez à ce message : une personne le
        lira.""",
    ),
    "refund_part_settled": (
        "{amount} vous ont été rendus : ce remboursement est terminé",
        """Bonjour {name},

        Les {amount} qui devaient vous être rendus sur vos versements pour {product} (réservation {code})
        l'ont été en totalité, en {elapsed}. Votre réservation ne change pas.

        Toute l'histoire, avec un fichier qui prouve chaque étape et que chacun peut vérifier sans nous :

        {page_url}""",
    ),
    "refund_settled": (
        "Votre remboursement est terminé : {amount}",
        """Bonjour {name},

        La totalité de votre acompte pour {product} (réservation {code}) vous a été rendue : {amount}. Entre
        votre demande et cet instant, il s'est écoulé {elapsed}.

        Toute l'histoire, avec un fichier qui prouve chaque étape et que chacun peut vérifier sans nous :

        {page_url}""",
    ),
    "refund_late": (
        "Votre remboursement est en retard, et nous le savons",
        """Bonjour {name},

        Votre remboursement de {amount} pour {product} (réservation {code}) était promis pour le
        {promised_by} et n'est pas terminé. Nous vous prions de nous en excuser.

        Vous n'avez rien à faire. Les responsables sont prévenus, et ce remboursement passe avant tout le
        reste jusqu'à ce qu'il soit terminé.""",
    ),
    "escalated": (
        "{clock} : {amount}, réservation {code}",
        """{clock}.

        Il s'agit du remboursement de {amount} pour {product} (réservation {code}), demandé le {asked_at}. Il attend :

        {waits_text}

        – promis pour le {promised_by}
        – dû selon la loi pour le {statutory_by}

        GET /api/v1/refunds/{refund} montre chaque part et ce qui peut être fait. Le titulaire n'est pas nommé ici.""",
    ),
    "escalated_paper": (
        "Un document attend d'être examiné : réservation {code}",
        """Quelqu'un demande le remboursement pour {product} (réservation {code}) au nom du titulaire. La moitié du
        délai promis est écoulée, et personne n'a examiné le document qui lui en donne le droit.

        GET /api/v1/reservations/{reservation}/representatives le montre ; une seconde personne décide.""",
    ),
    "escalated_contact": (
        "Quelqu'un dit : ce n'était pas moi. Réservation {code}",
        """Le titulaire de {product} (réservation {code}) dit d'un nouveau contact que ce n'était pas lui. Rien n'y est
        envoyé, et aucun compte donné depuis n'est payé. Quelqu'un a peut-être eu son lien.

        GET /api/v1/reservations/{reservation}/contacts le montre. Veuillez l'examiner et dire ce que vous avez
        trouvé.""",
    ),
    "escalated_address": (
        "Le courrier à {address} n'arrive pas",
        """Depuis le {dead_at}, le courrier à {address} n'arrive plus. Les titulaires lisent cette adresse, et qui y
        écrit maintenant n'est pas entendu.

        {why}

        GET /api/v1/addresses la montre comme {address_id}. L'alarme dure jusqu'à ce que le courrier arrive de nouveau
        ou que quelqu'un s'en occupe.""",
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
    "announcement": (
        "{subject}",
        """{fallback}

        {text}

        Vous recevez ce message parce que vous occupez une place dans la file pour {product}. Si vous ne
        voulez pas d'annonces, dites-le ici. Tout ce qui concerne votre réservation vous parviendra comme avant :

        {unsubscribe_url}""",
    ),
}
