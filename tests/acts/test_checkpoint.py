"""Keys, notes, checkpoints, tile paths and bundles, against the specifications' and upstream's examples."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from fourthact.acts import checkpoint as notes
from fourthact.acts import merkle
from fourthact.acts.checkpoint import (
    BadNote,
    BadSignature,
    Checkpoint,
    OtherLog,
    SigningKey,
    Unsigned,
    VerifyingKey,
)
from fourthact.acts.encode import from64, to64
from tests.corpora import corpus

KEY = SigningKey.load("log.example/motors", b"k" * 32)
TEXT = f"log.example/motors\n3\n{to64(b'r' * 32)}\n"

# The example of C2SP signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""


def test_the_example_of_the_specification_opens() -> None:
    key = VerifyingKey.parse(EXAMPLE_KEY)
    assert key.vkey == EXAMPLE_KEY
    note = notes.open_note(EXAMPLE_NOTE, [key])
    assert (note.text, note.signers) == ("This is an example message.\n", (key,))


def test_what_a_key_signs_its_public_key_opens() -> None:
    key = SigningKey.generate("log.example/motors")
    again = SigningKey.load(key.name, key.pem())
    assert again.vkey == key.vkey
    assert key.vkey.startswith(key.hint + "+")
    public = VerifyingKey.parse(key.vkey)
    assert notes.open_note(again.sign(TEXT), [public]).text == TEXT
    assert notes.open_checkpoint(key.sign(TEXT), [public]) == Checkpoint(key.name, 3, b"r" * 32)
    assert "PRIVATE" not in repr(key)


def test_a_batch_signature_says_which_batch() -> None:
    signature = KEY.sign_batch(3, b"r" * 32)
    public = KEY.verifying
    assert public.verifies_batch(signature, 3, b"r" * 32)
    assert not public.verifies_batch(signature, 4, b"r" * 32)
    assert not public.verifies_batch(signature, 3, b"R" * 32)
    assert not VerifyingKey("log.example/yachts", public.public).verifies_batch(signature, 3, b"r" * 32)
    message = b"fourthact batch v1\nlog.example/motors\n3\n" + to64(b"r" * 32).encode() + b"\n"
    assert public.verifies(signature, message)


@pytest.mark.parametrize(
    "secret", [b"", b"k" * 31, b"k" * 33, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_refused(secret: bytes) -> None:
    with pytest.raises(BadNote, match="not a private key"):
        SigningKey.load("log.example/motors", secret)


def test_a_key_of_another_kind_or_under_a_password_is_refused() -> None:
    other = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(BadNote, match="not of the type Ed25519"):
        SigningKey.load("log.example/motors", other)
    locked = serialization.load_pem_private_key(KEY.pem(), None).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"word"),
    )
    with pytest.raises(BadNote, match="not a private key"):
        SigningKey.load("log.example/motors", locked)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb", "a\x00b", "\ud800"])
def test_a_name_that_no_key_may_have_is_refused(name: str) -> None:
    with pytest.raises(BadNote, match="not a key's name"):
        SigningKey.load(name, b"k" * 32)
    with pytest.raises(BadNote, match="not a"):
        VerifyingKey.parse(KEY.vkey.replace("log.example/motors", name))


def unreadable_keys() -> list[str]:
    public = KEY.verifying.public
    return [
        "",
        "log.example/motors",
        KEY.hint,
        KEY.vkey + " ",
        KEY.vkey + "\n",
        KEY.vkey.upper(),
        KEY.vkey[:-2],
        KEY.vkey.replace("motors", "yachts"),
        KEY.hint + "+" + to64(b"\x04" + public),
        KEY.hint + "+" + to64(b"\x01" + public + b"x"),
        KEY.hint + "+" + to64(b"\x01"),
    ]


@pytest.mark.parametrize("vkey", unreadable_keys())
def test_a_malformed_public_key_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        VerifyingKey.parse(vkey)


def test_a_public_key_has_32_bytes() -> None:
    with pytest.raises(BadNote, match="32 bytes, not 31"):
        VerifyingKey(KEY.name, KEY.verifying.public[1:])


def signature_line(key: SigningKey = KEY) -> str:
    return key.sign(TEXT).split("\n\n")[1]


MALFORMED = {
    "no signature": TEXT,
    "no signature after the empty line": TEXT + "\n",
    "no line end": KEY.sign(TEXT)[:-1],
    "a line that is no signature": KEY.sign(TEXT) + "Unexpected.\n",
    "an empty line behind": KEY.sign(TEXT) + "\n",
    "a control character in the text": KEY.sign(TEXT).replace("3", "3\x01"),
    "a carriage return": KEY.sign(TEXT).replace("\n", "\r\n"),
    "a tab in the signature line": KEY.sign(TEXT).replace("— ", "—\t"),
    "a hyphen for the dash": KEY.sign(TEXT).replace("—", "-"),
    "two spaces": KEY.sign(TEXT).replace("— ", "—  "),
    "a name with a plus": KEY.sign(TEXT).replace("— log", "— l+g"),
    "base64 cut short": KEY.sign(TEXT)[:-3] + "\n",
    "a signature of three bytes": f"{TEXT}\n— x {to64(b'abc')}\n",
    "101 signatures": TEXT + "\n" + signature_line() * 101,
    "a million bytes": "x" * 1_000_000 + "\n\n" + signature_line(),
    "half a surrogate pair": "\ud800" + KEY.sign(TEXT),
}


@pytest.mark.parametrize("note", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote) as refused:
        notes.open_note(note, [KEY.verifying])
    assert type(refused.value) is BadNote


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(BadNote, match="UTF-8"):
        notes.open_note(b"\xff" + KEY.sign(TEXT).encode(), [KEY.verifying])


def test_a_hundred_signatures_are_read_and_unknown_ones_ignored() -> None:
    strangers = "".join(
        signature_line(SigningKey.load(f"witness{n}.example", bytes([n]) * 32)) for n in range(99)
    )
    # An unknown key of a known name is not known.
    same_name = signature_line(SigningKey.load(KEY.name, b"s" * 32))
    for note in (TEXT + "\n" + strangers + signature_line(), TEXT + "\n" + same_name + signature_line()):
        assert notes.open_note(note, [KEY.verifying]).signers == (KEY.verifying,)
    with pytest.raises(Unsigned):
        notes.open_note(TEXT + "\n" + strangers + same_name, [KEY.verifying])
    with pytest.raises(Unsigned):
        notes.open_note(KEY.sign(TEXT), [])


def test_one_bad_signature_by_a_known_key_spoils_the_note() -> None:
    second = SigningKey.load("witness.example", b"w" * 32)
    note = KEY.sign(TEXT) + second.sign("another text\n").split("\n\n")[1]
    with pytest.raises(BadSignature):
        notes.open_note(note, [KEY.verifying, second.verifying])
    assert notes.open_note(note, [KEY.verifying]).text == TEXT


@given(st.integers(0, 8 * len(KEY.sign(TEXT).encode()) - 1))
def test_no_bit_of_a_note_can_be_turned(bit: int) -> None:
    data = bytearray(KEY.sign(TEXT).encode())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadNote):
        notes.open_note(bytes(data), [KEY.verifying])


def test_a_text_that_is_no_note_is_not_signed() -> None:
    for text in ("", "no line end", "a\x00b\n", "\ud800\n"):
        with pytest.raises(BadNote):
            KEY.sign(text)


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1),
    st.integers(1, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1), max_size=3),
)
def test_a_checkpoint_reads_as_it_was_written(
    origin: str, size: int, root: bytes, extensions: list[str]
) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert Checkpoint.parse(checkpoint.text) == checkpoint
    assert notes.open_checkpoint(KEY.sign(checkpoint.text), [KEY.verifying], origin=origin) == checkpoint


ROOT = to64(b"r" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "o\n3\n", f"o\n3\n{ROOT}", f"\n3\n{ROOT}\n", f"o\n\n{ROOT}\n", f"o\n3\n{ROOT}\n\n",
        f"o\n03\n{ROOT}\n", f"o\n+3\n{ROOT}\n", f"o\n-3\n{ROOT}\n", f"o\n3 \n{ROOT}\n",
        f"o\n\u0663\n{ROOT}\n",
        f"o\n0x3\n{ROOT}\n", f"o\n9223372036854775808\n{ROOT}\n", f"o\n3\n{ROOT}=\n", f"o\n3\n{ROOT[:-4]}\n",
        f"o\n3\n {ROOT}\n", f"o\n0\n{ROOT}\n",
    ],
    ids=repr,
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(text)


def test_the_checkpoint_of_an_empty_log_has_the_empty_tree() -> None:
    empty = Checkpoint("o", 0, merkle.EMPTY_ROOT)
    assert Checkpoint.parse(empty.text) == empty


def test_a_checkpoint_of_another_log_is_refused() -> None:
    """Even if our key has signed it."""
    note = KEY.sign(TEXT.replace("motors", "yachts"))
    with pytest.raises(OtherLog):
        notes.open_checkpoint(note, [KEY.verifying])
    with pytest.raises(OtherLog):
        notes.open_checkpoint(KEY.sign(TEXT), [KEY.verifying], origin="log.example/yachts")


TILE_PATHS = {
    (0, 0, 256): "tile/0/000",
    (0, 5, 1): "tile/0/005.p/1",
    (63, 999, 255): "tile/63/999.p/255",
    (1, 1000, 256): "tile/1/x001/000",
    (0, 1234067, 256): "tile/0/x001/x234/067",
    (10, 1234067890, 7): "tile/10/x001/x234/x067/890.p/7",
}


@pytest.mark.parametrize(("place", "path"), TILE_PATHS.items())
def test_tiles_have_the_paths_of_the_specification(place: tuple[int, int, int], path: str) -> None:
    level, index, width = place
    assert notes.tile_path(level, index, width) == path
    assert notes.parse_tile_path(path) == place
    bundle = path.replace(f"tile/{level}/", "tile/entries/")
    assert notes.bundle_path(index, width) == bundle
    assert notes.parse_tile_path(bundle) == (None, index, width)


@pytest.mark.parametrize(
    "path",
    [
        "", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/64/000", "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/001/000", "tile/0/x001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p/1/", "/tile/0/000", "tile/0/000\n", "tile/0/../000", "tile/0/٠٠٠",
        "tile/entries/000.p/256",
        "tile/data/000",
    ],
)  # fmt: skip
def test_every_other_path_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match=r"path|level"):
        notes.parse_tile_path(path)


@pytest.mark.parametrize(
    ("level", "index", "width"), [(64, 0, 1), (-1, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257)]
)
def test_there_is_no_path_to_a_tile_that_cannot_be(level: int, index: int, width: int) -> None:
    with pytest.raises(ValueError, match="there is no tile"):
        notes.tile_path(level, index, width)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
def test_a_bundle_reads_as_it_was_written(entries: list[bytes]) -> None:
    assert notes.decode_bundle(notes.encode_bundle(entries)) == entries


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00", b"\x00\x01", b"\x00\x03ab", b"\x00\x01a\x00", b"\x00\x00" * 257],
    ids=lambda d: repr(d[:8]),
)
def test_a_bundle_cut_short_or_overfull_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="bundle"):
        notes.decode_bundle(data)


@pytest.mark.parametrize("entries", [[], [b""] * 257, [b"x" * 65_536]], ids=["none", "257", "too long"])
def test_a_bundle_of_what_does_not_fit_is_refused(entries: list[bytes]) -> None:
    with pytest.raises(ValueError, match="a bundle has"):
        notes.encode_bundle(entries)


# What others wrote


def upstream() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((corpus("6-merkle") / "golang-mod/note_tlog_vectors.json").read_text())
    return read


def test_upstream_public_keys() -> None:
    """Every valid one reads; each of its substrings, and each with one byte changed, does not."""
    given = upstream()
    wrong = given["vkeys_invalid"][:2]
    for vkey in given["vkeys_valid"]:
        assert VerifyingKey.parse(vkey).vkey == vkey
        wrong += [vkey[start:end] for start in range(len(vkey)) for end in range(start, len(vkey) + 1)]
        wrong.remove(vkey)
        wrong += [vkey[:at] + chr(ord(vkey[at]) + 1) + vkey[at + 1 :] for at in range(len(vkey))]
    for vkey in wrong:
        with pytest.raises(BadNote):
            VerifyingKey.parse(vkey)


def test_upstream_signing() -> None:
    given = upstream()
    *_, name, _, secret = given["test_skey"].split("+", 4)
    key = SigningKey.load(name, base64.b64decode(secret)[1:])
    assert key.vkey in given["vkeys_valid"]
    assert key.sign(given["sign_text"]) == given["sign_expected"]


def test_upstream_notes() -> None:
    for case in upstream()["open_cases"]:
        keys = [VerifyingKey.parse(vkey) for vkey in case["verifiers"]]
        if "error" in case:
            with pytest.raises(BadNote):
                notes.open_note(case["msg"], keys)
        else:
            assert [key.name for key in notes.open_note(case["msg"], keys).signers] == case["verified"]


def test_upstream_malformed_notes() -> None:
    given = upstream()
    keys = [VerifyingKey.parse(vkey) for vkey in given["vkeys_valid"]]
    malformed = [text.encode() for text in given["malformed"]] + [
        bytes.fromhex(text) for text in given["malformed_bytes_hex"]
    ]
    for data in malformed:
        with pytest.raises(BadNote) as refused:
            notes.open_note(data, keys)
        assert type(refused.value) is BadNote


def test_upstream_tree_heads() -> None:
    golden = upstream()["tree_golden"]
    root = merkle.leaf_hash(golden["leaf_record"].encode())
    head = Checkpoint("go.sum database tree", golden["size"], root)
    assert head.text == golden["text"]
    assert Checkpoint.parse(golden["text"]) == head
    other, *malformed = golden["bad"]
    with pytest.raises(OtherLog):
        notes.open_checkpoint(KEY.sign(other), [KEY.verifying], origin="go.sum database tree")
    for text in malformed:
        with pytest.raises(BadNote):
            Checkpoint.parse(text)


def tiled_log() -> tuple[Path, list[bytes]]:
    folder = corpus("6-merkle/tessera-log")
    entries = notes.decode_bundle((folder / "tile__entries__000.p__15").read_bytes())
    return folder, [merkle.leaf_hash(entry) for entry in entries]


def test_an_upstream_tiled_log_at_every_size() -> None:
    folder, leaves = tiled_log()
    key = VerifyingKey.parse(json.loads((folder / "vkey.json").read_text())["vkey"])
    for size in range(16):
        opened = notes.open_checkpoint((folder / f"checkpoint.{size}").read_bytes(), [key])
        assert (opened.size, opened.root) == (size, merkle.root(leaves[:size]))
        if size:
            tile = (folder / f"tile__0__000.p__{size}").read_bytes()
            assert merkle.Tree(size, lambda level, index, tile=tile: tile).root() == opened.root  # type: ignore[misc]
    assert notes.open_checkpoint((folder / "checkpoint").read_bytes(), [key]).size == 15


def test_an_upstream_log_whose_key_has_another_name() -> None:
    folder = corpus("6-merkle/serverless-log")
    [vkey] = json.loads((folder / "vkey.json").read_text())["vkey"]
    files = sorted(folder.glob("checkpoint*"))
    assert len(files) == 8
    _, leaves = tiled_log()
    for file in files:
        opened = notes.open_checkpoint(
            file.read_text(), [VerifyingKey.parse(vkey)], origin="example.com/testdata"
        )
        assert opened.root == merkle.root(leaves[: opened.size])


def test_upstream_signatures_edge_cases() -> None:
    cases = 0
    for group in json.loads((corpus("6-merkle/wycheproof") / "ed25519_test.json").read_text())["testGroups"]:
        key = VerifyingKey("wycheproof", bytes.fromhex(group["publicKey"]["pk"]))
        for test in group["tests"]:
            verdict = key.verifies(bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            assert verdict == (test["result"] == "valid"), test["tcId"]
            cases += 1
    assert cases == 151


def entry_of(bundle: Path) -> dict[str, Any] | None:
    material = json.loads(bundle.read_text())["verificationMaterial"]
    entries: Sequence[dict[str, Any]] = material.get("tlogEntries", [])
    return entries[0] if entries else None


def rekor_keys(trusted_root: Path) -> list[VerifyingKey]:
    logs = json.loads(trusted_root.read_text())["tlogs"]
    return [
        VerifyingKey(
            log["baseUrl"].removeprefix("https://"), base64.b64decode(log["publicKey"]["rawBytes"])[-32:]
        )
        for log in logs
        if log["publicKey"]["keyDetails"] == "PKIX_ED25519"
    ]


def check_bundle(entry: dict[str, Any], head: Checkpoint) -> None:
    """That the entry stands in the log under this head."""
    proof = entry["inclusionProof"]
    if (head.size, head.root) != (int(proof["treeSize"]), base64.b64decode(proof["rootHash"])):
        raise ValueError("a checkpoint of another tree")
    leaf = merkle.leaf_hash(base64.b64decode(entry["canonicalizedBody"]))
    path = [from64(text) for text in proof["hashes"]]
    if merkle.root_from_path(leaf, int(proof["logIndex"]), head.size, path) != head.root:
        raise ValueError("the path leads elsewhere")


def test_upstream_bundles_signed_with_ed25519() -> None:
    """Rekor v2: signature, head and place, all as the case's name says."""
    verdicts = {}
    for bundle in sorted(corpus("6-merkle/sigstore-conformance").glob("rekor2-*__bundle.sigstore.json")):
        name = bundle.name.partition("__")[0]
        entry = entry_of(bundle)
        assert entry is not None
        note = entry["inclusionProof"]["checkpoint"]["envelope"]
        try:
            check_bundle(
                entry, notes.open_checkpoint(note, rekor_keys(bundle.with_name(f"{name}__trusted_root.json")))
            )
            verdicts[name] = True
        except ValueError:
            verdicts[name] = False
    assert len(verdicts) >= 7
    assert verdicts == {name: not name.endswith("_fail") for name in verdicts}


def test_upstream_bundles_signed_with_ecdsa() -> None:
    """Of these only the head's text and the place can be checked: their signatures are unknown here."""
    folder, verdicts = corpus("6-merkle"), {}
    for bundle in sorted(folder.glob("[rs]*/*.sigstore.json")):
        name, entry = bundle.name.partition("__")[0], entry_of(bundle)
        if entry is None or name.startswith("rekor2-") or "inclusionProof" not in entry:
            continue
        note = entry["inclusionProof"]["checkpoint"]["envelope"]
        with pytest.raises(Unsigned):
            notes.open_note(note, [KEY.verifying])
        try:
            check_bundle(entry, Checkpoint.parse(note.rpartition("\n\n")[0] + "\n"))
            verdicts[name] = True
        except ValueError:
            verdicts[name] = False
    only_in_the_signature = {"checkpoint-bad-keyhint_fail", "invalid-checkpoint-signature_fail"}
    assert only_in_the_signature < set(verdicts)
    assert verdicts == {
        name: not name.endswith("_fail") or name in only_in_the_signature for name in verdicts
    }
