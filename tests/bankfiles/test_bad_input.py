"""Files that are broken, or meant to break us."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from fourthact.bankfiles import read
from fourthact.values.errors import Refused

CAMT = """<?xml version="1.0" encoding="{encoding}"?>{doctype}
<Document xmlns="{namespace}"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId></GrpHdr><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">10</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
<Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>
<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>
<NtryDtls><TxDtls><RmtInf><Ustrd>{words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"""
PLAIN = {
    "encoding": "UTF-8",
    "doctype": "",
    "namespace": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08",
    "closing": "15.50",
    "currency": "EUR",
    "amount": "5.50",
    "day": "2026-11-20",
    "words": "RF18 5390 0754 7034",
}
MT940 = ":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:60F:C261119EUR10,\n{lines}\n:62F:C261120EUR15,5\n-\n"

MT942 = ":20:1\n:25:DE89370400440532013000\n:28C:1/1\n:34F:{floor}0,\n:13D:2611201200+0100\n{totals}\n-\n"


def camt(**words: str) -> bytes:
    return CAMT.format(**{**PLAIN, **words}).encode()


def refusal(raw: bytes) -> str:
    with pytest.raises(Refused) as no:
        read(raw)
    assert no.value.sentence
    return no.value.reason.code


def test_the_plain_file_is_read() -> None:
    (statement,) = read(camt()).statements
    assert (statement.adds_up, statement.alarms) == (True, ())
    assert [(e.amount.minor, e.amount.currency, e.status) for e in statement.entries] == [
        (550, "EUR", "booked")
    ]
    assert statement.entries[0].details[0].remittance == "RF18 5390 0754 7034"


BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
)


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB + "]>",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE x>",
    ],
)
def test_entities_and_document_types_are_refused(doctype: str) -> None:
    began = time.perf_counter()
    assert refusal(camt(doctype=doctype, words="&e;&j;")) == "xml_declares_types"
    assert refusal(camt(doctype=doctype).decode().encode("utf-16").replace(b"UTF-8", b"UTF-8")) in (
        "xml_declares_types",
        "encoding_wrong",
        "xml_broken",
    )
    assert time.perf_counter() - began < 20  # an entity that is expanded takes hours


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "file_empty"),
        (b"\xef\xbb\xbf \r\n", "file_empty"),
        (b"%PDF-1.7 ...", "kind_unknown"),
        (b"PK\x03\x04 ...", "kind_unknown"),
        (b"hello", "kind_unknown"),
        (b"\x00\x01\x02\x03" * 50, "kind_unknown"),
        (b"<html><body>Session expired</body></html>", "kind_unknown"),
        (camt()[:-20], "xml_broken"),
        (camt().replace(b"</Ntry>", b""), "xml_broken"),
        (camt(encoding="klingon"), "encoding_wrong"),
        (camt(words="M\xfcller").decode().encode("latin-1"), "xml_broken"),
        (camt(amount="5,50"), "amount_wrong"),
        (camt(amount="NaN"), "amount_wrong"),
        (camt(amount="1e3"), "amount_wrong"),
        (camt(amount=""), "amount_wrong"),
        (camt(amount="٥.٥"), "amount_wrong"),
        (camt(amount="9" * 5_000), "amount_wrong"),
        (camt(amount="5.501"), "amount_too_fine"),
        (camt(amount="5.50", currency="JPY"), "amount_too_fine"),
        (camt(currency="XYZ"), "currency_of_file_unknown"),
        (camt(day="2026-02-30"), "date_wrong"),
        (camt(day="yesterday"), "date_wrong"),
        (camt().replace(b"<CdtDbtInd>CRDT</CdtDbtInd><Sts>", b"<Sts>"), "part_missing"),
        (camt().replace(b"<Acct>", b"<Bcct>").replace(b"</Acct>", b"</Bcct>"), "part_missing"),
        (camt(namespace="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"), "kind_is_order"),
        (MT940.format(lines=":61:261120C5,5").replace(":25:", ":26:").encode(), "part_missing"),
        (MT940.format(lines=":61:261120C5,5NTRFX").split(":62F:")[0].encode(), "part_missing"),
        (MT940.format(lines=":61:261120C5.5.5NTRFX").encode(), "amount_wrong"),
        (MT940.format(lines=":61:261120C5,555NTRFX").encode(), "amount_too_fine"),
        (MT940.format(lines=":61:261320C5,5NTRFX").encode(), "date_wrong"),
        (MT940.format(lines=":61:nonsense").encode(), "line_unreadable"),
        (MT942.format(floor="URD", totals="").encode(), "currency_of_file_unknown"),
        (MT942.format(floor="EUR", totals=":90D:1URD5,").encode(), "currency_of_file_unknown"),
        (b"Datum;Betrag\n1;2\n", "kind_unknown"),
        (b"Datum;Betrag;Text\n20.11.2026;5,50;x\n", "csv_no_currency"),
        (b"Datum;Betrag;Wert\n20.11.2026;1.234;EUR\n", "csv_ambiguous"),
        (b"Date,Amount,Currency\n03/04/2026,5.50,EUR\n", "csv_ambiguous"),
        (b"Datum;Betrag;W\xe4hrung\n20.11.2026;f\xfcnf;EUR\n", "amount_wrong"),
        (b"Datum;Betrag;W\xe4hrung\n31.11.2026;5,50;EUR\n", "date_wrong"),
        (
            b"Date,Amount,Currency,Original Amount,Original Currency\n2026-11-20,5.50,EUR,6.00,U(D\n",
            "currency_of_file_unknown",
        ),
        (b'Datum;Betrag;Text\n20.11.2026;"5,50;EUR\n' + b"x" * 200_000, "line_unreadable"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_their_reason(raw: bytes, why: str) -> None:
    assert refusal(raw) == why


def test_a_refusal_shows_what_it_says() -> None:
    """An invisible letter in the file is no invisible letter in the sentence about it."""
    raw = camt(namespace="urn:iso:std:iso:20022:tech:xsd:camt.053.00\ufeff1.02")
    with pytest.raises(Refused) as no:
        read(raw.replace(b"BkToCstmrStmt", b"BkToSomebody"))
    assert "camt.053.00 1.02" in no.value.sentence


def test_a_gap_between_balances_is_an_alarm_and_read() -> None:
    (statement,) = read(camt(closing="15.51")).statements
    assert statement.adds_up is False
    assert "EUR 0.01 is not explained" in statement.alarms[0]


def test_amounts_of_another_currency_and_wrong_ibans_are_said() -> None:
    (statement,) = read(camt(currency="USD")).statements
    assert any("USD" in alarm for alarm in statement.alarms)
    (statement,) = read(camt().replace(b"DE89", b"DE88")).statements
    assert statement.notes == ("the account DE88370400440532013000 has wrong check digits",)


def test_deep_nesting_is_refused() -> None:
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert refusal(camt().replace(b"<Stmt>", b"<Stmt>" + deep)) == "xml_too_deep"


def test_other_encodings_are_read() -> None:
    for encoding in ("UTF-8", "UTF-16", "ISO-8859-1", "windows-1252", "ISO-8859-15"):
        raw = camt(encoding=encoding, words="Müller").decode().encode(encoding)
        (statement,) = read(raw).statements
        assert statement.entries[0].details[0].remittance == "Müller", encoding
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        raw = MT940.format(lines=":61:261120C5,5NTRFX\n:86:Zoë Müller").encode(codec)
        assert read(raw).statements[0].entries[0].details[0].remittance == "Zoë Müller", codec


def test_many_entries_stay_small() -> None:
    whole = camt()
    head, rest = whole.split(b"<Ntry>")
    entry, tail = rest.split(b"</Ntry>")
    raw = head + (b"<Ntry>" + entry + b"</Ntry>") * 1_000 + tail
    raw = raw.replace(b"15.50", b"5510", 1)
    tracemalloc.start()
    (statement,) = read(raw).statements
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(statement.entries), statement.adds_up) == (1_000, True)
    assert peak < 5 << 20  # 5 KB an entry: 100,000 of them stay under 500 MB
