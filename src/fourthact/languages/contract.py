"""What a language is: the words of notices, pages, refusals and acts; how money, days and times are written.

A language is one folder: tables of sentences with `{facts}`. It knows nothing of rooms; what a fact means is
said by its type: `Money`, `date`, `datetime`, `timedelta`, an integer, or text that stands as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date
from babel.numbers import NumberPattern, format_percent, get_group_symbol, parse_pattern

from fourthact.values.money import Money, exponent

Text = str | Mapping[str, str]

# Facts that are one of a few codes; their words stand in `pages` under `kind.code`.
_CODED = {"way": "way", "decline": "decline", "channel": "channel", "method": "method"}
_FONT = "font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;color:#1d2429"
# Korean words stay whole; a long link breaks rather than being cut off.
_WRAPS = "word-break:keep-all;overflow-wrap:anywhere"
# What is copied sign by sign (a reservation's code, a key) stays on one line; not within a link.
_CODE = re.compile(r"(?<![A-Za-z0-9_/=-])[0-9A-Z]{4,5}(?:-[0-9A-Z]{4,5})+(?![A-Za-z0-9_-])")
_LETTER_AND_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class DepositStage:
    """A stage of a deposit as a notice shows it. `reference`: what a transfer quotes; None for a card."""

    n: int
    amount: Money
    method: str
    due_at: datetime
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """How a stage is paid by transfer, as a notice and a page show it. `account`: an IBAN where `is_iban`."""

    n: int
    amount: Money
    due_at: datetime
    beneficiary: str
    account: str
    is_iban: bool
    bank: str
    bic: str
    reference: str


class Notice(NamedTuple):
    """A mail in the holder's language, as text and as simple HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `notices`: subject and text by template; `pages`: a text, or its plural forms, by key;
    `refusals`: sentences by reason (English has its own beside the reason); `acts`: sentences by tag.

    `typography`: what the language does to its sentences (French: the spaces that do not break); `day_text`:
    what it mends in a day as CLDR writes it.
    """

    code: str
    endonym: str
    notices: Mapping[str, tuple[str, str]]
    pages: Mapping[str, Text]
    refusals: Mapping[str, str]
    acts: Mapping[str, Text]
    typography: Callable[[str], str] = str
    day_text: Callable[[str], str] = str

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────

    def money(self, amount: Money) -> str:
        return _money(self.code, amount.minor, amount.currency)

    def day(self, day: date | None) -> str:
        """A calendar day in words; None is a promise without a day."""
        if day is None:
            return self.text("no_day")
        return self.day_text(_day(self.code, day))

    def instant(self, at: datetime) -> str:
        """Day and minute in UTC, and it says so."""
        at = at.astimezone(UTC)
        return self.text("instant", day=self.day(at.date()), time=f"{at:%H:%M}")

    def elapsed(self, span: timedelta | int) -> str:
        """How long something took, in its two largest units; up to three days in hours, as it is promised.

        Units: seconds where it is a number.
        """
        seconds = int(span.total_seconds()) if isinstance(span, timedelta) else span
        if seconds < _MINUTE:
            return self.text("seconds", n=max(seconds, 0))
        parts = []
        units = (("days", _DAY), ("hours", _HOUR), ("minutes", _MINUTE))
        for key, unit in units if seconds > 3 * _DAY else units[1:]:
            whole, seconds = divmod(seconds, unit)
            if whole:
                parts.append(self.text(key, n=whole))
            elif parts:
                break
        return self.text("and").join(parts[:2])

    def number(self, number: int) -> str:
        return _number(self.code, number)

    def share(self, per_mille: int) -> str:
        """A share of a sum, in per cent."""
        part = Decimal(per_mille) / 1_000
        return str(format_percent(part, locale=self.locale, decimal_quantization=False))

    def fee_rule(self, amount: Money | None, per_mille: int, days: int | None) -> str:
        """What terms let a seller retain of who leaves: an amount or a share, from so many days after placing on; None:
        never while they wait.
        """
        fee = self.share(per_mille) if amount is None else self.money(amount)
        return (
            self.text("fee.rule_never", fee=fee)
            if days is None
            else self.text("fee.rule", fee=fee, days=days)
        )

    @property
    def locale(self) -> Locale:
        return _locale(self.code)

    # ── sentences ───────────────────────────────────────────────────────────────────────────────────────────

    def text(self, key: str, **facts: Any) -> str:
        """A text of the pages. A text with plural forms takes the one that the fact `n` asks for."""
        return self._said(self.pages[key], facts)

    def word(self, kind: str, code: str | None, /, **facts: Any) -> str:
        """The words for a code of a kind (`way`, `original`); an unknown code gets the kind's general words."""
        key = f"{kind}.{code}"
        return self.text(key if key in self.pages else f"{kind}.other", **facts)

    def refusal(self, code: str, english: str, facts: Mapping[str, Any]) -> str:
        """Why not, and what to do. `english`: the reason's own sentence, for what is not translated.

        Its facts stand as they are: who asked has to find them again in what they sent.
        """
        return self.fill(
            self.refusals.get(code, english), {name: str(fact) for name, fact in facts.items()}, {}
        )

    def act(self, tag: str, facts: Mapping[str, Any]) -> str | None:
        """What happened, in one sentence; None for an act that holders' stories do not tell."""
        return self._said(self.acts[tag], facts) if tag in self.acts else None

    def _said(self, text: Text, facts: Mapping[str, Any]) -> str:
        if isinstance(text, str):
            return self.fill(text, facts)
        return self.fill(text.get(self.locale.plural_form(facts["n"]), text["other"]), facts)

    def notice(self, template: str, facts: Mapping[str, Any]) -> Notice:
        """A finished mail, signed with the fact `seller` if it is given.

        A cancellation where nothing was paid, and a holder without a name, have words of their own.
        Errors: KeyError for a template or a fact that is not there.
        """
        if template == "cancelled" and not facts["amount"]:
            template = "cancelled_unpaid"
        subject, body = self.notices[template]
        told = dict(facts)
        if "name" in told and not told["name"]:
            told["name"] = self.text("nameless")
        if "reason" in told:
            told["reason"] = self._reason(template, told["reason"])
        parts = [part for part in (self.fill(part, told) for part in paragraphs(body)) if part]
        if told.get("seller"):
            parts.append(self.text("sign_off", seller=told["seller"]))
        text = "\n\n".join(parts)
        links = [str(told[name]) for name in told if name.endswith("_url")]
        return Notice(one_line(self.fill(subject, told)), text + "\n", as_html(text, self.code, links))

    def _reason(self, template: str, reason: str | None) -> str:
        if template == "payment_declined":
            return self.word("decline", reason)
        return reason or self.text("no_reason")

    def stages_text(self, stages: Sequence[DepositStage]) -> str:
        """The stages of a deposit, a line each: what, how, by when."""
        lines = []
        for stage in stages:
            facts = {
                "n": stage.n,
                "amount": stage.amount,
                "due_at": stage.due_at,
                "reference": stage.reference,
            }
            lines.append(self.text(f"stage.{stage.method}", **facts))
        return "\n".join(lines)

    def transfer_lines(self, transfer: Transfer) -> list[tuple[str, str, bool]]:
        """What a holder gives their bank: label, value, and whether it is copied sign by sign."""
        account = " ".join(re.findall(r".{1,4}", transfer.account)) if transfer.is_iban else transfer.account
        lines = [
            ("transfer.to", transfer.beneficiary, False),
            ("transfer.iban" if transfer.is_iban else "transfer.account", account, True),
            ("transfer.bank", transfer.bank, True),
            ("transfer.bic", transfer.bic, True),
            ("amount", self.money(transfer.amount), False),
            ("transfer.reference", transfer.reference, True),
        ]
        return [(self.text(key), value, is_code) for key, value, is_code in lines if value]

    def instructions_text(self, transfers: Sequence[Transfer]) -> str:
        """How the stages that are due by transfer are paid, a paragraph each."""
        told = []
        for transfer in transfers:
            facts = {"n": transfer.n, "amount": transfer.amount, "due_at": transfer.due_at}
            lines = [self.text("transfer.stage", **facts)]
            for label, value, _ in self.transfer_lines(transfer):
                lines.append(self.text("transfer.line", label=label, value=value))
            told.append("\n".join(lines))
        return "\n\n".join(told)

    def fill(self, sentence: str, facts: Mapping[str, Any], coded: Mapping[str, str] = _CODED) -> str:
        """A sentence with its facts written the way of the language. What a person wrote is left as it is."""
        pieces = []
        for literal, name in _pieces(self.typography, sentence):
            pieces.append(literal)
            if name is not None:
                pieces.append(
                    self.word(coded[name], facts[name]) if name in coded else self.shown(name, facts[name])
                )
        return "".join(pieces)

    def shown(self, name: str, value: Any) -> str:
        """A fact as the language writes it. A number called `elapsed` is seconds."""
        match value:
            case Money():
                return self.money(value)
            case datetime():
                return self.instant(value)
            case date() | None:
                return self.day(value)
            case timedelta():
                return self.elapsed(value)
            case int() if name == "elapsed":
                return self.elapsed(value)
            case int():
                return self.number(value)
            case _:
                return str(value)


# What a mass notice asks for a hundred thousand times. Bounded by the tables, or by their own size.


@lru_cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


@lru_cache(maxsize=4_096)
def _money(code: str, minor: int, currency: str) -> str:
    """An amount to its last minor unit (CLDR shows some currencies without), and a space after letters (UTS 35)."""
    decimals = exponent(currency)
    pattern, exact = _pattern(code, decimals), Decimal(minor).scaleb(-decimals)
    written = pattern.apply(exact, _locale(code), currency=currency, currency_digits=False)
    return _LETTER_AND_DIGIT.sub("\N{NO-BREAK SPACE}", str(written))


@lru_cache
def _pattern(code: str, decimals: int) -> NumberPattern:
    pattern = parse_pattern(_locale(code).currency_formats["standard"].pattern)
    pattern.frac_prec = (decimals, decimals)
    return pattern


def _number(code: str, number: int) -> str:
    """As CLDR writes it; each holder's place in line is another one, so that it is not remembered."""
    return f"{number:,}".replace(",", _between_thousands(code))


@lru_cache
def _between_thousands(code: str) -> str:
    return str(get_group_symbol(_locale(code)))


@lru_cache(maxsize=4_096)
def _day(code: str, day: date) -> str:
    return str(format_date(day, "long", locale=_locale(code)))


@lru_cache(maxsize=4_096)
def _pieces(typography: Callable[[str], str], sentence: str) -> tuple[tuple[str, str | None], ...]:
    """A sentence, taken apart: what stands before each fact, as the language sets it, and the fact's name."""
    return tuple((typography(literal), name) for literal, name, _, _ in Formatter().parse(sentence))


@lru_cache(maxsize=4_096)
def paragraphs(body: str) -> tuple[str, ...]:
    """The paragraphs of a text as a language's table has it; a line that begins with a dash stays one."""
    found = []
    for block in re.split(r"\n\s*\n", body.strip()):
        lines: list[str] = []
        for line in (line.strip() for line in block.splitlines()):
            if lines and not line.startswith("– "):
                lines[-1] += f" {line}"
            else:
                lines.append(line)
        found.append("\n".join(lines))
    return tuple(found)


def one_line(text: str) -> str:
    """A subject: whatever a name held, no line ends within it."""
    return " ".join(text.split())


def as_html(text: str, code: str, links: Sequence[str]) -> str:
    """The same mail for a reader of HTML: escaped, in paragraphs. Only our own `links` can be followed:
    whoever reserves in somebody else's name must not get a link of theirs into our mail.
    """
    body = "\n".join(f'<p style="margin:0 0 1em">{_block(block)}</p>' for block in text.split("\n\n"))
    for link in map(html.escape, links):
        body = body.replace(link, f'<a href="{link}">{link}</a>')
    return (
        f'<!doctype html>\n<html lang="{code}"><head><meta charset="utf-8"><title></title></head>\n'
        f'<body style="{_FONT};{_WRAPS};max-width:38em;margin:1.5em auto;padding:0 1em">\n{body}\n</body></html>\n'
    )


def _block(block: str) -> str:
    safe = _CODE.sub(r'<span style="white-space:nowrap">\g<0></span>', html.escape(block))
    return safe.replace("\n", "<br>")
