"""A camt.053 of 100,000 wires, read and matched by its references against 100,000 codes; nothing is booked.

Prints, last, `bank_read ratio VALUE goal 1.00`: sixty seconds over the time taken. The peak of memory is that of the
whole process, the file and the codes with it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import click

from fourthact import bankfiles
from fourthact.bankreading import match
from fourthact.values import ids
from fourthact.values.references import reference_of

SECONDS_MAX, MIB_MAX = 60.0, 500
HEAD = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>'
    "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>"
)
BALANCE = (
    '<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
    "<Dt><Dt>2026-11-20</Dt></Dt></Bal>"
)
ENTRY = (
    '<Ntry><Amt Ccy="EUR">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-20</Dt></ValDt><AcctSvcrRef>B{n}</AcctSvcrRef>"
    "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
    "<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Holder {n}</Nm>"
    "</Pty></Dbtr><DbtrAcct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></DbtrAcct></RltdPties>"
    "<RmtInf><Ustrd>deposit {reference}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)


def statement(codes: list[str]) -> bytes:
    """The file that a bank would send: one wire of fifty euro for each code."""
    balances = BALANCE.format(code="OPBD", amount=0) + BALANCE.format(code="CLBD", amount=50 * len(codes))
    entries = (ENTRY.format(n=n, reference=reference_of(code)) for n, code in enumerate(codes))
    return "".join((HEAD, balances, *entries, "</Stmt></BkToCstmrStmt></Document>")).encode()


@click.command()
@click.option("--entries", default=100_000, show_default=True, help="How many wires the statement has.")
@click.option(
    "--json", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write the figures to a file."
)
def main(entries: int, report: Path | None) -> None:
    """Make a statement, read it, match it."""
    open_codes = {ids.new_code() for _ in range(entries)}
    raw = statement(sorted(open_codes))
    began = time.perf_counter()
    (told,) = bankfiles.read(raw).statements
    read_seconds = time.perf_counter() - began
    matched = sum(
        any(code in open_codes for code in match(detail).codes)
        for entry in told.entries
        for detail in entry.details
    )
    seconds = time.perf_counter() - began
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(
        f"{len(told.entries):,} entries of {len(raw) >> 20} MiB read in {read_seconds:.1f} s, {matched:,} matched after"
        f" {seconds:.1f} s, peak {mib:.0f} MiB, adds up: {told.adds_up}"
    )
    ratio = SECONDS_MAX / seconds
    figures = {
        "entries": len(told.entries),
        "matched": matched,
        "seconds": seconds,
        "rss_mib": mib,
        "ratio": ratio,
    }
    if report is not None:
        report.write_text(json.dumps(figures | {"goal": 1.0}, indent=1))
    click.echo(f"bank_read ratio {ratio:.2f} goal 1.00")
    sys.exit(0 if matched == entries and told.adds_up and mib < MIB_MAX else 1)


if __name__ == "__main__":
    main()
