"""Another process with a spine of its own: places reservations on somebody's product, and prints the positions.

Arguments: the DSN, the key folder, the seller, the product, and how many.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from tests.acts.shop import Shop, spine_on


async def main(dsn: str, keys: str, seller: str, product: str, count: str) -> None:
    async with spine_on(dsn, Path(keys)) as spine:
        shop = Shop(dsn, Path(keys), spine, UUID(seller), UUID(product))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        for _ in range(10):
            await shop.place_many(int(count) // 10)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
