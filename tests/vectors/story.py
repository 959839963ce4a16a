"""A small log in which one reservation lives from deposit to refund: every byte of it follows from this file.

The keys and salts are test material, published on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fourthact.acts import merkle, proofs
from fourthact.acts.checkpoint import Checkpoint, SigningKey
from fourthact.acts.encode import canonical, salted

ORIGIN = "log.example/motors"
KEY = SigningKey.load(ORIGIN, sha256(b"Example Motors' log key, for tests").digest())
OLD_KEY = SigningKey.load(ORIGIN, sha256(b"Example Motors' log key before it was rotated").digest())
STRANGER = SigningKey.load(ORIGIN, sha256(b"a stranger who calls themselves the same").digest())
OTHER_LOG = SigningKey.load("log.example/yachts", sha256(b"Example Yachts' log key, for tests").digest())


def digits(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:32]


SELLER = "slr_" + digits("Example Motors")
OTHER_SELLER = "slr_" + digits("Example Yachts")
HERS = "rsv_" + digits("Cléo's reservation")
HIS = "rsv_" + digits("Dan's reservation")
HOLDER = "hld_" + digits("Cléo")
ANA = "per_" + digits("Ana")
BO = "per_" + digits("Bo")
USD_5_000 = {"currency": "USD", "minor": 500_000}
USD_45_000 = {"currency": "USD", "minor": 4_500_000}

Happening = tuple[str, str, dict[str, str], dict[str, Any], str | None]

HER_LIFE: Sequence[Happening] = (
    ("2018-07-11T09:12:00.000000Z", "reservation.placed", {"kind": "holder", "id": HOLDER},
     {"promised_by": "2020-12-31", "stages": 2, "terms": 1}, '{"name":"Cléo","note":"in any colour ☀"}'),
    ("2018-07-11T09:12:31.250000Z", "payment.received", {"kind": "rail"},
     {"amount": USD_5_000, "rail": "sandbox", "stage": 1}, None),
    ("2018-07-17T14:03:00.000000Z", "payment.received", {"kind": "bank"},
     {"amount": USD_45_000, "rail": "bank_transfer", "stage": 2}, None),
    ("2020-11-02T08:00:00.000000Z", "promise.revised", {"kind": "staff", "id": ANA},
     {"promised_by": "2022-12-31"}, None),
    ("2025-10-30T09:12:00.000000Z", "cancellation.requested", {"kind": "mail"},
     {"channel": "mail"}, '{"text":"Please cancel my reservation, and return the $50,000."}'),
    ("2025-10-31T10:00:00.000000Z", "refund.settled", {"kind": "bank"},
     {"amount": USD_45_000, "leg": 2, "whole": False}, None),
    ("2025-10-31T10:00:00.000000Z", "refund.settled", {"kind": "bank"},
     {"amount": USD_5_000, "leg": 1, "whole": True}, None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """An act's bytes with what stands beside them."""

    data: bytes
    body: tuple[bytes, bytes] | None


def write(
    n: int, happening: Happening, *, seller: str = SELLER, subject: str = HERS, name: str | None = None
) -> Written:
    """The act that a happening makes, as number `n` of its subject. `name`: tells twins apart."""
    at, tag, by, data, text = happening
    called = name or f"{subject} {n}"
    salt = sha256(f"salt of {called}".encode()).digest()
    act: dict[str, Any] = {
        "at": at, "by": by, "data": data, "id": "act_" + digits(f"act {called}"), "n": n,
        "nonce": digits(f"nonce of {called}"), "seller": seller, "subject": subject, "tag": tag, "v": 1,
    }  # fmt: skip
    if text is not None:
        act["body"] = salted(salt, text.encode()).hex()
    if tag == "cancellation.requested":
        act["evidence"] = [{"hash": salted(salt, b"the mail itself").hex(), "kind": "mail"}]
    return Written(canonical(act), None if text is None else (salt, text.encode()))


HER_ACTS = [write(n, happening) for n, happening in enumerate(HER_LIFE, 1)]
HIS_ACTS = [write(n, happening, subject=HIS) for n, happening in enumerate(HER_LIFE[:4], 1)]

# The log as it was sequenced: her acts stand at places 0, 2, 4 ..., his between them.
LOG = [HER_ACTS[0], HIS_ACTS[0], HER_ACTS[1], HIS_ACTS[1], HER_ACTS[2], HIS_ACTS[2], HER_ACTS[3], HIS_ACTS[3]]
LOG += HER_ACTS[4:]
LEAVES = [merkle.leaf_hash(act.data) for act in LOG]
PLACES = [LOG.index(act) for act in HER_ACTS]


def note(size: int, *, key: SigningKey = KEY, leaves: Sequence[bytes] = LEAVES) -> str:
    """The signed checkpoint over the first `size` acts."""
    return key.sign(Checkpoint(key.name, size, merkle.root(leaves[:size])).text)


HEAD, EARLIER = note(len(LOG)), note(5)
BATCH = HER_ACTS[4:7]
BATCH_PROOFS = proofs.make_batch([act.data for act in BATCH], ORIGIN, KEY)


def text(form: Any) -> bytes:
    """A form as it is handed out."""
    return (json.dumps(form, ensure_ascii=False, indent=1) + "\n").encode()


def batch_receipt() -> dict[str, Any]:
    """The receipt at once of her request to cancel."""
    signature = KEY.sign_batch(len(BATCH), merkle.root([merkle.leaf_hash(act.data) for act in BATCH]))
    return proofs.batch_receipt([act.data for act in BATCH], 0, KEY.hint, signature)


def log_receipt(place: int = 4, head: str = HEAD, size: int = len(LOG)) -> dict[str, Any]:
    """The receipt for good of the act at a place, the wire's arrival if nothing else is asked for."""
    path = merkle.inclusion_path(LEAVES[:size], place)
    return proofs.log_receipt(LOG[place].data, place, path, ORIGIN, head)


def pack(*, bodies: bool = True, promised: int = 0) -> dict[str, Any]:
    """Her whole reservation. `promised`: how many of its last acts are not in the log yet."""
    logged = len(HER_ACTS) - promised
    size = PLACES[logged - 1] + 1 if promised else len(LOG)
    acts = []
    for number, act in enumerate(HER_ACTS):
        place = (
            (PLACES[number], merkle.inclusion_path(LEAVES[:size], PLACES[number]))
            if number < logged
            else None
        )
        batch = BATCH_PROOFS[number - 4] if number >= 4 else None
        acts.append(proofs.packed_act(act.data, place, batch, act.body if bodies else None))
    return proofs.pack(HERS, acts, ORIGIN, note(size))


def consistency() -> dict[str, Any]:
    """The proof that the log only grew after the fifth act."""
    return proofs.consistency(EARLIER, HEAD, merkle.consistency_proof(LEAVES, 5), ORIGIN)
