"""A real mail server on this machine that keeps what it receives."""
from __future__ import annotations

import email
import socket
from email import policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller


class _OnAFreePort(Controller):
    """aiosmtpd's controller on a socket that is already ours, so that no other program can take its port."""

    def __init__(self, handler: Mailbox) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        super().__init__(handler, hostname="127.0.0.1", port=self.socket.getsockname()[1])

    def _create_server(self):
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


class Mailbox:
    """Messages received, oldest first. `refuse` makes the server answer with that line instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse = ""
        self._controller = _OnAFreePort(self)
        self.port: int = self._controller.port

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 - aiosmtpd calls it so
        """Called by aiosmtpd for each message; what it returns is the server's answer."""
        if self.refuse:
            return self.refuse
        message = email.message_from_bytes(envelope.original_content, policy=policy.default)
        message["X-Delivered-To"] = ", ".join(envelope.rcpt_tos)
        self.messages.append(message)
        return "250 OK"

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a portal that sends through this server."""
        return {"PORTAL_SMTP_HOST": "127.0.0.1", "PORTAL_SMTP_PORT": str(self.port)}

    def to(self, address: str) -> list[EmailMessage]:
        """The messages delivered to `address`, oldest first."""
        return [message for message in self.messages if address in message["X-Delivered-To"]]

    @staticmethod
    def text(message: EmailMessage) -> str:
        """The plain text of `message`."""
        body = message.get_body(("plain",))
        return body.get_content() if body else ""

    def start(self) -> None:
        """Begin to listen."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self._controller.stop()
