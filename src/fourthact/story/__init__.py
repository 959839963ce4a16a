"""The holder's whole reservation on one page, in its four acts. Reads from every room and decides nothing.

What a holder does on that page is asked of the rooms' own verbs; no act, no rule and no row is at home here.
"""

from fourthact.story.reads import Story, Told, acts_of, story_of

__all__ = ["Story", "Told", "acts_of", "story_of"]
