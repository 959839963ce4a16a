"""`python -m fourthact.sandbox.stripe`: a Stripe to try things on, until SIGTERM or the end of its input."""

from __future__ import annotations

import asyncio

from fourthact.sandbox.process import parser, stay
from fourthact.sandbox.stripe.doors import Doors


def main() -> None:
    arguments = parser("fourthact.sandbox.stripe", __doc__)
    arguments.add_argument(
        "--account", default="acct_sandbox", help="the account that there is from the start"
    )
    arguments.add_argument("--key", default="sk_test_sandbox", help="its secret key")
    given = arguments.parse_args()
    doors = Doors(given.account, given.key)

    async def open_doors() -> dict[str, str]:
        return {"http": await doors.open(given.port)}

    asyncio.run(stay(open_doors, doors.close, follow_stdin=given.follow_stdin))


if __name__ == "__main__":
    main()
