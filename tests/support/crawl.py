"""Every page a respondent can come by, in one language: for checks that must hold on all of them."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from portal import clock
from portal.cases.models import Child, Review
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.leaflets import shelf
from portal.questionnaires import definition
from tests.support.page import Page
from tests.support.walk import Walk

# (role, form): everybody who is asked before a review, in a form that is translated
ASKED = (("child", "little"), ("child", "child"), ("child", "young"), ("child", "leaving"), ("child", "symbols"),
         ("observer", "observation"), ("mother", "parent"), ("foster_carer", "carer"), ("adopter", "adopter"))
PINNED = ("quality_child", "after_child", "stakeholder_carer", "stakeholder_parent")
BORN = {"little": 2021, "child": 2017, "young": 2012, "leaving": 2009, "symbols": 2013, "observation": 2024}


class Crawl:
    """Walks a world's respondents through everything, and yields (where, page) for each page seen."""

    def __init__(self, app, world, asked=ASKED, pinned=PINNED) -> None:
        self.app, self.world, self.asked, self.pinned_forms = app, world, asked, pinned

    def pages(self, language: str) -> Iterator[tuple[str, Page]]:
        yield from self.before_opening(language)
        for role, form in self.asked:
            yield from self.journey(language, role, form)
        for form in self.pinned_forms:
            yield from self.pinned(language, form)
        yield from self.kept_private(language)
        yield from self.asking_for_help(language)
        yield from self.closed(language)

    def _seen(self, client, where: str) -> tuple[str, Page]:
        assert client.page is not None, f"{where}: no page was answered"
        return where, client.page

    def before_opening(self, language: str) -> Iterator[tuple[str, Page]]:
        client = self.app.test_client()
        client.get(f"/{language}", follow_redirects=True)
        yield self._seen(client, "code")
        client.submit("", code="BCDF GHJK MNPQ")
        yield self._seen(client, "code refused")
        unknown = f"/{language}/{'x' * 27}"
        client.get(unknown)
        yield self._seen(client, "link")
        client.post(unknown)
        yield self._seen(client, "unknown link")
        for leaflet in ("", *(f"/{name}" for name in shelf.available())):
            client.get(f"/{language}/about{leaflet}")
            yield self._seen(client, f"leaflet {leaflet}")

    def invitation(self, role: str, form: str, language: str, **facts):
        world, born = self.world, BORN.get(form, 2015)
        child = world.child(form="symbols" if form == "symbols" else "", uasc=True, legal_status="V2",
                            born=clock.today().replace(year=born),
                            sibling_group=f"siblings of {form}", language=language, **facts)
        world.child("Sam", sibling_group=f"siblings of {form}")
        world.person(child, "mother", language=language)
        if role in ("foster_carer", "adopter", "observer"):
            world.person(child, "foster_carer" if role == "observer" else role, language=language)
        review = world.review(child)
        world.review(child, in_days=-170, status="held")
        world.invite()
        return world.invitation(review, role)

    def journey(self, language: str, role: str, form: str) -> Iterator[tuple[str, Page]]:
        invitation = self.invitation(role, form, language)
        walk = Walk(self.app.test_client(), self.world.link(invitation)).open()
        yield self._seen(walk.client, f"{form}: welcome")
        walk.start()
        yield from self._questions(walk, form)
        yield self._seen(walk.client, f"{form}: check")
        walk.press("later")
        yield self._seen(walk.client, f"{form}: later")
        walk.client.get(f"/answer/{invitation}")
        yield self._seen(walk.client, f"{form}: welcome back")
        walk.press("next")
        walk.to_check()
        walk.press("send")
        yield self._seen(walk.client, f"{form}: done")
        again = Walk(self.app.test_client(), self.world.link(invitation)).open()
        yield self._seen(again.client, f"{form}: already")

    def _questions(self, walk: Walk, form: str) -> Iterator[tuple[str, Page]]:
        """Every page, with everything ticked that opens more pages, and one answer that is too long."""
        tried_error = False
        while walk.place != "check":
            page = walk.client.page
            yield self._seen(walk.client, f"{form}: {walk.place}")
            texts = [f.get("name") for f in page.fields() if f.tag == "textarea"]
            if texts and not tried_error:
                tried_error = True
                walk.press("next", **{texts[0]: "9" * 100_000})
                yield self._seen(walk.client, f"{form}: {walk.place} too long")
                walk.press("next", **{texts[0]: "99"})
            else:
                walk.press("next", **self._everything(page))

    def _everything(self, page: Page) -> dict:
        typed: dict[str, object] = {}
        for field in page.fields():
            name, kind = field.get("name"), field.get("type")
            if field.tag == "textarea" or kind == "text":
                typed[name] = "99"
            elif kind == "checkbox":
                typed.setdefault(name, []).append(field.get("value", "y"))  # type: ignore[attr-defined]
            elif kind == "radio":
                preferred = {"way": "topics", "seen_before": "yes"}.get(name)
                if preferred == field.get("value") or (not preferred and name not in typed):
                    typed[name] = field.get("value")
        return typed

    def pinned(self, language: str, form: str) -> Iterator[tuple[str, Page]]:
        """Forms that have no invitation of their own yet are pinned to one by hand."""
        from portal.consultations import forms

        role = "child" if definition.latest(form).audience == "child" else "mother"
        invitation = self.invitation(role, "child", language)
        with db.write() as session:
            session.get(Invitation, invitation).form_version_id = forms.pin(session, form).id
        walk = Walk(self.app.test_client(), self.world.link(invitation)).open()
        walk.start()
        yield from self._questions(walk, form)
        yield self._seen(walk.client, f"{form}: check")

    def kept_private(self, language: str) -> Iterator[tuple[str, Page]]:
        """The secret chosen and asked for, the locked form, a phone that was lent."""
        for role, form in (("child", "child"), ("mother", "parent")):
            invitation = self.invitation(role, form, language)
            walk = Walk(self.app.test_client(), self.world.link(invitation)).open()
            walk.start()
            for address in ("secret", "later", "unlock"):
                walk.client.get(f"/answer/{invitation}/{address}")
                yield self._seen(walk.client, f"{form}: {address} before there is a secret")
            walk.client.get(f"/answer/{invitation}/secret")
            walk.press("", **{f"secret-{row}": "moon" for row in (1, 2, 3)})
            yield self._seen(walk.client, f"{form}: secret chosen")
            other = Walk(self.app.test_client(), walk.link).open()
            yield self._seen(other.client, f"{form}: welcome elsewhere")
            for _ in range(10):
                other.client.get(f"/answer/{invitation}/unlock")
                if "secret-1" in {field.get("name") for field in other.client.page.fields()}:
                    other.press("", **{f"secret-{row}": "cat" for row in (1, 2, 3)})
                yield self._seen(other.client, f"{form}: wrong secret")
        other.client.get(f"/{language}/finished?sent=1")
        yield self._seen(other.client, "handed back")

    def asking_for_help(self, language: str) -> Iterator[tuple[str, Page]]:
        """Telling someone now, and the card, for which the office is not at work."""
        invitation = self.invitation("child", "child", language)
        walk = Walk(self.app.test_client(), self.world.link(invitation)).open()
        walk.start()
        walk.client.post(f"/answer/{invitation}/tell")
        walk.client.get(f"/answer/{invitation}/told")
        yield self._seen(walk.client, "told")
        walk.client.get(f"/answer/{invitation}/card")
        yield self._seen(walk.client, "card")

    def closed(self, language: str) -> Iterator[tuple[str, Page]]:
        carer_of_two = self.invitation("foster_carer", "carer", language)
        with db.write() as session:
            asked = session.get(Invitation, carer_of_two)
            person, child = asked.person_id, asked.child_id
        second = self.world.child("Yusuf")
        self.world.person(second, "foster_carer", person=person)
        other = self.world.review(second)
        self.world.invite()
        link = self.world.link(carer_of_two, self.world.invitation(other, "foster_carer"))
        walk = Walk(self.app.test_client(), link).open()
        yield self._seen(walk.client, "choose")
        walk.client.get(f"/{language}/left")
        yield self._seen(walk.client, "left")
        walk.client.get(f"/answer/{carer_of_two}")
        walk.start()
        stale = walk.client.page
        walk.client.delete_cookie("portal")
        walk.client.page = stale
        walk.press("next")
        yield self._seen(walk.client, "kept after the session had ended")
        walk.client.get(f"/answer/{carer_of_two}", headers={"Accept-Language": language})
        yield self._seen(walk.client, "nothing open here")
        yield from self._over(walk, carer_of_two, child, other)

    def _over(self, walk: Walk, invitation, child, other) -> Iterator[tuple[str, Page]]:
        with db.write() as session:
            session.get(Review, session.get(Invitation, invitation).review_id).date = clock.today() - timedelta(days=30)
            session.get(Review, other).date = clock.today() - timedelta(days=30)
        walk.open()
        yield self._seen(walk.client, "expired")
        walk.press("Ask for a new link") if "Ask for a new link" in walk.text else walk.press()
        yield self._seen(walk.client, "asked for a new link")
        with db.write() as session:
            for one in (child, session.get(Review, other).child_id):
                session.get(Child, one).paused_at = clock.now()
        walk.open()
        yield self._seen(walk.client, "withdrawn")
