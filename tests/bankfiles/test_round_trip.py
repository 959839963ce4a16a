"""Statements of our own making say after reading what was meant, in every form."""

from __future__ import annotations

from datetime import date
from itertools import count
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from fourthact.bankfiles import Reading, movements, read
from fourthact.values.money import CURRENCIES, Money, exponent

DAY = date(2026, 11, 20)
words = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_characters="?~^|@#<>"),
    min_size=1,
    max_size=30,
)
amounts = st.lists(
    st.integers(-(10**11), 10**11).filter(bool), min_size=0, max_size=8
)  # fmt: skip


def digits(minor: int, currency: str, point: str) -> str:
    places, size = exponent(currency), abs(minor)
    return f"{size // 10**places}{point}" + (f"{size % 10**places:0{places}d}" if places else "")


def camt(minors: list[int], currency: str, version: str, remittance: str) -> bytes:
    def signed(minor: int) -> str:
        text = digits(minor, currency, ".").rstrip(".")
        return f'<Amt Ccy="{currency}">{text}</Amt><CdtDbtInd>{"CRDT" if minor >= 0 else "DBIT"}</CdtDbtInd>'

    entries = "".join(
        f"<n:Ntry>{signed(minor)}<n:Sts>BOOK</n:Sts><n:BookgDt><n:Dt>{DAY}</n:Dt></n:BookgDt><n:AcctSvcrRef>{n}"
        f"</n:AcctSvcrRef><n:NtryDtls><n:TxDtls><n:RmtInf><n:Ustrd>{escape(remittance)}</n:Ustrd></n:RmtInf>"
        "</n:TxDtls></n:NtryDtls></n:Ntry>"
        for n, minor in enumerate(minors)
    ).replace("n:", "")
    balances = "".join(
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{signed(minor)}<Dt><Dt>{DAY}</Dt></Dt></Bal>"
        for code, minor in (("OPBD", 7), ("CLBD", 7 + sum(minors)))
    )
    account = f"<Acct><Id><Othr><Id>12345</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>"
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.{version}"><BkToCstmrStmt><Stmt><Id>1</Id>'
        f"{account}{balances}{entries}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def mt940(minors: list[int], currency: str, remittance: str, line_end: str) -> bytes:
    def mark(minor: int) -> str:
        return "C" if minor >= 0 else "D"

    lines = [":20:1", ":25:12345", ":28C:1/1", f":60F:C261119{currency}{digits(7, currency, ',')}"]
    for minor in minors:
        lines += [f":61:2611201120{mark(minor)}{digits(minor, currency, ',')}NTRFNONREF", f":86:{remittance}"]
    closing = 7 + sum(minors)
    lines += [f":62F:{mark(closing)}261120{currency}{digits(closing, currency, ',')}", "-", ""]
    return line_end.join(lines).encode()


def table(minors: list[int], currency: str, remittance: str, delimiter: str, point: str) -> bytes:
    rows = [delimiter.join(("Date", "Amount", "Currency", "Description"))]
    quoted = '"' + remittance.replace('"', '""') + '"'
    for minor in minors:
        amount = ("-" if minor < 0 else "") + digits(minor, currency, point).rstrip(point)
        rows.append(delimiter.join((DAY.isoformat(), f'"{amount}"', currency, quoted)))
    return "\n".join(rows).encode()


def said(reading: Reading) -> list[int]:
    return [entry.amount.minor for statement in reading.statements for entry in statement.entries]


@settings(deadline=None)
@given(
    minors=amounts,
    currency=st.sampled_from(sorted(CURRENCIES)),
    version=st.sampled_from([f"001.{n:02}" for n in range(2, 14)]),
    remittance=words,
)
def test_camt(minors: list[int], currency: str, version: str, remittance: str) -> None:
    reading = read(camt(minors, currency, version, remittance))
    (statement,) = reading.statements
    assert (reading.kind, reading.version, said(reading)) == ("camt.053", version, minors)
    assert (statement.adds_up, statement.alarms) == (True, ())
    assert {e.details[0].remittance for e in statement.entries} <= {remittance.strip()}
    ((_, found),) = movements(reading)
    assert len({movement.id for movement in found}) == len(minors)
    ((_, again),) = movements(read(camt(minors, currency, "001.08", "told in other words")))
    assert [movement.id for movement in again] == [movement.id for movement in found]


@settings(deadline=None)
@given(
    minors=amounts,
    currency=st.sampled_from(sorted(CURRENCIES)),
    remittance=st.text("abcXYZ 0123456789-+.,()", min_size=1, max_size=60),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_mt940(minors: list[int], currency: str, remittance: str, line_end: str) -> None:
    reading = read(mt940(minors, currency, f"x{remittance}", line_end))
    (statement,) = reading.statements
    assert (reading.kind, said(reading), statement.adds_up) == ("MT940", minors, True)
    assert all((e.booked_on, e.value_on) == (DAY, DAY) for e in statement.entries)
    assert {e.details[0].remittance for e in statement.entries} <= {" ".join(f"x{remittance}".split())}


@settings(deadline=None)
@given(
    minors=amounts.filter(bool),
    currency=st.sampled_from(["EUR", "USD", "JPY"]),
    remittance=words,
    form=st.sampled_from([(",", "."), (";", ","), (";", "."), ("\t", ",")]),
)
def test_tables(minors: list[int], currency: str, remittance: str, form: tuple[str, str]) -> None:
    reading = read(table(minors, currency, remittance, *form))
    assert (reading.kind, said(reading)) == ("CSV", minors)


def test_a_batch_is_its_parts_and_money_is_conserved() -> None:
    for part in (3, 5):
        raw = camt([8], "EUR", "001.08", "x").decode()
        numbers = count(1)
        inner = "".join(
            f'<TxDtls><Refs><EndToEndId>E{next(numbers)}</EndToEndId></Refs><Amt Ccy="EUR">0.0{minor}</Amt></TxDtls>'
            for minor in (part, 8 - part)
        )
        at, end = raw.index("<TxDtls>"), raw.index("</NtryDtls>")
        ((_, found),) = movements(read((raw[:at] + inner + raw[end:]).encode()))
        assert [m.detail.amount for m in found] == [Money(part, "EUR"), Money(8 - part, "EUR")]
        assert len({m.id for m in found}) == 2
        assert len({m.whole for m in found}) == 1
