"""The model case, replayed: an invented seller and holder, real parts, a virtual clock.

Every act arrives over HTTP, LMTP or the rail; nothing here writes a row. What the story needs of the outside
world (a card that dies, a wire, a mail server) is the sandbox's.
"""

from fourthact.demo.run import run_demo

__all__ = ["run_demo"]
