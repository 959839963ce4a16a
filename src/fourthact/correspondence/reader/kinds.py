"""Who or what wrote a message: a machine about our mail, a machine for a person, a list, or a person."""

from __future__ import annotations

import re

from fourthact.correspondence.reader.reading import Failed, Kind
from fourthact.mail.parse import Letter

_AUTO_SUBJECT = re.compile(
    r"^\s*\W*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|automatic reply|automated (?:reply|response)|autoreply|auto[: ]|out of (?:the )?office|ooo\b|away from|"
    r"vacation|r[ée]ponse automatique|r[ée]pondeur|absen(?:ce|t|te) ?[: ]|absence du bureau|notification d.absence|message d.absence|risposta automatica|"
    r"assen(?:za|te)|fuori (?:ufficio|sede)|messaggio automatico|자동 ?(?:회신|응답|답장)|부재(?:중|)|휴가|\[부재)",
    re.IGNORECASE,
)
_AUTO_WORDS = re.compile(
    r"\bi am (?:currently )?(?:out of (?:the )?office|on (?:annual |maternity |parental |sick )?leave|away)|\bout of the office until|limited access to (?:my )?e-?mail|"
    r"this is an? (?:automat|auto-)|automatically generated|automated (?:message|response|reply)|do not reply to this|"
    r"(?:we have|we've) (?:received|got) your (?:message|e-?mail|request|enquiry|inquiry)|your (?:request|ticket|message|e-?mail|enquiry) (?:has been|was) (?:received|created|logged|opened|registered)|"
    r"type your reply above|reply above this line|thank you for contacting|thanks for contacting|will (?:reply|respond|get back to you) (?:within|as soon)|"
    r"je suis (?:actuellement )?(?:absente?|en cong[ée]s?|en vacances) (?:jusqu|du|et|sans|cette)|message automatique|r[ée]ponse automatique|votre (?:demande|message|courriel|requ[êe]te)[^.\n]{0,40} a (?:bien )?[ée]t[ée] (?:re[çc]u|enregistr|transmis|pris)|"
    r"nous avons bien re[çc]u votre (?:message|demande|courriel|mail)|merci d.avoir contact[ée]|sera trait[ée]e? (?:sous|dans)|ne pas r[ée]pondre [àa] ce|r[ée]pondez au-dessus de cette ligne|"
    r"sono (?:attualmente )?(?:fuori ufficio|assente|in ferie|in congedo)|(?:risposta|messaggio) automatic|la (?:tua|sua|vostra) (?:richiesta|segnalazione|e-?mail)[^.\n]{0,40} (?:è|e') stata (?:presa in carico|ricevuta|registrata)|"
    r"abbiamo ricevuto (?:la|il) (?:tua|tuo|sua|suo|vostr[ao])|grazie per aver(?:ci)? contattato|sar[àa] gestita entro|non rispondere a quest|rispondi sopra questa riga|"
    r"자동(?:으로)? ?(?:발송|회신|응답|생성)|본 메일은 발신 ?전용|문의(?:가|해 주셔서)[^.\n]{0,30}(?:접수|감사)|접수(?:되었습니다|번호)|영업일 ?(?:기준)?[^.\n]{0,10}(?:이내|내)에? ?(?:답변|회신|처리)|부재중|휴가 ?중(?:입니다|이라|이오니)|육아휴직 중",
    re.IGNORECASE,
)
_MACHINE_REPORT = re.compile(r"^\s*Report[- ]Domain:|\bSubmitter:|AWS Notification Message", re.IGNORECASE)
_ASKS_US = re.compile(r"\b(?:my|our) (?:reservation|order|deposit)|ma r[ée]servation|mon acompte|mia prenotazione|제 예약|예약번호", re.IGNORECASE)
_SPAM_WORDS = re.compile(
    r"click (?:here|below|the link)|cliquez (?:ici|sur)|clicca (?:qui|sul|il)|클릭|confirm your (?:bank|card|account|details)|verify your (?:identity|account)|"
    r"confermare? (?:i )?(?:suoi|tuoi) dati|confirmez vos (?:coordonn|donn)|OTP|boost your|grow your|our platform|15[- ]minute call|quick call|un quart d.heure|book a demo|"
    r"your (?:website|booking pages|conversion|store)|vos clients|i tuoi clienti|your customers|lottery|bitcoin|crypto|viagra|unclaimed|has been approved|a [ée]t[ée] approuv|[èe] stato approvato|승인되었습니다|"
    r"visio\b|un quart d.heure|r[ée]pondez STOP|rispondi NO|reply STOP|\bfunnel\b|notre m[ée]thode|nostro metodo|our method|marques [àa]|brands?\b|call di|minutes visio|within 24 hours|sous 24 ?h(?:eures)?|entro 24 ore|24시간 (?:이내|내)|대출|도박|카지노|마케팅 (?:제안|대행)|매출|방어율|무료 (?:상담|진단)|광고",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)


def auto_by_header(letter: Letter) -> str:
    """Why a message is a machine's answer, or the empty text. Source: RFC 3834, and what programs really set."""
    if _MACHINE_REPORT.search(letter.subject):
        return "a report by a machine, for a machine"
    submitted = letter.header("auto-submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted}"
    for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder", "x-mail-autoreply", "x-autoreply-from", "x-fc-machinegenerated"):
        if letter.header(name):
            return f"{name} is set"
    precedence = letter.header("precedence").strip().lower()
    if precedence in ("auto_reply", "auto-reply", "autoreply"):
        return f"Precedence: {precedence}"
    return ""


def auto_by_words(letter: Letter, own: str) -> str:
    """Why a message reads like a machine's answer though no header says so, or the empty text."""
    if _AUTO_SUBJECT.match(letter.subject):
        return f"the subject {letter.subject!r} announces an automatic answer"
    hits = {hit.group().lower() for hit in _AUTO_WORDS.finditer(own)}
    if hits and (len(hits) > 1 or letter.header("x-auto-response-suppress") or not _ASKS_US.search(own)):
        return f"the text says so: {sorted(hits)[0]!r}"
    return ""


def machine_report(letter: Letter) -> Kind | None:
    """The kind of a report in a standard form. Source: RFC 3464, RFC 5965, RFC 8098."""
    kinds = [kind for kind, _ in letter.reports]
    if "message/feedback-report" in kinds or letter.report_type == "feedback-report":
        return Kind.ABUSE_REPORT
    if letter.from_ and letter.from_.address.lower() == "staff@hotmail.com" and letter.subject.startswith("complaint about"):
        return Kind.ABUSE_REPORT
    if any(kind.endswith("disposition-notification") for kind in kinds) or letter.report_type == "disposition-notification":
        return Kind.RECEIPT
    return None


def of_failures(failed: tuple[Failed, ...]) -> Kind:
    actions = {one.action for one in failed}
    if "failed" in actions or not actions:
        return Kind.BOUNCE
    return Kind.DELAYED if "delayed" in actions else Kind.DELIVERED


def spam(letter: Letter, own: str) -> str:
    """Why a message is sold or baited, or the empty text; a person's request is never thrown away for it."""
    flag = letter.header("x-spam-flag").strip().lower()
    if flag == "yes":
        return "the mail server marked it as spam"
    hits = {hit.group().lower() for hit in _SPAM_WORDS.finditer(own)}
    bulk = bool(letter.header("list-unsubscribe")) and letter.header("precedence").strip().lower() in ("bulk", "junk", "")
    foreign = bool(letter.reply_to) and letter.from_ is not None and _domain(letter.reply_to[0].address) != _domain(letter.from_.address)
    if bulk and (hits or not _ASKS_US.search(own)):
        return "bulk mail with a way to unsubscribe"
    if _LINK.search(own) and (len(hits) >= 2 or (hits and foreign)):
        return f"a link and bait: {', '.join(sorted(hits)[:3])}"
    if len(hits) >= 3:
        return f"bait: {', '.join(sorted(hits)[:3])}"
    return ""


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
