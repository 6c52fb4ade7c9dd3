"""Somebody who tries forms: every page of a form without an invitation."""
from __future__ import annotations

from uuid import uuid4

from portal import clock
from portal.consultations import trials
from portal.extensions import db
from portal.people.models import Staff, StaffRole
from portal.questionnaires.definition import Questionnaire
from tests.support import make
from tests.support.page import Page

PREFERRED = {"way": "topics", "seen_before": "yes", "new_school": "yes"}
FULL = {"uasc": "yes", "section20": "yes"}  # with the usual facts, every page of every form but two ways through


def officer(world: make.World, name: str = "participation") -> str:
    """A participation officer of this world, ready to sign in; their name."""
    if name not in world.staff:
        with db.write() as session:
            member = Staff(id=uuid4(), authority_id=world.authority, email=f"{name}@council.invalid", name="Pat Hart",
                           password_hash=make.PASSWORD_HASH[0], created_at=clock.now(),
                           role_rows=[StaffRole(role="participation")])
            session.add(member)
            world.staff[name] = member.id
    return name


class Try:
    """One form tried in one language and look, from its welcome to its end."""

    def __init__(self, client, form: Questionnaire, **choices: str) -> None:
        asked = {fact: value for fact, value in FULL.items() if fact in trials.facts_asked(form)}
        self.client, self.form, self.choices = client, form, asked | choices

    def start(self) -> Page:
        self.client.get(f"/staff/try/{self.form.name}/form", query_string=self.choices)
        return self.client.page

    def press(self, go: str, **typed) -> Page:
        """Press a button of the page in hand, and go on where an answer asks to send it again elsewhere."""
        sent = self.client.submit(go, **typed)
        assert sent.status_code in (200, 307, 422), sent.status_code
        if sent.status_code == 307:
            ticket = next(f.get("value") for f in self.client.page.all("input") if f.get("name") == "ticket")
            self.client.post(sent.headers["Location"], data={"ticket": ticket, "go": go} | typed)
        return self.client.page

    @property
    def buttons(self) -> set[str]:
        return {button.get("value") for button in self.client.page.all("button") if button.get("name") == "go"}

    def pages(self, helper: str = "typed", answered: bool = True):
        """(where, page) of the welcome, every page that everything ticked leads to, the check page and the end."""
        yield "welcome", self.start()
        self.press("next", helper=helper)
        number = 0
        while "send" not in self.buttons:
            number += 1
            yield f"page {number}", self.client.page
            assert number < 100, "the check page never came"
            self.press("next", **(everything(self.client.page) if answered else {}))
        yield "check", self.client.page
        yield "done", self.press("send")


def everything(page: Page) -> dict:
    """An answer to each question of the page: every box ticked, the first choice, the same few words."""
    typed: dict = {}
    for field in page.fields():
        name, kind = field.get("name"), field.get("type", "text")
        if name == "helper" or name.startswith("sharing-"):
            continue
        if field.tag == "textarea" or (field.tag == "input" and kind == "text"):
            typed[name] = "Kate the cat"
        elif kind == "date":
            typed[name] = "2027-02-01"
        elif kind == "checkbox":
            typed.setdefault(name, []).append(field.get("value", "y"))
        elif kind == "radio" and (name not in typed or PREFERRED.get(name) == field.get("value")):
            typed[name] = field.get("value")
    return typed
