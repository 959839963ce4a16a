"""How well the writer's own words are told from what they answer, beside published libraries on the same replies:
`python -m tests.correspondence.reader.compare`.

Every program gets the same text (pages made plain by us, since the libraries take text only) and is asked for the
newest reply's words. The sets: those of the shared corpora, labelled by the libraries' own tests, the holders' mails
of the shared corpora, and our own replies. Not compared: talon, which is published as source only.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache

import click
from email_reply_parser import EmailReplyParser as GitHubs
from mailparser_reply import EmailReplyParser as MailParserReply

from fourthact.mail.parse import parse
from tests.correspondence.reader import labels, score
from tests.correspondence.reader.answers import replies

_SPOKEN = ["en", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "sv", "da", "cs", "zh"]


def githubs(text: str) -> str:
    return str(GitHubs.parse_reply(text))


def mail_parser_reply(text: str) -> str:
    return MailParserReply(languages=_SPOKEN).parse_reply(text=text) or ""


PROGRAMS: dict[str, labels.Told | None] = {
    "ours": None,
    "mail-parser-reply 1.36": mail_parser_reply,
    "email-reply-parser 0.5.12": githubs,
}


@cache
def agreed(program: str) -> dict[str, labels.Agreed]:
    """How often a program agrees with each set; the sets that are absent are left out."""
    told = PROGRAMS[program]
    sets = labels.answers(told) | {"email_reply_trimmer": labels.trimmed(told)}
    sets |= {"holders' mails": list(_holders(told)), "our own replies": list(_our_own(told))}
    return {name: each for name, each in sets.items() if each}


def _holders(told: labels.Told | None) -> Iterator[tuple[str, bool]]:
    for language in score.LANGUAGES:
        for mail in score.corpus_mails(language):
            own = told(parse(score.raw_of(mail)).words) if told else score.reading_of(mail).own_text
            yield mail["id"], own.split() == mail["own_text"].split()


def _our_own(told: labels.Told | None) -> Iterator[tuple[str, bool]]:
    ask: Callable[[str], str] = told or labels.ours
    for language in score.LANGUAGES:
        for one in replies(language):
            yield one.name, ask(one.text).split() == one.own.split()


@click.command(help="How well each program tells a writer's own words.")
@click.option("--also", multiple=True, metavar="MODULE:FUNCTION", help="Another program, from text to text.")
def main(also: tuple[str, ...]) -> None:
    for name in also:
        module, _, function = name.partition(":")
        PROGRAMS[name] = getattr(importlib.import_module(module), function)
    every = {program: agreed(program) for program in PROGRAMS}
    for name in every["ours"]:
        print(f"{name}, n {len(every['ours'][name])}")
        for program, sets in every.items():
            hits = sum(same for _, same in sets[name])
            low, high = score.interval(hits, len(sets[name]))
            print(
                f"    {program:36} {hits:4} = {100 * hits / len(sets[name]):5.1f} % [{100 * low:.0f}, {100 * high:.0f}]"
            )


if __name__ == "__main__":
    main()
