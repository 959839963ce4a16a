"""A fold's table: how its rows are found and stored, derived from the row's own fields."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from fourthact.acts.act import Fold, Row
from fourthact.db.columns import Column

_KINDS: dict[Any, str] = {
    UUID: "uuid",
    str: "text",
    bool: "boolean",
    int: "bigint",
    datetime: "timestamptz",
    date: "date",
}
# A list of texts is a text[] in the table and travels as JSON; everything else that is nested is jsonb.
_TEXTS = "texts"
_NESTED = "nested"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The statements of one table. `find`: rows by (sellers, ids), beside the table's name, as JSON."""

    table: str
    find: str
    insert: str
    upsert: str
    fields: tuple[tuple[str, str], ...]
    decoder: msgspec.json.Decoder[Any]

    def decode(self, text: str) -> Row:
        row = self.decoder.decode(text)
        assert isinstance(row, Row)
        return row

    def store(self, rows: Sequence[Row], *, fresh: bool) -> tuple[str, list[Column]]:
        """The statement that stores rows, and its parameters: a column for each field.

        `fresh`: none of them is there yet, which spares PostgreSQL the look (a launch night's rows all are).
        """
        return self.insert if fresh else self.upsert, [
            _column(kind, [getattr(row, name) for row in rows]) for name, kind in self.fields
        ]


def _column(kind: str, values: list[Any]) -> Column:
    if kind not in (_TEXTS, _NESTED):
        return Column(kind, values)
    texts: list[str | None] = []
    last, text = None, None
    for value in values:
        if value is not last:  # what the rows of a batch share is written as JSON once
            last, text = value, None if value is None else msgspec.json.encode(value).decode()
        texts.append(text)
    return Column("text", texts)


_shelves: dict[str, Shelf] = {}


def shelf_of(fold: Fold[Any]) -> Shelf:
    """The shelf of a fold, made once."""
    found = _shelves.get(fold.table)
    if found is None:
        found = _shelves[fold.table] = _build(fold)
    return found


def _build(fold: Fold[Any]) -> Shelf:
    hints = get_type_hints(fold.row)
    fields = tuple((name, _kind(hints[name])) for name in fold.row.__struct_fields__)
    names = ", ".join(name for name, _ in fields)
    values = ", ".join(_value(name, kind) for name, kind in fields)
    others = [name for name, _ in fields if name not in ("seller", "id")]
    insert = (
        f"INSERT INTO {fold.table} ({names})"
        f" SELECT {values} FROM unnest({', '.join(['%b'] * len(fields))}) AS t ({names})"
    )
    return Shelf(
        table=fold.table,
        find=(
            f"SELECT '{fold.table}', to_json(t)::text FROM {fold.table} AS t"
            " WHERE (seller, id) IN (SELECT * FROM unnest(%b, %b))"
        ),
        insert=insert,
        upsert=(
            f"{insert} ON CONFLICT (seller, id) DO UPDATE SET ({', '.join(others)})"
            f" = ROW({', '.join(f'EXCLUDED.{name}' for name in others)})"
        ),
        fields=fields,
        decoder=msgspec.json.Decoder(fold.row),
    )


def _kind(hint: Any) -> str:
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = [part for part in get_args(hint) if part is not type(None)]
    if hint in _KINDS:
        return _KINDS[hint]
    return _TEXTS if hint == tuple[str, ...] else _NESTED


def _value(name: str, kind: str) -> str:
    if kind == _TEXTS:
        return f"ARRAY(SELECT jsonb_array_elements_text({name}::jsonb))"
    return f"{name}::jsonb" if kind == _NESTED else name
