"""The web floor: how a request becomes a verb or a question, and how every answer and every no is written.

What may be asked, and what it means, is for the rooms: each brings its `router`, and the house hangs them up
here. No rule, no table of a room and no sentence for a holder is known to this floor.
"""

from fourthact.web.context import Context
from fourthact.web.operation import Call, Operations, Reply
from fourthact.web.problems import WebReason

__all__ = ["Call", "Context", "Operations", "Reply", "WebReason"]
