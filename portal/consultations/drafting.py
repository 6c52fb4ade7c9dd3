"""The keys and the sealing of drafts: one key per draft, itself sealed under the drafts key."""
from __future__ import annotations

import json
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.extensions import keyring


def new_key(draft_id: UUID) -> tuple[str, bytes]:
    """(id of the drafts key, a fresh key for this draft sealed under it)."""
    key_id, master = keyring.newest_secret("drafts")
    return key_id, _seal(master, secrets.token_bytes(32), f"{key_id}|{draft_id}")


def seal_page(key_id: str, key: bytes, draft_id: UUID, page: str, content: dict) -> bytes:
    """`content` (JSON) of one page, sealed under its draft's key."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return _seal(_open_key(key_id, key, draft_id), plain, f"{draft_id}|{page}")


def open_page(key_id: str, key: bytes, draft_id: UUID, page: str, sealed: bytes) -> dict:
    """What seal_page sealed."""
    return json.loads(_open(_open_key(key_id, key, draft_id), sealed, f"{draft_id}|{page}"))


def seal_bytes(key_id: str, key: bytes, draft_id: UUID, what: str, plain: bytes) -> bytes:
    """A file of a draft, sealed under its key and bound to `what`."""
    return _seal(_open_key(key_id, key, draft_id), plain, f"{draft_id}|{what}")


def open_bytes(key_id: str, key: bytes, draft_id: UUID, what: str, sealed: bytes) -> bytes:
    """What seal_bytes sealed."""
    return _open(_open_key(key_id, key, draft_id), sealed, f"{draft_id}|{what}")


def _open_key(key_id: str, key: bytes, draft_id: UUID) -> bytes:
    return _open(keyring.secret(key_id), key, f"{key_id}|{draft_id}")


def _seal(key: bytes, plain: bytes, bound: str) -> bytes:
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound.encode())


def _open(key: bytes, sealed: bytes, bound: str) -> bytes:
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], bound.encode())
