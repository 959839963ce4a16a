"""The links and reply addresses of a reservation: whoever has one is taken for the holder, so none can be guessed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from fourthact.values import ids

MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks capability links. `key`: secret, outside the database; the links live as long as it."""

    key: bytes
    public_url: str

    def token(self, seller: UUID, reservation: UUID) -> str:
        """64 characters that open one reservation's page."""
        names = seller.bytes + reservation.bytes
        return base64.urlsafe_b64encode(names + self._mac(b"page", names)).decode()

    def read(self, token: str) -> tuple[UUID, UUID] | None:
        """Seller and reservation behind a token, None if it is not one of ours."""
        try:
            raw = base64.b64decode(token.encode(), altchars=b"-_", validate=True)
        except ValueError:
            return None
        names, mac = raw[:32], raw[32:]
        if len(raw) != 32 + MAC_BYTES or not hmac.compare_digest(mac, self._mac(b"page", names)):
            return None
        return UUID(bytes=names[:16]), UUID(bytes=names[16:])

    def page(self, seller: UUID, reservation: UUID, language: str) -> str:
        """The address of the holder's page in a language."""
        return f"{self.public_url}/{language}/r/{self.token(seller, reservation)}"

    def reply_local_part(self, seller: UUID, code: str) -> str:
        """What stands before the @ of a reservation's own reply address: `r.7k2qfm9x4h.0f3c…`."""
        spoken = code.replace("-", "").lower()
        return f"r.{spoken}.{self._mac(b'reply', seller.bytes + spoken.encode()).hex()[:16]}"

    def code_of_reply(self, seller: UUID, address: str) -> str | None:
        """The code behind a reply address, None if it is not one that we printed."""
        parts = address.partition("@")[0].lower().split(".")
        if len(parts) != 3 or parts[0] != "r":
            return None
        try:
            code = ids.read_code(parts[1])
        except ValueError:
            return None
        wanted = self.reply_local_part(seller, code)
        return code if hmac.compare_digest(".".join(parts), wanted) else None

    def _mac(self, use: bytes, names: bytes) -> bytes:
        return hmac.digest(self.key, use + b"\0" + names, hashlib.sha256)[:MAC_BYTES]
