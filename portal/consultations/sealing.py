"""Sealing what was sent, so that this side can write it and never read it (SECURITY decision 18).

A fresh 256-bit key for each response seals the answers with AES-256-GCM; that key is sealed to the staff
public key by HPKE (RFC 9180). Both bind the ids, so that a row copied elsewhere does not open.
Only opening.py can undo it, and nothing that serves respondents imports that module.
"""
from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from portal.extensions import keyring

VERSION = "v1"
SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


@dataclass(frozen=True)
class Sealed:
    """A header that names version and key, the wrapped key, and the sealed words (nonce first)."""

    header: str
    wrapped_key: bytes
    ciphertext: bytes


def binding(header: str, *ids: UUID) -> bytes:
    """What both layers are bound to: the header and the ids of the row, its invitation and its child."""
    return "|".join([header, *map(str, ids)]).encode()


def seal(content: dict, *ids: UUID) -> Sealed:
    """Seal `content` (JSON) to the staff key, bound to `ids`. Raises KeyMissing without a staff public key."""
    return seal_bytes(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), *ids)


def seal_bytes(plain: bytes, *ids: UUID) -> Sealed:
    """As seal(), for a drawing, a photo or a recording."""
    key_id, public = keyring.staff_public()
    header = f"{VERSION}:{key_id}"
    bound = binding(header, *ids)
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    return Sealed(header, SUITE.encrypt(key, public, bound), nonce + AESGCM(key).encrypt(nonce, plain, bound))
