"""The questions about products."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import psycopg

from fourthact.products.acts import Product

Conn = psycopg.AsyncConnection[Any]

LIST = """
    -- All products of a seller, oldest first.
    SELECT to_json(p)::text FROM products AS p WHERE seller = %s ORDER BY id
"""
BY_SLUG = """
    -- The product with a slug.
    SELECT to_json(p)::text FROM products AS p WHERE seller = %s AND slug = %s
"""
BY_ID = """
    -- One product.
    SELECT to_json(p)::text FROM products AS p WHERE seller = %s AND id = %s
"""


async def products(conn: Conn, seller: UUID) -> list[Product]:
    rows = await (await conn.execute(LIST, (seller,))).fetchall()
    return [msgspec.json.decode(text, type=Product) for (text,) in rows]


async def product_by_slug(conn: Conn, seller: UUID, slug: str) -> Product | None:
    row = await (await conn.execute(BY_SLUG, (seller, slug))).fetchone()
    return msgspec.json.decode(row[0], type=Product) if row else None


async def product_by_id(conn: Conn, seller: UUID, product: UUID) -> Product | None:
    row = await (await conn.execute(BY_ID, (seller, product))).fetchone()
    return msgspec.json.decode(row[0], type=Product) if row else None
