"""Handing a message over: e-mail by SMTP, text messages and letters into files for now.

Files are for a person to look at (demonstration) or to print: one each, readable by the owner only.
"""
from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import closing, suppress
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from portal import clock
from portal.config import Config
from portal.post.outbox import Parcel, TryLater, Undeliverable


def sender(config: Config):
    """A function that hands a Parcel to the channel it names."""
    def send(parcel: Parcel) -> str:
        if parcel.channel == "email" and config["PORTAL_SMTP_HOST"]:
            return _send_email(config, parcel)
        return _write_file(config.post_folder, parcel)

    return send


def _send_email(config: Config, parcel: Parcel) -> str:
    message = email_message(config["PORTAL_MAIL_FROM"], parcel)
    try:
        server = smtplib.SMTP(config["PORTAL_SMTP_HOST"], config.number("PORTAL_SMTP_PORT"), timeout=30)
        with closing(server):
            if config["PORTAL_SMTP_TLS"] == "1":
                server.starttls(context=ssl.create_default_context())  # without one nothing checks whose it is
            if config["PORTAL_SMTP_USER"]:
                server.login(config["PORTAL_SMTP_USER"], config["PORTAL_SMTP_PASSWORD"])
            server.send_message(message)
            _say_goodbye(server)
    except (OSError, smtplib.SMTPException) as error:
        raise (Undeliverable("refused") if _is_final(error, parcel) else TryLater()) from error
    return message["Message-ID"]


def _say_goodbye(server: smtplib.SMTP) -> None:
    """The message was taken: what goes wrong from here on must not send it again."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()


def _is_final(error: Exception, parcel: Parcel) -> bool:
    """Whether the server refused this message or its address for good; our own sign-in or address is not that."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, smtplib.SMTPNotSupportedError) and not parcel.to.isascii()


def email_message(sender_address: str, parcel: Parcel) -> EmailMessage:
    """The e-mail as it goes out. Its Message-ID is the reference, so a repeat is recognised as one."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender_address, parcel.to, parcel.subject
    domain = sender_address.rpartition("@")[2]
    message["Message-ID"] = f"<{parcel.reference}@{domain}>" if parcel.reference else make_msgid(domain=domain)
    message["Date"] = format_datetime(clock.now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.text)
    if parcel.html:
        message.add_alternative(parcel.html, subtype="html")
    message["Content-Language"] = parcel.language  # last: set_content() takes every Content- header away
    return message


def _write_file(folder: Path, parcel: Parcel) -> str:
    place = folder / parcel.channel
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    ending, body = ("html", parcel.html) if parcel.html and parcel.channel == "letter" else ("txt", parcel.text)
    path = place / f"{parcel.reference}.{ending}"
    head = "" if ending == "html" else f"To: {parcel.to or parcel.address}\nSubject: {parcel.subject}\n\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(head + body)
    return path.name
