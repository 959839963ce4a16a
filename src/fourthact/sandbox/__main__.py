"""`python -m fourthact.sandbox`: the outside world, until SIGTERM or the end of its input."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fourthact.sandbox.doors import Doors
from fourthact.sandbox.process import parser, stay


def main() -> None:
    arguments = parser("fourthact.sandbox", __doc__)
    arguments.add_argument("--smtp-port", type=int, default=0, help="SMTP port on 127.0.0.1 (default: any)")
    arguments.add_argument("--state", type=Path, help="file that remembers the world across restarts")
    given = arguments.parse_args()
    doors = Doors(given.state)

    async def open_doors() -> dict[str, str]:
        http, smtp = await doors.open(given.port, given.smtp_port)
        return {"http": http, "smtp": smtp}

    asyncio.run(stay(open_doors, doors.close, follow_stdin=given.follow_stdin))


if __name__ == "__main__":
    main()
