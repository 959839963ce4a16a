"""The words everything else is written in: money, instants, ids, and the three ways to say no.

Only the standard library lives here; never a table, a request or a rule of a room.
"""
