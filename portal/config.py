"""Every setting, read from environment variables that begin with PORTAL_.

docs/running.md lists them in words; a test holds the two lists equal.
"""
from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


class UnsafeSettings(RuntimeError):
    """Raised at start when production settings would put somebody at risk."""


# name -> (default, what it is for). An empty default means "not set".
SETTINGS: dict[str, tuple[str, str]] = {
    "PORTAL_DATABASE_URL": ("", "where the data is; SQLite in the instance folder when empty"),
    "PORTAL_KEYS": ("", "folder of the key files (mode 0600); instance/keys when empty"),
    "PORTAL_SECRET_KEY": ("", "signs forms; taken from the keys folder when empty"),
    "PORTAL_PUBLIC_URL": ("http://localhost:5000", "address that respondents' links begin with"),
    "PORTAL_STAFF_URL": ("http://localhost:5000", "address that staff links begin with"),
    "PORTAL_PROXIES": ("0", "how many reverse proxies in front are trusted"),
    "PORTAL_TRUSTED_HOSTS": ("", "host names answered, comma separated; needed in production"),
    "PORTAL_PRODUCTION": ("0", "1 on a real service: unsafe settings are refused"),
    "PORTAL_SMTP_HOST": ("", "mail server; e-mails are written to the post folder when empty"),
    "PORTAL_SMTP_PORT": ("25", "its port"),
    "PORTAL_SMTP_USER": ("", "its user name"),
    "PORTAL_SMTP_PASSWORD": ("", "its password"),
    "PORTAL_SMTP_TLS": ("0", "1: STARTTLS before signing in"),
    "PORTAL_MAIL_FROM": ("no-reply@portal.invalid", "sender of e-mails"),
    "PORTAL_POST_FOLDER": ("", "where text messages and letters are written; instance/post when empty"),
    "PORTAL_INVITE_DAYS": ("10", "working days before the pre-meeting that invitations are sent"),
    "PORTAL_REMIND_DAYS": ("5", "working days before the pre-meeting that reminders are sent"),
    "PORTAL_PREMEET_DAYS": ("2", "working days before the review, when no pre-meeting is given"),
    "PORTAL_LINK_DAYS": ("7", "days after the review that links stop working"),
    "PORTAL_MEDIA": ("1", "0: no drawings, photos or recordings; every question can be answered in words"),
    "PORTAL_SOUNDS": ("", "folder of recorded questions, <language>/<form>/<question>.mp3; none when empty"),
    "PORTAL_TRANSLATE_URL": ("", "a LibreTranslate server that you run yourself; no machine translation when empty"),
    "PORTAL_TRANSLATE_KEY": ("", "its key, when it wants one"),
    "PORTAL_LOG_LEVEL": ("INFO", "DEBUG, INFO, WARNING or ERROR"),
}


@dataclass(frozen=True)
class Config:
    """The settings of one running portal."""

    values: Mapping[str, str]
    instance: Path
    extra: Mapping[str, object] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def number(self, name: str) -> int:
        """The setting `name` as a whole number. Raises UnsafeSettings when it is none."""
        try:
            return int(self.values[name])
        except ValueError:
            raise UnsafeSettings(f"{name} must be a whole number, not {self.values[name]!r}") from None

    @property
    def production(self) -> bool:
        return self.values["PORTAL_PRODUCTION"] == "1"

    @property
    def secure(self) -> bool:
        """Whether respondents reach the portal over https, so that cookies can be Secure."""
        return self.values["PORTAL_PUBLIC_URL"].startswith("https://")

    @property
    def database_url(self) -> str:
        return self.values["PORTAL_DATABASE_URL"] or f"sqlite:///{self.instance / 'portal.db'}"

    @property
    def keys(self) -> Path:
        return Path(self.values["PORTAL_KEYS"] or self.instance / "keys")

    @property
    def post_folder(self) -> Path:
        return Path(self.values["PORTAL_POST_FOLDER"] or self.instance / "post")


def read(instance: Path, overrides: Mapping[str, object] | None = None) -> Config:
    """The settings from the environment, with `overrides` (tests) on top.

    Raises UnsafeSettings when a setting would be unsafe: some always, most when production is asked for.
    """
    overrides = dict(overrides or {})
    values = {name: os.environ.get(name, default) for name, (default, _) in SETTINGS.items()}
    values.update({k: str(v) for k, v in overrides.items() if k in SETTINGS})
    extra = {k: v for k, v in overrides.items() if k not in SETTINGS}
    config = Config(values, instance, extra)
    problems = list(_leaking(config)) + (list(_unsafe(config)) if config.production else [])
    if problems:
        raise UnsafeSettings("The portal will not start:\n- " + "\n- ".join(problems))
    return config


def _leaking(config: Config):
    """What children wrote is never sent to a server that others run."""
    url = config["PORTAL_TRANSLATE_URL"]
    if url and not url.startswith(("http://", "https://")):
        yield "PORTAL_TRANSLATE_URL must begin with http:// or https://"
    if "libretranslate.com" in url or "argosopentech" in url:
        yield "PORTAL_TRANSLATE_URL must be a server that you run yourself, not one that others run"


def _unsafe(config: Config):
    for name in ("PORTAL_PUBLIC_URL", "PORTAL_STAFF_URL"):
        if not config[name].startswith("https://"):
            yield f"{name} must begin with https:// in production"
    if not config["PORTAL_TRUSTED_HOSTS"]:
        yield "PORTAL_TRUSTED_HOSTS must name the hosts that are answered"
    if config["PORTAL_MAIL_FROM"].endswith(".invalid"):
        yield "PORTAL_MAIL_FROM must be an address that people can see"
    if not config["PORTAL_SMTP_HOST"]:
        yield "PORTAL_SMTP_HOST must name a mail server, or nobody is ever asked"
