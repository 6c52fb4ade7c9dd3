"""The keys: each with an id, one file each (0600) in the keys folder.

    staff.1.public   staff.1.private   sent answers are sealed to this pair
    drafts.1         drafts            answers not yet sent
    letters.1        letters           documents for respondents
    pepper.1         tokens and codes  kept only as HMAC under it
    audit.1          the trail         chains its rows
    session.1        sessions, forms   signs cookies' ids and forms

A public face may run with a folder that has no `*.private` file: it can then seal and never open.
"""
from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

SECRETS = ("drafts", "letters", "pepper", "audit", "session")


class KeyMissing(RuntimeError):
    """A key that is needed is not in the keys folder. Says which, never its content."""


class Keyring:
    """The keys of one running portal, read once at start."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}

    def open(self, folder: Path) -> None:
        """Read every key file in `folder`. A folder that is not there is an empty ring."""
        self._files = {}
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                self._files[path.name] = base64.b64decode(path.read_text().strip())

    def newest(self, family: str) -> str:
        """The id in use for new things: the highest number of `family`. Raises KeyMissing."""
        numbers = {int(name.split(".")[1]) for name in self._files if name.split(".")[0] == family}
        if not numbers:
            raise KeyMissing(f"no key '{family}' in the keys folder: run `flask --app wsgi init`")
        return f"{family}.{max(numbers)}"

    def secret(self, key_id: str) -> bytes:
        """The 32 bytes of the key `key_id` ('drafts.1'). Raises KeyMissing."""
        try:
            return self._files[key_id]
        except KeyError:
            raise KeyMissing(f"key '{key_id}' is not in the keys folder") from None

    def newest_secret(self, family: str) -> tuple[str, bytes]:
        """(id, 32 bytes) of the key in use for new things."""
        key_id = self.newest(family)
        return key_id, self.secret(key_id)

    def staff_public(self) -> tuple[str, X25519PublicKey]:
        """(id, public key) that sent answers are sealed to."""
        key_id = self.newest("staff")
        return key_id, X25519PublicKey.from_public_bytes(self.secret(f"{key_id}.public"))

    def staff_private(self, key_id: str) -> X25519PrivateKey:
        """The private half of the staff pair `key_id`. Raises KeyMissing on a public face."""
        return X25519PrivateKey.from_private_bytes(self.secret(f"{key_id}.private"))

    def digest(self, family: str, text: str) -> bytes:
        """HMAC-SHA256 of `text` under the newest key of `family`: 32 bytes."""
        return hmac.digest(self.newest_secret(family)[1], text.encode(), hashlib.sha256)


def make_missing(folder: Path) -> list[str]:
    """Make the keys that `folder` lacks, each file 0600; the names made (never their content)."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    have = {path.name.split(".")[0] for path in folder.iterdir()}
    made = []
    for family in SECRETS:
        if family not in have:
            made.append(_write(folder / f"{family}.1", secrets.token_bytes(32)))
    if "staff" not in have:
        private = X25519PrivateKey.generate()
        made.append(_write(folder / "staff.1.public", private.public_key().public_bytes_raw()))
        made.append(_write(folder / "staff.1.private", private.private_bytes_raw()))
    return made


def _write(path: Path, key: bytes) -> str:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(base64.b64encode(key).decode() + "\n")
    return path.name
