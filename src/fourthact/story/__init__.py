"""The holder's whole reservation on one page, in its four acts. Reads from every room and decides nothing.

What a holder does on that page is asked of the rooms' own verbs; no act, no rule and no row is at home here, and
nobody comes in by this door: the page and the API stand at the end of the house.
"""
