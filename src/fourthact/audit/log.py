"""The checks of the log: its entries, heads, tiles, and the checkpoint kept outside the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fourthact.acts import merkle
from fourthact.acts.checkpoint import BadNote, open_checkpoint
from fourthact.audit.scope import Scope
from fourthact.values import ids

ENTRIES = "SELECT log_index, act FROM log_entries WHERE seller = %s AND log_index >= %s ORDER BY log_index"
HEADS = "SELECT size, root, note FROM log_heads WHERE seller = %s AND size >= %s ORDER BY size"
HEAD = "SELECT root FROM log_heads WHERE seller = %s AND size = %s"
TILES = "SELECT level, tile, hashes FROM log_tiles WHERE seller = %s"
WAITING = """
    -- Acts that are not in the log, whether the log went past them, and since when they wait.
    SELECT a.id, a.xid < coalesce((SELECT horizon FROM log_heads WHERE seller = a.seller ORDER BY size DESC LIMIT 1),
                                  '0'::xid8), a.at
      FROM acts AS a LEFT JOIN log_entries AS e ON e.seller = a.seller AND e.act = a.id
     WHERE a.seller = %s AND e.act IS NULL
"""
BEHIND = """
    -- Followers that have not read what has been in the log for long.
    SELECT c.follower, c.next FROM cursors AS c WHERE c.seller = %s AND EXISTS (
        SELECT FROM log_heads AS h WHERE h.seller = c.seller AND h.size > c.next AND h.at < %s)
"""

Tiles = dict[tuple[int, int], bytes]
NOT_ALL_THERE = "entries or acts under it are missing"


@dataclass(slots=True)
class Peaks:
    """The roots of the full subtrees that a log of `size` leaves falls into, the largest first.

    A log has as many heads as it had moments of rest: each costs a few hashes here, not a tree of its own.
    """

    size: int
    roots: list[bytes]

    def add(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node, size = merkle.node_hash(self.roots.pop(), node), size >> 1
        self.roots.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.roots:
            return merkle.EMPTY_ROOT
        *left, node = self.roots
        for peak in reversed(left):
            node = merkle.node_hash(peak, node)
        return node


def check_log(scope: Scope) -> None:
    """The log is gap-free, has every act once, its tiles lead to its signed heads, and nothing was taken back."""
    heads = scope.all(HEADS, scope.since)
    _kept(scope)
    _waiting(scope)
    entries = _entries(scope)
    stored = {(level, tile): hashes for level, tile, hashes in scope.all(TILES)}
    peaks = None if entries is None else _begin(scope, stored)
    if entries is None or peaks is None:
        return
    leaves = _heads(scope, heads, entries, peaks)
    if leaves is None:
        return
    if peaks.size != scope.since + len(entries):
        left = scope.since + len(entries) - peaks.size
        scope.report.add("log", scope.name, f"{left} entries stand under no head")
    _tiles(scope, stored, leaves)
    scope.size = peaks.size


def _entries(scope: Scope) -> list[UUID] | None:
    """The log's acts from where the last audit ended; None if it has a gap."""
    rows = scope.all(ENTRIES, scope.since)
    for expected, (index, _) in enumerate(rows, scope.since):
        if index != expected:
            scope.report.add(
                "log", scope.name, f"its indexes are not gap-free: {index} stands where {expected} should"
            )
            return None
    return [act for _, act in rows]


def _begin(scope: Scope, stored: Tiles) -> Peaks | None:
    """The log where the last audit ended, to which the stored tiles must still lead."""
    if scope.whole:
        return Peaks(0, [])
    tree = merkle.Tree(scope.since + 1, lambda level, tile: stored.get((level, tile), b""))
    try:
        # The path of the leaf after the last one consists of the peaks of all before it, the smallest first.
        peaks = Peaks(scope.since, tree.inclusion_path(scope.since)[::-1])
    except ValueError as error:
        scope.report.add("tiles", scope.name, f"those under the last audited head: {error}")
        return None
    if peaks.root() != scope.one(HEAD, scope.since):
        scope.report.add("tiles", scope.name, f"they do not lead to the last audited head {scope.since}")
        return None
    return peaks


def _heads(
    scope: Scope, heads: Sequence[tuple[int, bytes, str]], entries: Sequence[UUID], peaks: Peaks
) -> list[bytes] | None:
    """Every head is signed, and its root is the root of its acts; the leaves, None if some are not there."""
    leaves = [scope.seen.leaves.get(act) for act in entries]
    found: list[bytes] = []
    for size, root, note in heads:
        scope.report.counts["heads"] += 1
        name = f"{scope.name} head {size}"
        for leaf in leaves[peaks.size - scope.since : size - scope.since]:
            if leaf is None:
                scope.report.add("log", name, NOT_ALL_THERE)
                return None
            peaks.add(leaf)
            found.append(leaf)
        if peaks.size != size:
            scope.report.add("log", name, NOT_ALL_THERE)
            return None
        if peaks.root() != root:
            scope.report.add("log", name, "its root is not the root of its acts")
        _note(scope, name, size, root, note)
    return found


def _note(scope: Scope, name: str, size: int, root: bytes, note: str) -> None:
    try:
        checkpoint = open_checkpoint(note, scope.keys)
    except BadNote as error:
        scope.report.add("checkpoint", name, str(error))
        return
    if (checkpoint.size, checkpoint.root) != (size, root):
        scope.report.add("checkpoint", name, "its signed note is about another head")


def _tiles(scope: Scope, stored: Tiles, leaves: Sequence[bytes]) -> None:
    tree = merkle.Tree(scope.since, lambda level, tile: stored.get((level, tile), b""))
    wanted = dict(tree.append(leaves)[1])
    places = stored.keys() | wanted.keys() if scope.whole else wanted.keys()
    for level, tile in sorted(place for place in places if stored.get(place) != wanted.get(place)):
        scope.report.add(
            "tiles", f"{scope.name} level {level} tile {tile}", "its hashes are not those of the acts"
        )


def _kept(scope: Scope) -> None:
    """What was published is still the beginning of the log."""
    kept = scope.kept
    if kept is not None and kept.size and scope.one(HEAD, kept.size) != kept.root:
        what = f"the log does not extend the head over {kept.size} acts that was published"
        scope.report.add("kept checkpoint", scope.name, what)


def _waiting(scope: Scope) -> None:
    late = scope.now - scope.limits.overdue
    for act, was_passed, at in scope.all(WAITING):
        scope.report.counts["waiting for the log"] += 1
        if was_passed:
            scope.report.add("log", ids.outer("act", act), "it was left out of the log")
        elif at < late:
            scope.report.add("log", ids.outer("act", act), f"it has waited for the log since {at}")


def check_followers(scope: Scope) -> None:
    """Whoever follows the log keeps up with it."""
    for follower, index in scope.all(BEHIND, scope.now - scope.limits.overdue):
        scope.report.add(
            "follower", f"{scope.name} {follower}", f"it has not read the log from index {index} on"
        )
