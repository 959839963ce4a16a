"""The outside world as a process of its own: a card provider, a bank, mailboxes, and their bad days.

It has its own memory, its own clock and its own books, so that an auditor can ask it what really moved.
It knows nothing of Fourthact, is reached over HTTP and SMTP only, and may hold nothing that a real provider,
bank or mail server would not know. Same calls, same world: what happens is a function of the calls alone,
and faults are drawn from the seed and the order's key, never from chance or from the order of calls.
"""
