"""Learns the weights of the second opinion from our labelled letters: `python -m tests.correspondence.reader.train`.

Writes `likeness.txt` anew, byte for byte the same on every machine: a linear support vector machine by dual coordinate
descent (Hsieh et al., 2008), which needs only sums, products and square roots, on letters in a fixed order.
`--folds` writes nothing and says how well letters are told that were not learned from; `--without SET` likewise.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from fourthact.correspondence.reader import words_of
from fourthact.correspondence.reader.requests.judge import traits_of
from fourthact.correspondence.reader.requests.likeness import weights
from fourthact.mail.parse import parse
from tests.correspondence.reader import score

UNSEEN = ("first", "second", "third", "fourth", "sixth")
SETS = ("training", "mails", "lines", "letters", *UNSEEN)
ROUNDS = 20
COST = 1.0
LETTERS_MIN = 2  # a trait that stands in a single letter says nothing
FOLDS = 5
CUTS = (-300, -200, -100, 0, 100, 200, 300)


@dataclass(frozen=True, slots=True)
class Example:
    """A letter to learn from: which set and group of letters it belongs to, what it is made of, and its label."""

    source: str
    group: str
    name: str
    traits: frozenset[str]
    asks: bool


@dataclass(frozen=True, slots=True)
class Learned:
    bias: float
    of: dict[str, float]

    def score(self, traits: frozenset[str]) -> float:
        known = [self.of[trait] for trait in sorted(traits) if trait in self.of]
        return 1_000 * (self.bias + sum(known) / math.sqrt(len(known) or 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--without", metavar="SET", choices=UNSEEN)
    chosen = parser.parse_args()
    every = list(examples())
    if chosen.folds:
        told = [
            one
            for fold in range(FOLDS)
            for one in _held_out(every, lambda one, fold=fold: _fold(one) == fold)
        ]
        _print("each group of letters held out in turn", told)
    elif chosen.without:
        apart = chosen.without
        _print(f"{apart} held out, the weights alone", _held_out(every, lambda one: one.source == apart))
        print(_whole(every, apart))
    else:
        learned = learn(every)
        path = Path(str(resources.files("fourthact.correspondence.reader.requests").joinpath("likeness.txt")))
        path.write_text(written(learned), encoding="utf-8")
        print(f"{len(every)} letters, {len(learned.of)} traits: {path.name}")


def examples() -> Iterator[Example]:
    """Every letter that may be learned from, in a fixed order."""
    for language in score.LANGUAGES:
        groups: dict[str, list[dict[str, Any]]] = {
            "training": score.training(language),
            "mails": score.own_mails(language, held_out=False) + score.own_mails(language, held_out=True),
            "lines": score.phrases(language),
            "letters": score.seen_letters(language),
        }
        groups |= {
            which: score.once_unseen(which, language)
            for which in UNSEEN
            if language in score.ONCE_UNSEEN[which]
        }
        for source, mails in groups.items():
            for mail in mails:
                made_of = traits_of(words_of(parse(score.raw_of(mail))))
                group = mail.get("group", source)
                yield Example(source, group, mail["id"], made_of, mail["wants_out_or_money"])


def learn(every: Sequence[Example]) -> Learned:
    """The weights that part the letters that ask from the others with the widest margin."""
    often = Counter(trait for one in every for trait in one.traits)
    vocabulary = sorted(trait for trait, times in often.items() if times >= LETTERS_MIN)
    place = {trait: number for number, trait in enumerate(vocabulary)}
    rows = [sorted(place[trait] for trait in one.traits if trait in place) for one in every]
    signs = [1.0 if one.asks else -1.0 for one in every]
    weight = [0.0] * len(vocabulary)
    bias, pull = 0.0, [0.0] * len(rows)
    slack = 1 / (2 * COST)
    for turn in range(ROUNDS):
        for number in _shuffled(len(rows), turn):
            row, sign = rows[number], signs[number]
            unit = 1 / math.sqrt(len(row) or 1)
            said = bias + unit * sum(map(weight.__getitem__, row))
            slope = sign * said - 1 + slack * pull[number]
            wanted = max(pull[number] - slope / (2 + slack), 0.0)
            step = (wanted - pull[number]) * sign
            pull[number] = wanted
            if step:
                bias += step
                step *= unit
                for trait in row:
                    weight[trait] += step
    return Learned(bias, dict(zip(vocabulary, weight, strict=True)))


def written(learned: Learned) -> str:
    """The weights as the reader reads them: one trait a line, in thousandths; what rounds to nothing is left out."""
    whole = {trait: round(1_000 * weight) for trait, weight in learned.of.items()}
    lines = [f"{trait}\t{weight}" for trait, weight in sorted(whole.items()) if weight]
    head = "# How much a trait of a letter speaks for asking. Made by `python -m tests.correspondence.reader.train`."
    return "\n".join([head, f"bias\t{round(1_000 * learned.bias)}", *lines]) + "\n"


def _shuffled(count: int, turn: int) -> list[int]:
    """The numbers below `count` in an order that looks like chance and is the same everywhere."""
    state, order = 88_172_645_463_325_252 + turn, list(range(count))
    for place in range(count - 1, 0, -1):
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        other = (state >> 33) % (place + 1)
        order[place], order[other] = order[other], order[place]
    return order


def _fold(one: Example) -> int:
    """Which fold a letter is held out in: groups stay together, and translations of each other with them."""
    return sum(f"{one.source} {one.group}".encode()) % FOLDS


def _held_out(every: Sequence[Example], apart: Any) -> list[tuple[Example, float]]:
    learned = learn([one for one in every if not apart(one)])
    return [(one, learned.score(one.traits)) for one in every if apart(one)]


def _whole(every: Sequence[Example], apart: str) -> score.Score:
    """How well the whole reader reads a set that once was unseen, with weights that were not learned from it."""
    learned = learn([one for one in every if one.source != apart])
    whole = {trait: round(1_000 * weight) for trait, weight in learned.of.items()}
    weights().bias = round(1_000 * learned.bias)
    weights().of = {trait: weight for trait, weight in whole.items() if weight}
    mails = [mail for language in score.ONCE_UNSEEN[apart] for mail in score.once_unseen(apart, language)]
    return score.score(f"{apart}, the whole reader", mails)


def _print(title: str, told: Sequence[tuple[Example, float]]) -> None:
    asking = [value for one, value in told if one.asks]
    silent = [value for one, value in told if not one.asks]
    print(f"{title}: {len(asking)} letters ask, {len(silent)} do not")
    for cut in CUTS:
        found = sum(value >= cut for value in asking)
        false = sum(value >= cut for value in silent)
        print(
            f"  from {cut:5}: found {found}/{len(asking)} = {100 * found / (len(asking) or 1):.1f} %,"
            f" false {false}/{len(silent)} = {100 * false / (len(silent) or 1):.1f} %"
        )


if __name__ == "__main__":
    main()
