"""What people write: a few letters of each sort in each language, written for this simulation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Sort = Literal["cancel", "thanks", "question", "away"]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter. `text` may name the reservation as {code}."""

    subject: str
    text: str


def _letters(*pairs: tuple[str, str]) -> tuple[Letter, ...]:
    return tuple(Letter(*pair) for pair in pairs)


LETTERS: Mapping[str, Mapping[Sort, tuple[Letter, ...]]] = {
    "en": {
        "cancel": _letters(
            (
                "Cancellation",
                "Hello,\n\nplease cancel my reservation {code} and refund my deposit.\n\nThank you",
            ),
            ("I am out", "I would like to cancel my reservation and get my money back. The code is {code}."),
            (
                "Enough waiting",
                "After all these years I have had enough. I hereby cancel reservation {code}. Please refund"
                " everything I paid.\n\nRegards",
            ),
            ("Please refund", "Please cancel {code} and return the full deposit to me as soon as possible."),
        ),
        "thanks": _letters(
            ("Thank you", "Thank you very much for the update!"),
            ("Got it", "Thanks for letting me know, I am happy to wait."),
        ),
        "question": _letters(
            ("When?", "Hello, do you know when it will be delivered? Best regards"),
            ("A question", "Could you tell me what place in line I have now?"),
        ),
        "away": _letters(("Automatic reply: out of office", "I am out of the office until Monday.")),
    },
    "ko": {
        "cancel": _letters(
            (
                "예약 취소 요청",
                "안녕하세요.\n\n예약 {code} 취소해 주시고 예약금을 환불해 주세요.\n\n감사합니다.",
            ),
            ("환불 요청드립니다", "예약번호 {code}입니다. 예약을 취소하고 싶습니다. 전액 환불 부탁드립니다."),
            ("취소합니다", "더 이상 기다릴 수 없어 예약을 취소합니다. 납부한 금액을 모두 돌려주세요."),
        ),
        "thanks": _letters(
            ("감사합니다", "소식 알려 주셔서 감사합니다."),
            ("확인했습니다", "안내 감사합니다. 계속 기다리겠습니다."),
        ),
        "question": _letters(
            ("문의드립니다", "안녕하세요. 차량은 언제 출고되나요?"),
            ("순번 문의", "제 대기 순번이 지금 몇 번인지 알 수 있을까요?"),
        ),
        "away": _letters(("자동 회신: 부재중", "현재 휴가 중입니다. 월요일에 복귀합니다.")),
    },
    "fr": {
        "cancel": _letters(
            (
                "Annulation de ma réservation",
                "Bonjour,\n\nje souhaite annuler ma réservation {code} et être remboursé de mon acompte.\n\nMerci",
            ),
            (
                "Remboursement",
                "Madame, Monsieur,\n\nveuillez annuler ma réservation {code} et me rembourser la totalité de la somme"
                " versée.\n\nMerci",
            ),
            ("J'annule", "J'en ai assez d'attendre, j'annule ma réservation. Merci de me rembourser."),
        ),
        "thanks": _letters(
            ("Merci", "Merci beaucoup pour ces nouvelles !"),
            ("Bien reçu", "Merci de m'avoir prévenu, je continue d'attendre."),
        ),
        "question": _letters(
            ("Question", "Bonjour, savez-vous quand la livraison aura lieu ?"),
            ("Ma place", "Pouvez-vous me dire quelle est ma place dans la file ?"),
        ),
        "away": _letters(
            (
                "Réponse automatique : absence",
                "Je suis actuellement en congés jusqu'au lundi 12. Merci de votre patience.",
            )
        ),
    },
    "it": {
        "cancel": _letters(
            (
                "Annullamento della prenotazione",
                "Salve,\n\nvorrei annullare la prenotazione {code} e ricevere il rimborso della caparra.\n\nGrazie",
            ),
            (
                "Rimborso",
                "Vi prego di annullare la prenotazione {code} e di rimborsarmi l'intero importo versato.",
            ),
            ("Disdetta", "Dopo tutti questi anni disdico la prenotazione. Restituitemi i soldi, grazie."),
        ),
        "thanks": _letters(
            ("Grazie", "Grazie mille per l'aggiornamento!"),
            ("Ricevuto", "Grazie per avermi avvisato, continuo ad aspettare."),
        ),
        "question": _letters(
            ("Domanda", "Buongiorno, sapete quando avverrà la consegna?"),
            ("Il mio posto", "Potete dirmi qual è il mio posto nella lista?"),
        ),
        "away": _letters(("Risposta automatica: assente", "Sono in ferie fino a lunedì.")),
    },
}
NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("Alex Reed", "Sam Carter", "Robin Hale", "Jo Winters"),
    "ko": ("김하늘", "이서연", "박지훈", "최민서"),
    "fr": ("Cléo Dupont", "Noé Lefèvre", "Inès Moreau", "Hugo Garnier"),
    "it": ("Gaia Conti", "Luca Ferri", "Sara Neri", "Elio Fabbri"),
}
