"""Forgeries of every kind, each with the reason for which it must be refused; also published as vectors."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fourthact.acts import merkle, proofs
from fourthact.acts.checkpoint import Checkpoint, batch_message
from fourthact.acts.encode import canonical, from64, to64
from fourthact.acts.forged import Forgery
from tests.vectors import story
from tests.vectors.story import HEAD, HER_ACTS, HIS_ACTS, KEY, LEAVES, ORIGIN, OTHER_LOG, STRANGER

Form = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A forged file and why it is refused."""

    name: str
    data: bytes
    reason: Forgery


def flip(encoded: str, bit: int = 0) -> str:
    """The base64 of the same bytes with one bit turned."""
    data = bytearray(from64(encoded))
    data[bit // 8] ^= 1 << bit % 8
    return to64(bytes(data))


def note_flip(note: str) -> str:
    """A signed note whose signature has one bit turned."""
    head, _, encoded = note.rstrip("\n").rpartition(" ")
    return f"{head} {flip(encoded, 200)}\n"


def forge(form: Form, change: Callable[[Form], object]) -> bytes:
    """A form after somebody has changed it."""
    forged = copy.deepcopy(form)
    change(forged)
    # In ASCII: half a surrogate pair can only be written as an escape.
    return (json.dumps(forged, indent=1) + "\n").encode()


def setting(**members: Any) -> Callable[[Form], object]:
    return lambda form: form.update(members)


def act_with(form: Form, **members: Any) -> str:
    """The form's act, in canonical bytes again, with other members."""
    return canonical(json.loads(form["act"]) | members).decode()


def table() -> list[Case]:
    """All forgeries, file by file."""
    return [*files(), *batches(), *act_bytes(), *logs(), *checkpoints(), *packs(), *bodies(), *growths()]


def files() -> list[Case]:
    receipt = story.text(story.batch_receipt())
    repeated = receipt.replace(b'"index": 0', b'"index": 0,\n "index": 1')
    return [
        Case("an empty file", b"", Forgery.NOT_JSON),
        Case("a receipt cut short", receipt[:-20], Forgery.NOT_JSON),
        Case("a pack cut short", story.text(story.pack())[:2000], Forgery.NOT_JSON),
        Case("a receipt with something behind it", receipt + b"{}", Forgery.NOT_JSON),
        Case("a byte order mark in front", b"\xef\xbb\xbf" + receipt, Forgery.NOT_JSON),
        Case("not UTF-8", receipt.replace(b"log.example", b"log.ex\xe4mple"), Forgery.NOT_JSON),
        Case("a million brackets", b"[" * 1_000_000, Forgery.NOT_JSON),
        Case("a name that stands twice", repeated, Forgery.REPEATED_NAME),
        Case("an array", b"[]", Forgery.UNKNOWN_FORM),
        Case("another kind", forge(story.batch_receipt(), setting(kind="promise")), Forgery.UNKNOWN_FORM),
        Case("a later version", forge(story.batch_receipt(), setting(v=2)), Forgery.UNKNOWN_FORM),
        Case("a version that is true", forge(story.batch_receipt(), setting(v=True)), Forgery.UNKNOWN_FORM),
        Case(
            "a place that is a fraction",
            forge(story.batch_receipt(), setting(index=0.5)),
            Forgery.WRONG_SHAPE,
        ),
        Case(
            "a place that is infinite",
            forge(story.log_receipt(), setting(index=float("inf"))),
            Forgery.WRONG_SHAPE,
        ),
        Case("a place before the first", forge(story.log_receipt(), setting(index=-1)), Forgery.WRONG_SHAPE),
        Case("a place beyond 2^53", forge(story.log_receipt(), setting(index=2**53)), Forgery.WRONG_SHAPE),
        Case("no path", forge(story.log_receipt(), lambda form: form.pop("path")), Forgery.WRONG_SHAPE),
    ]


def batches() -> list[Case]:
    good = story.batch_receipt()
    size, root = good["size"], from64(good["root"])
    strange = STRANGER.sign_batch(size, root)
    checkpoint = from64(STRANGER.sign("x\n").split()[-1])[4:], from64(HEAD.split()[-1])[4:]
    path = good["path"]
    return [
        Case(
            "brings its own key",
            forge(good, setting(vkey=STRANGER.vkey, signature=to64(strange))),
            Forgery.WRONG_SHAPE,
        ),
        Case("a hash that is too short", forge(good, setting(path=[path[0][:40]])), Forgery.WRONG_SHAPE),
        Case(
            "a hash with stray bits", forge(good, setting(root=good["root"][:-2] + "B=")), Forgery.WRONG_SHAPE
        ),
        Case("a path longer than any tree", forge(good, setting(path=path * 33)), Forgery.WRONG_SHAPE),
        Case(
            "a signature cut short",
            forge(good, setting(signature=good["signature"][:80])),
            Forgery.WRONG_SHAPE,
        ),
        Case(
            "signed by a stranger of the same name",
            forge(good, setting(key=STRANGER.hint, signature=to64(strange))),
            Forgery.OTHER_KEY,
        ),
        Case(
            "signed by a stranger, said to be by the seller",
            forge(good, setting(signature=to64(strange))),
            Forgery.BAD_SIGNATURE,
        ),
        Case("another log's name", forge(good, setting(origin=OTHER_LOG.name)), Forgery.OTHER_LOG),
        Case("another log's key", forge(good, setting(key=OTHER_LOG.hint)), Forgery.OTHER_KEY),
        Case(
            "a bit turned in the signature",
            forge(good, setting(signature=flip(good["signature"], 300))),
            Forgery.BAD_SIGNATURE,
        ),
        Case(
            "a bit turned in the root", forge(good, setting(root=flip(good["root"]))), Forgery.BAD_SIGNATURE
        ),
        Case("the batch made larger", forge(good, setting(size=size + 1)), Forgery.BAD_SIGNATURE),
        Case(
            "a checkpoint's signature in place of the batch's",
            forge(good, setting(signature=to64(checkpoint[1]))),
            Forgery.BAD_SIGNATURE,
        ),
        Case("the place moved by one", forge(good, setting(index=1)), Forgery.BAD_PATH),
        Case("the place outside the batch", forge(good, setting(index=size)), Forgery.OUTSIDE),
        Case("the path too short", forge(good, setting(path=path[:-1])), Forgery.BAD_PATH),
        Case("the path too long", forge(good, setting(path=[*path, good["root"]])), Forgery.BAD_PATH),
        Case("the path turned round", forge(good, setting(path=path[::-1])), Forgery.BAD_PATH),
        Case(
            "a bit turned in the path",
            forge(good, setting(path=[flip(path[0], 255), path[1]])),
            Forgery.BAD_PATH,
        ),
        Case(
            "another act of the same batch",
            forge(good, setting(act=story.BATCH[1].data.decode())),
            Forgery.BAD_PATH,
        ),
    ]


def act_bytes() -> list[Case]:
    good = story.log_receipt()
    act = good["act"]
    node = (b"\x01" + LEAVES[4] + LEAVES[5]).decode("latin-1")
    changed = {
        "the amount changed": (act.replace("4500000", "4600000"), Forgery.BAD_PATH),
        "a second amount in the act": (
            act.replace('"minor":4500000', '"minor":4500000,"minor":5000000'),
            Forgery.BAD_ACT,
        ),
        "a space in the act": (act.replace('"n":3', '"n": 3'), Forgery.BAD_ACT),
        "a line end behind the act": (act + "\n", Forgery.BAD_ACT),
        "the act's members in another order": (
            json.dumps(dict(reversed(json.loads(act).items())), separators=(",", ":")),
            Forgery.BAD_ACT,
        ),
        "a letter of the act escaped": (act.replace("bank_transfer", "b\\u0061nk_transfer"), Forgery.BAD_ACT),
        "half a surrogate pair in the act": (act.replace("bank_transfer", "\ud83d"), Forgery.BAD_ACT),
        "a node of the tree in place of the act": (node, Forgery.BAD_ACT),
        "a body that is null": (act_with(good, body=None), Forgery.BAD_ACT),
        "a member more in the act": (act_with(good, paid=True), Forgery.BAD_ACT),
        "an act number nought": (act_with(good, n=0), Forgery.BAD_ACT),
        "an act on a day that never was": (act_with(good, at="2018-02-30T14:03:00.000000Z"), Forgery.BAD_ACT),
        "an act of a later version": (act_with(good, v=2), Forgery.BAD_ACT),
        "an act longer than any": (act.replace("bank_transfer", "x" * 65_536), Forgery.BAD_ACT),
    }
    return [Case(name, forge(good, setting(act=text)), reason) for name, (text, reason) in changed.items()]


def logs() -> list[Case]:
    good, last = story.log_receipt(), story.log_receipt(len(story.LOG) - 1)
    path = good["path"]
    return [
        Case("the place in the log moved", forge(good, setting(index=6)), Forgery.BAD_PATH),
        Case("the place outside the log", forge(good, setting(index=len(story.LOG))), Forgery.OUTSIDE),
        Case(
            "a checkpoint from before the act",
            forge(last, setting(checkpoint=story.EARLIER)),
            Forgery.OUTSIDE,
        ),
        Case(
            "an older checkpoint than the path is for",
            forge(good, setting(checkpoint=story.EARLIER)),
            Forgery.BAD_PATH,
        ),
        Case("the log's path too short", forge(good, setting(path=path[1:])), Forgery.BAD_PATH),
        Case("the log's path too long", forge(good, setting(path=[*path, path[0]])), Forgery.BAD_PATH),
        Case(
            "a log receipt said to be of another log",
            forge(good, setting(origin=OTHER_LOG.name)),
            Forgery.OTHER_LOG,
        ),
        Case(
            "another log's checkpoint",
            forge(good, setting(checkpoint=story.note(11, key=OTHER_LOG))),
            Forgery.OTHER_KEY,
        ),
        Case(
            "a checkpoint that the seller's key signed under another log's name",
            forge(
                good, setting(checkpoint=KEY.sign(Checkpoint(OTHER_LOG.name, 11, merkle.root(LEAVES)).text))
            ),
            Forgery.OTHER_LOG,
        ),
        Case(
            "a checkpoint by a stranger of the same name",
            forge(good, setting(checkpoint=story.note(11, key=STRANGER))),
            Forgery.OTHER_KEY,
        ),
        Case(
            "a bit turned in the checkpoint's signature",
            forge(good, setting(checkpoint=note_flip(HEAD))),
            Forgery.BAD_SIGNATURE,
        ),
        Case(
            "the checkpoint's size changed",
            forge(good, setting(checkpoint=HEAD.replace("\n11\n", "\n12\n"))),
            Forgery.BAD_SIGNATURE,
        ),
    ]


def checkpoints() -> list[Case]:
    root, head = to64(merkle.root(LEAVES)), HEAD.encode()
    signed = {
        "a size with a nought in front": f"{ORIGIN}\n011\n{root}\n",
        "a size in hexadecimal": f"{ORIGIN}\n0xb\n{root}\n",
        "a negative size": f"{ORIGIN}\n-11\n{root}\n",
        "no root": f"{ORIGIN}\n11\n",
        "a short root": f"{ORIGIN}\n11\n{root[:40]}\n",
        "an empty line among the extensions": f"{ORIGIN}\n11\n{root}\n\nmore\n",
        "an empty log with a root": f"{ORIGIN}\n0\n{root}\n",
    }
    # The signature of a batch is good over its own message, which must not pass for a checkpoint.
    proof = story.BATCH_PROOFS[0]
    message = batch_message(ORIGIN, proof["size"], from64(proof["root"])).decode()
    stolen = to64(KEY.verifying.id + from64(proof["signature"]))
    as_note = f"{message}\n— {ORIGIN} {stolen}\n".encode()
    as_head = f"{ORIGIN}\n{proof['size']}\n{proof['root']}\n\n— {ORIGIN} {stolen}\n".encode()
    receipt = story.log_receipt()
    return [
        Case("a checkpoint cut short", head[:-1], Forgery.BAD_CHECKPOINT),
        Case("a checkpoint without its signature", head[: head.index("—".encode())], Forgery.NOT_JSON),
        Case("a checkpoint with a line behind it", head + b"Unexpected.\n", Forgery.BAD_CHECKPOINT),
        Case("a checkpoint with a carriage return", head.replace(b"\n", b"\r\n"), Forgery.OTHER_LOG),
        Case("a checkpoint with 101 signatures", head + head.split(b"\n\n")[1] * 100, Forgery.BAD_CHECKPOINT),
        Case("a checkpoint in another log's name", head.replace(b"motors", b"yachts"), Forgery.OTHER_LOG),
        Case(
            "a batch's signature as a note over its message, in a receipt",
            forge(receipt, setting(checkpoint=as_note.decode())),
            Forgery.BAD_CHECKPOINT,
        ),
        Case("a batch's signature as a note over its message", as_note, Forgery.OTHER_LOG),
        Case("a batch's signature as a checkpoint", as_head, Forgery.BAD_SIGNATURE),
        *(
            Case(f"a signed checkpoint with {name}", KEY.sign(text).encode(), Forgery.BAD_CHECKPOINT)
            for name, text in signed.items()
        ),
    ]


def packs() -> list[Case]:
    good, his = story.pack(), story.log_receipt(3)
    acts = good["acts"]
    stranger = {"act": his["act"], "index": 3, "path": his["path"], "batch": None, "body": None}
    bare = {"act": acts[1]["act"], "index": None, "path": None, "batch": None, "body": None}
    swapped = [acts[0], acts[2], acts[1], *acts[3:]]
    bad_batch = acts[4]["batch"] | {"signature": flip(acts[4]["batch"]["signature"], 9)}
    other = [story.write(1, story.HER_LIFE[0]), story.write(2, story.HER_LIFE[1], seller=story.OTHER_SELLER)]
    twins = [HER_ACTS[0], HER_ACTS[1], story.write(2, story.HER_LIFE[2], name="another second act")]
    changes: list[tuple[str, Callable[[Form], object], Forgery]] = [
        ("a pack without acts", setting(acts=[]), Forgery.WRONG_SHAPE),
        ("a place without a path", lambda form: form["acts"][0].update(path=None), Forgery.WRONG_SHAPE),
        ("places, but no checkpoint", setting(checkpoint=None), Forgery.WRONG_SHAPE),
        ("an act without proof", setting(acts=[acts[0], bare, *acts[2:]]), Forgery.UNPROVEN),
        ("a pack said to be of another log", setting(origin=OTHER_LOG.name), Forgery.OTHER_LOG),
        (
            "a pack's checkpoint by a stranger",
            setting(checkpoint=story.note(11, key=STRANGER)),
            Forgery.OTHER_KEY,
        ),
        (
            "a bad batch proof beside a good place",
            lambda form: form["acts"][4].update(batch=bad_batch),
            Forgery.BAD_SIGNATURE,
        ),
        (
            "the batch proof of another act",
            lambda form: form["acts"][4].update(batch=acts[5]["batch"]),
            Forgery.BAD_PATH,
        ),
        (
            "the place of another act",
            lambda form: form["acts"][0].update(index=2, path=acts[1]["path"]),
            Forgery.BAD_PATH,
        ),
        (
            "another reservation's act put in",
            setting(acts=[acts[0], stranger, *acts[2:]]),
            Forgery.OTHER_RESERVATION,
        ),
        (
            "a pack said to be of another reservation",
            setting(reservation=story.HIS),
            Forgery.OTHER_RESERVATION,
        ),
        ("an act twice", setting(acts=[acts[0], acts[1], acts[1], *acts[2:]]), Forgery.REPEATED_ACT),
        ("the first act left out", setting(acts=acts[1:]), Forgery.GAP),
        ("an act between left out", setting(acts=[*acts[:4], *acts[5:]]), Forgery.GAP),
        ("two acts in each other's place", setting(acts=swapped), Forgery.OUT_OF_ORDER),
    ]
    return [
        *(Case(name, forge(good, change), reason) for name, change, reason in changes),
        Case("an act of another seller", whole(other), Forgery.OTHER_SELLER),
        Case(
            "acts that are only promised, in another order",
            promised(HER_ACTS[:3], [0, 2, 1]),
            Forgery.OUT_OF_ORDER,
        ),
        Case("two second acts", whole(twins), Forgery.GAP),
        Case("acts that the log has in another order", whole(HER_ACTS[:3], [0, 2, 1]), Forgery.OUT_OF_ORDER),
    ]


def whole(acts: list[story.Written], order: list[int] | None = None) -> bytes:
    """A pack that the seller's own key stands for, of whatever acts in whatever order of the log."""
    places = order or list(range(len(acts)))
    leaves = [merkle.leaf_hash(acts[places.index(place)].data) for place in range(len(acts))]
    packed = [
        proofs.packed_act(act.data, (place, merkle.inclusion_path(leaves, place)), None, act.body)
        for act, place in zip(acts, places, strict=True)
    ]
    return story.text(proofs.pack(story.HERS, packed, ORIGIN, story.note(len(acts), leaves=leaves)))


def promised(acts: list[story.Written], order: list[int]) -> bytes:
    """A pack of acts of one batch that are not in the log yet, in whatever order."""
    batch = proofs.make_batch([act.data for act in acts], ORIGIN, KEY)
    packed = [proofs.packed_act(acts[at].data, None, batch[at], acts[at].body) for at in order]
    return story.text(proofs.pack(story.HERS, packed, ORIGIN, None))


def bodies() -> list[Case]:
    good = story.pack()
    first, fifth = good["acts"][0]["body"], good["acts"][4]["body"]
    words = fifth["bytes"].replace("$50,000", "$45,000")
    changes: list[tuple[str, int, Form, Forgery]] = [
        ("a text changed", 4, fifth | {"bytes": words}, Forgery.BODY_SWAPPED),
        ("another act's text", 4, first, Forgery.BODY_SWAPPED),
        ("another salt", 4, fifth | {"salt": first["salt"]}, Forgery.BODY_SWAPPED),
        (
            "the border between salt and text moved",
            4,
            fifth | {"bytes": "x" + fifth["bytes"]},
            Forgery.BODY_SWAPPED,
        ),
        ("a short salt", 4, fifth | {"salt": fifth["salt"][:62]}, Forgery.WRONG_SHAPE),
        ("a text that is no text", 4, fifth | {"bytes": "\ud800"}, Forgery.WRONG_SHAPE),
        ("a text for an act that names none", 1, fifth, Forgery.BODY_UNNAMED),
    ]
    return [
        Case(name, forge(good, lambda form, n=n, body=body: form["acts"][n].update(body=body)), reason)  # type: ignore[misc]
        for name, n, body, reason in changes
    ]


def growths() -> list[Case]:
    good = story.consistency()
    fork = [*LEAVES[:10], merkle.leaf_hash(HIS_ACTS[0].data + b" ")]
    empty = KEY.sign(Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT).text)
    other_past = story.note(5, leaves=LEAVES[1:])
    changes: list[tuple[str, Form, Forgery]] = [
        ("a log that shrinks", {"old": good["new"], "new": good["old"]}, Forgery.BAD_PATH),
        ("a log with another past", {"old": other_past}, Forgery.BAD_PATH),
        ("two heads of one size", {"old": story.note(11, leaves=fork)}, Forgery.FORKED),
        ("growth from nothing", {"old": empty, "path": []}, Forgery.BAD_PATH),
        ("growth without a path", {"path": []}, Forgery.BAD_PATH),
        ("growth with a path too long", {"path": [*good["path"], good["path"][0]]}, Forgery.BAD_PATH),
        ("growth with a bit turned", {"path": [flip(good["path"][0]), *good["path"][1:]]}, Forgery.BAD_PATH),
        ("growth from a stranger's checkpoint", {"old": story.note(5, key=STRANGER)}, Forgery.OTHER_KEY),
    ]
    return [Case(name, forge(good, setting(**members)), reason) for name, members, reason in changes]
