"""The sealed ticket in each page's form: which draft and page a POST belongs to.

It outlives the session: what a child typed before the session ended is stored all the same, and the
ticket shows nothing to anybody. It is write-only and good until the invitation's links end.
"""
from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from secrets import token_bytes, token_hex
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.extensions import keyring


class BadTicket(ValueError):
    """The ticket was changed, or is none of ours."""


@dataclass(frozen=True)
class Ticket:
    """One page as it was shown: its draft, the revision that a save begins from, and which opening of it this is."""

    draft_id: UUID
    page: str
    revision: int
    tab: str = field(default_factory=lambda: token_hex(6))

    def seal(self) -> str:
        """The ticket as text for a hidden field."""
        key_id, key = keyring.newest_secret("session")
        nonce = token_bytes(12)
        plain = f"{self.draft_id}|{self.page}|{self.revision}|{self.tab}".encode()
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, f"ticket|{key_id}".encode())
        return f"{key_id}~{base64.urlsafe_b64encode(sealed).decode()}"


def read(text: str) -> Ticket:
    """The ticket in a hidden field. Raises BadTicket."""
    key_id, _, body = text.partition("~")
    try:
        sealed = base64.urlsafe_b64decode(body)
        plain = AESGCM(keyring.secret(key_id)).decrypt(sealed[:12], sealed[12:], f"ticket|{key_id}".encode())
        draft_id, page, revision, *tab = plain.decode().split("|")
        return Ticket(UUID(draft_id), page, int(revision), *tab)
    except (InvalidTag, ValueError, RuntimeError, binascii.Error) as error:
        raise BadTicket("not a ticket of ours") from error
