"""The links and mail addresses of a reservation: whoever has one is taken for the holder, so none can be guessed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from fourthact.values import ids

MAC_BYTES = 16
# Of an address's local part, 64 bits of the MAC: whoever tries addresses has to send us as many mails.
LOCAL_MAC_BYTES = 8
LOCAL_MAX = 64  # RFC 5321, 4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a local part in one of our two forms says. `reply`: of a reservation's code; `return`: of a notice.

    Not `genuine`: it has our form and not our mark, so somebody made it up (or typed it off wrongly).
    """

    kind: Literal["reply", "return"]
    genuine: bool
    code: str | None = None
    notice: UUID | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks capability links and addresses. `keys`: secrets from outside the database, the one in use
    last; what any of them ever signed is good for as long as its file is kept."""

    keys: tuple[bytes, ...]
    public_url: str

    def token(self, seller: UUID, reservation: UUID) -> str:
        """64 characters that open one reservation's page."""
        names = seller.bytes + reservation.bytes
        return base64.urlsafe_b64encode(names + self._mac(self.keys[-1], b"page", names)).decode()

    def read(self, token: str) -> tuple[UUID, UUID] | None:
        """Seller and reservation behind a token, None if it is not one of ours."""
        return self._opened(b"page", token)

    def _opened(self, use: bytes, token: str) -> tuple[UUID, UUID] | None:
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except ValueError:
            return None
        names, mac = raw[:32], raw[32:]
        if len(raw) != 32 + MAC_BYTES or not self._signed(use, names, mac):
            return None
        return UUID(bytes=names[:16]), UUID(bytes=names[16:])

    def unsubscribe(self, seller: UUID, reservation: UUID, language: str) -> str:
        """The address that ends announcements, and opens nothing: it stands in a header that programs read."""
        names = seller.bytes + reservation.bytes
        token = base64.urlsafe_b64encode(names + self._mac(self.keys[-1], b"unsubscribe", names)).decode()
        return f"{self.public_url}/{language}/u/{token}"

    def read_unsubscribe(self, token: str) -> tuple[UUID, UUID] | None:
        """Seller and reservation behind a token of `unsubscribe`, None if it is not one of ours."""
        return self._opened(b"unsubscribe", token)

    def lane(self, address: str) -> int:
        """A number that stands for an address's domain, and does not tell it to whoever has no key of ours."""
        domain = address.rpartition("@")[2].strip().lower()
        return int.from_bytes(self._mac(self.keys[0], b"lane", domain.encode())[:6], "big")

    def writer(self, address: str) -> int:
        """A number that stands for an address, and does not tell it to whoever has no key of ours."""
        mac = self._mac(self.keys[0], b"writer", address.strip().lower().encode())
        return int.from_bytes(mac[:6], "big")

    def page(self, seller: UUID, reservation: UUID, language: str) -> str:
        """The address of the holder's page in a language."""
        return f"{self.public_url}/{language}/r/{self.token(seller, reservation)}"

    def receipt_key(self, seller: UUID, reservation: UUID) -> str:
        """Sixteen letters and digits with which a holder comes back whose address died: ABCD-EFGH-..."""
        return self._spelled(self._mac(self.keys[-1], b"receipts", seller.bytes + reservation.bytes))

    def is_receipt_key(self, seller: UUID, reservation: UUID, said: str) -> bool:
        """Whether this is the key of a reservation's receipts, however it was typed."""
        heard = "".join(sign for sign in said.upper() if sign.isalnum())
        names = seller.bytes + reservation.bytes
        known = (self._spelled(self._mac(key, b"receipts", names)).replace("-", "") for key in self.keys)
        return any(hmac.compare_digest(heard.encode(), one.encode()) for one in known)

    @staticmethod
    def _spelled(mac: bytes) -> str:
        letters = base64.b32encode(mac[:10]).decode()
        return "-".join(letters[n : n + 4] for n in range(0, 16, 4))

    def contact(self, seller: UUID, reservation: UUID, number: int, language: str) -> str:
        """Where whoever reads a contact says that it is theirs, or that they know of nothing; it opens no page."""
        names = seller.bytes + reservation.bytes + number.to_bytes(3)
        token = base64.urlsafe_b64encode(names + self._mac(self.keys[-1], b"contact", names)).decode()
        return f"{self.public_url}/{language}/c/{token}"

    def read_contact(self, token: str) -> tuple[UUID, UUID, int] | None:
        """Seller, reservation and number behind such a token, None if it is not one of ours."""
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except ValueError:
            return None
        names, mac = raw[:35], raw[35:]
        if len(raw) != 35 + MAC_BYTES or not self._signed(b"contact", names, mac):
            return None
        return UUID(bytes=names[:16]), UUID(bytes=names[16:32]), int.from_bytes(names[32:])

    def recovery(self, seller: UUID, language: str) -> str:
        """Where a holder comes back whose address died."""
        return f"{self.public_url}/{language}/recovery/{ids.outer('seller', seller)}"

    def reply_local_part(self, seller: UUID, code: str) -> str:
        """What stands before the @ of a reservation's own reply address: `r.7k2qfm9x4h.0f3c…`."""
        spoken = code.replace("-", "").lower()
        return f"r.{spoken}.{self._local_mac(b'reply', seller, spoken)}"

    def return_local_part(self, seller: UUID, notice: UUID) -> str:
        """What stands before the @ of a notice's own return path: a bounce to it needs no guess (VERP)."""
        name = base64.b32encode(notice.bytes).decode().rstrip("=").lower()
        return f"b.{name}.{self._local_mac(b'return', seller, name)}"

    def code_of_reply(self, seller: UUID, address: str) -> str | None:
        """The code behind a reply address, None if it is not one that we printed."""
        stamp = self.stamp(seller, address)
        return stamp.code if stamp and stamp.genuine else None

    def stamp(self, seller: UUID, address: str) -> Stamp | None:
        """What an address of ours says, in whatever case it came back (mail systems change it). None for any other.

        Bounds: an address of a mail of anybody's; longer than a local part may be, it is none of ours.
        """
        local = address.rpartition("@")[0] or address
        kind, _, rest = local.lower().partition(".")
        name, _, mac = rest.partition(".")
        if kind not in ("r", "b") or not name or len(local) > LOCAL_MAX:
            return None
        use = b"reply" if kind == "r" else b"return"
        try:
            found = bytes.fromhex(mac) if mac.isascii() else b""
            if kind == "r":
                code = ids.read_code(name)
                name, stamp = code.replace("-", "").lower(), Stamp("reply", genuine=True, code=code)
            else:
                notice = UUID(bytes=base64.b32decode(name.upper() + "=" * (-len(name) % 8)))
                stamp = Stamp("return", genuine=True, notice=notice)
        except ValueError:
            return None
        genuine = len(found) == LOCAL_MAC_BYTES and self._signed(use, seller.bytes + name.encode(), found)
        return stamp if genuine else Stamp(stamp.kind, genuine=False)

    def _local_mac(self, use: bytes, seller: UUID, name: str) -> str:
        return self._mac(self.keys[-1], use, seller.bytes + name.encode()).hex()[: 2 * LOCAL_MAC_BYTES]

    def _signed(self, use: bytes, names: bytes, mac: bytes) -> bool:
        return any(hmac.compare_digest(mac, self._mac(key, use, names)[: len(mac)]) for key in self.keys)

    @staticmethod
    def _mac(key: bytes, use: bytes, names: bytes) -> bytes:
        return hmac.digest(key, use + b"\0" + names, hashlib.sha256)[:MAC_BYTES]
