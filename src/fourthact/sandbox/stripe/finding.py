"""Lists and searches, as Stripe gives them: newest first, by pages, and searches a little behind."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Iterator, Sequence

from fourthact.sandbox.stripe import shapes
from fourthact.sandbox.stripe.accounts import Account
from fourthact.sandbox.stripe.params import Wrong
from fourthact.sandbox.stripe.shapes import Thing

SEARCH_LAG_SECONDS = 60  # "searchable in under one minute under normal operating conditions"
LIMIT, LIMIT_MAX = 10, 100
SPAN = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
CLAUSE = re.compile(r"""\s*metadata\[(['"])(.+?)\1\]\s*:\s*(['"])(.*?)(?<!\\)\3\s*""")


def listed(account: Account, kind: str, url: str, filters: Sequence[str], words: Thing) -> Thing:
    """A page of a list. Refuses: a limit out of bounds, a cursor that is not there."""
    if kind == "balance_transaction":
        account.transactions()
    if words.get("starting_after") and words.get("ending_before"):
        raise Wrong(
            "You may only specify one of `starting_after` and `ending_before`.", code="parameters_exclusive"
        )
    limit = _limit(words)
    chosen = list(itertools.islice(_chosen(account, kind, filters, words), limit + 1))
    shown = [_expanded(account, thing, words.get("expand", {})) for thing in chosen[:limit]]
    return shapes.page(shown, url, len(chosen) > limit)


def _chosen(account: Account, kind: str, filters: Sequence[str], words: Thing) -> Iterator[Thing]:
    """What a list shows after its cursor, newest first. Only as much is looked at as is taken."""
    shelf = account.things[kind]
    things: dict[str, Thing] = shelf
    if "payment_intent" in filters and "payment_intent" in words:
        things = shelf.about.get(words["payment_intent"], {})
    for param in ("starting_after", "ending_before"):
        if param in words and words[param] not in shelf:
            raise Wrong(f"No such object: '{words[param]}'", code="resource_missing", param=param)
    names: Iterator[str] = reversed(things)
    if "starting_after" in words:
        names = itertools.islice(
            itertools.dropwhile(lambda name: name != words["starting_after"], names), 1, None
        )
    if "ending_before" in words:
        names = itertools.takewhile(lambda name: name != words["ending_before"], names)
    for name in names:
        if _fits(things[name], filters, words):
            yield things[name]
        elif kind != "balance_transaction" and things[name]["created"] < words.get("created", {}).get(
            "gte", 0
        ):
            return  # and so is all that was made before


def _expanded(account: Account, thing: Thing, asked: dict[str, str]) -> Thing:
    """A thing with what it is about in place of its name, where that is asked for."""
    if "data.source" not in asked.values():
        return thing
    found = [things[thing["source"]] for things in account.things.values() if thing["source"] in things]
    return {**thing, "source": found[0]} if found else thing


def searched(account: Account, words: Thing) -> Thing:
    """PaymentIntents by their metadata. Refuses: a query that mixes AND and OR, or that is none."""
    query = words["query"]
    has_and, has_or = " AND " in query, " OR " in query
    if has_and and has_or:
        raise Wrong("You cannot combine AND and OR in one query.", param="query")
    clauses = []
    for clause in query.split(" AND " if has_and else " OR "):
        match = CLAUSE.fullmatch(clause)
        if match is None:
            raise Wrong(f"We were unable to parse your search query: {clause!r}", param="query")
        clauses.append((match[2], match[4].replace("\\'", "'").replace('\\"', '"')))
    known = account.at - SEARCH_LAG_SECONDS
    test = all if has_and else any
    shelf = account.things["payment_intent"]
    marked = {name: shelf[name] for pair in clauses for name in account.marked.get(pair, ())}
    found = [
        intent
        for intent in sorted(marked.values(), key=lambda intent: -intent["created"])
        if intent["created"] <= known and test(intent["metadata"].get(name) == text for name, text in clauses)
    ]
    page = shapes.page(found[: _limit(words)], "/v1/payment_intents/search", len(found) > _limit(words))
    return {**page, "object": "search_result", "next_page": None}


def _fits(thing: Thing, filters: Sequence[str], words: Thing) -> bool:
    spans = all(SPAN[way](thing["created"], at) for way, at in words.get("created", {}).items())
    return spans and all(
        thing.get("_payout" if name == "payout" else name) == words[name] for name in filters if name in words
    )


def _limit(words: Thing) -> int:
    limit = int(words.get("limit", LIMIT))
    if not 1 <= limit <= LIMIT_MAX:
        raise Wrong(f"Invalid limit: from 1 to {LIMIT_MAX}", code="parameter_invalid_integer", param="limit")
    return limit
