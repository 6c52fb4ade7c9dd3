"""A respondent who goes through a form page by page, pressing what a person would press."""
from __future__ import annotations

from urllib.parse import urlsplit


class Walk:
    """One respondent with one browser."""

    def __init__(self, client, link: str) -> None:
        self.client, self.link = client, link

    def open(self) -> Walk:
        """Open the link: the inert page, then its button."""
        self.client.get(self.link)
        self.press()
        return self

    def press(self, button: str = "", **typed):
        """Press a button of the page in hand and follow where it leads."""
        response = self.client.submit(button, **typed)
        while response.status_code == 303:
            response = self.client.get(response.headers["Location"])
        return response

    @property
    def place(self) -> str:
        """The id of the page in hand: the last part of its address."""
        return urlsplit(self.client._address).path.rsplit("/", 1)[-1]

    @property
    def text(self) -> str:
        return self.client.page.text

    def start(self, helper: str = "nobody"):
        return self.press("next", helper=helper)

    def to_check(self, **answers) -> Walk:
        """Go on to the check page, answering `answers` wherever their question comes up, skipping the rest."""
        for _ in range(60):
            if self.place == "check":
                return self
            named = {field.get("name") for field in self.client.page.fields()}
            typed = {name: value for name, value in answers.items() if name in named}
            self.press("next", **typed)
        raise AssertionError(f"the check page never came; stuck on {self.place}")

    def send(self, **answers) -> Walk:
        self.to_check(**answers)
        self.press("send")
        return self
