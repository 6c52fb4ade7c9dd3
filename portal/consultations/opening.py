"""Opening sealed answers: for the staff's side only, and only after the event was written.

A test holds that nothing reachable from the respondents' rooms imports this module.
"""
from __future__ import annotations

import json
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.consultations.sealing import SUITE, VERSION, Sealed, binding
from portal.extensions import keyring


class CannotOpen(RuntimeError):
    """The key is missing or wrong, or the row was changed. Says which row, never its content."""


def open_sealed(sealed: Sealed, *ids: UUID) -> dict:
    """The content that was sealed for `ids`. Raises CannotOpen, or KeyMissing when this face has no such key."""
    return json.loads(open_bytes(sealed, *ids))


def open_bytes(sealed: Sealed, *ids: UUID) -> bytes:
    """As open_sealed(), for a drawing, a photo or a recording."""
    version, _, key_id = sealed.header.partition(":")
    if version != VERSION:
        raise CannotOpen(f"{ids[0]}: sealed by version {version!r}, which this portal does not know")
    private = keyring.staff_private(key_id)
    bound = binding(sealed.header, *ids)
    try:
        key = SUITE.decrypt(sealed.wrapped_key, private, bound)
        return AESGCM(key).decrypt(sealed.ciphertext[:12], sealed.ciphertext[12:], bound)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen(f"{ids[0]}: the key does not fit, or the row was changed") from error
