"""Why a proof is refused: one ordered list of reasons, each with a sentence for the person who asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Forgery(enum.Enum):
    """The reasons, in order of precedence: what is found first is what is said."""

    TOO_LARGE = "The file is larger than any proof of ours."
    NOT_JSON = "The file is not JSON text: it is damaged, cut short, or something else."
    REPEATED_NAME = "A name stands twice in one object, so two readers could read two different things."
    UNKNOWN_FORM = "This is not a kind or version of proof that this verifier knows."
    WRONG_SHAPE = "The proof is not built as specified: something is missing, added or of another type."
    BAD_ACT = "The bytes of an act are not in the one form that acts have."
    UNPROVEN = "An act comes without any proof."
    OTHER_LOG = "This belongs to another log than the public key you gave."
    BAD_CHECKPOINT = "The checkpoint is not built as specified."
    OTHER_KEY = "This was not signed with the public key you gave."
    BAD_SIGNATURE = "The signature does not verify: the key's owner has not signed what stands here."
    OUTSIDE = "The act is said to stand at an index that the signed tree does not have."
    BAD_PATH = "The hashes do not lead from the act to the signed root: act, index or path has been changed."
    FORKED = "Two signed checkpoints of this log contradict each other: keep both, they are evidence."
    OTHER_SELLER = "The acts are not all of one seller."
    OTHER_RESERVATION = "An act belongs to another reservation."
    REPEATED_ACT = "One act stands here twice."
    OUT_OF_ORDER = "The acts do not stand in the order in which they happened."
    GAP = "The acts are not numbered 1, 2, 3 and so on: something was left out or put in."
    BODY_UNNAMED = "A text is given for an act that names none."
    BODY_SWAPPED = "The text given for an act is not the one that the act names."

    @property
    def code(self) -> str:
        """The reason's public name, stable for ever, e.g. `bad_path`."""
        return self.name.lower()


@dataclass
class Forged(Exception):
    """A proof that proves nothing. `detail`: where and what, for whoever wants to know more."""

    reason: Forgery
    detail: str = ""

    @property
    def sentence(self) -> str:
        return self.reason.value

    def __str__(self) -> str:
        return f"{self.reason.code}: {self.sentence}" + (f" ({self.detail})" if self.detail else "")
