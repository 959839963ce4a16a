"""Columns of many rows as one PostgreSQL array each, in the binary form, built by joining bytes.

A batch is written with one statement per table whose parameters are whole columns. psycopg's own list dumper
asks for the type of every element, which costs more than the rest of writing a batch; here a column's type is
known beforehand. Source: PostgreSQL's `array_recv`, and the `_recv` functions of the element types.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format

_HEAD = Struct("!iiiii").pack  # dimensions, whether nulls are there, element type, length, lower bound
_LENGTH = Struct("!i").pack
_INT4 = Struct("!ii").pack
_INT8 = Struct("!iq").pack
_NULL = _LENGTH(-1)
_NOTHING = object()
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _bytes(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _text(value: str) -> bytes:
    data = value.encode()
    return _LENGTH(len(data)) + data


def _uuid(value: Any) -> bytes:
    return b"\0\0\0\x10" + value.int.to_bytes(16, "big")  # type: ignore[no-any-return]


def _instant(value: datetime) -> bytes:
    return _INT8(8, (value - _EPOCH) // _MICROSECOND)


def _day(value: date) -> bytes:
    return _INT4(4, value.toordinal() - _EPOCH.toordinal())


def _flag(value: bool) -> bytes:
    return b"\0\0\0\x01" + (b"\1" if value else b"\0")


def _small(value: int) -> bytes:
    return _INT4(4, value)


def _big(value: int) -> bytes:
    return _INT8(8, value)


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type of PostgreSQL: its name, the ids of itself and of its array, and how an element is written."""

    name: str
    oid: int
    array: int
    write: Callable[[Any], bytes]


# The ids are fixed in PostgreSQL's catalog (src/include/catalog/pg_type.dat).
TYPES = {
    kind.name: kind
    for kind in (
        ColumnType("uuid", 2950, 2951, _uuid),
        ColumnType("text", 25, 1009, _text),
        ColumnType("bytea", 17, 1001, _bytes),
        ColumnType("timestamptz", 1184, 1185, _instant),
        ColumnType("date", 1082, 1182, _day),
        ColumnType("boolean", 16, 1000, _flag),
        ColumnType("integer", 23, 1007, _small),
        ColumnType("bigint", 20, 1016, _big),
    )
}


class Column:
    """A whole column as one parameter. Errors: struct.error for a number that does not fit."""

    __slots__ = ("data", "oid")

    def __init__(self, kind: str, values: Sequence[Any]) -> None:
        of = TYPES[kind]
        write = of.write
        cells = []
        last: Any = _NOTHING
        cell = b""
        for value in values:
            if value is not last:  # the rows of a batch share their seller, their product, their moment
                last, cell = value, _NULL if value is None else write(value)
            cells.append(cell)
        self.oid = of.array
        # PostgreSQL checks the second word's form only, and sees for itself whether nulls are there.
        self.data = _HEAD(1, 0, of.oid, len(values), 1) + b"".join(cells)


class _ColumnDumper(Dumper):
    format = Format.BINARY

    def get_key(self, obj: Column, format: Any) -> Any:
        return (type(obj), obj.oid)

    def upgrade(self, obj: Column, format: Any) -> Dumper:
        return _DUMPERS[obj.oid]

    def dump(self, obj: Column) -> Buffer:
        return obj.data


def _dumper(oid: int) -> Dumper:
    dumper = _ColumnDumper(Column, None)
    dumper.oid = oid
    return dumper


_DUMPERS = {kind.array: _dumper(kind.array) for kind in TYPES.values()}
psycopg.adapters.register_dumper(Column, _ColumnDumper)


def columns(kinds: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Column]:
    """The columns of rows, in the order of `kinds`; of no rows, empty columns."""
    if not rows:
        return [Column(kind, ()) for kind in kinds]
    return [Column(kind, values) for kind, values in zip(kinds, zip(*rows, strict=True), strict=True)]
