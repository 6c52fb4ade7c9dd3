"""Every page a respondent can come by, in one language: for checks that must hold on all of them."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from portal import clock
from portal.cases.models import Child, Review
from portal.consultations.models import Invitation
from portal.extensions import db
from tests.support.page import Page
from tests.support.walk import Walk


class Crawl:
    """Walks a world's respondents through everything, and yields (where, page) for each page seen."""

    def __init__(self, app, world) -> None:
        self.app, self.world = app, world

    def pages(self, language: str) -> Iterator[tuple[str, Page]]:
        yield from self.before_opening(language)
        for role, form in (("child", "child"), ("child", "young"), ("mother", "parent"), ("foster_carer", "carer")):
            yield from self.journey(language, role, form)
        yield from self.quality(language)
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

    def invitation(self, role: str, form: str, language: str, **facts):
        world, born = self.world, {"child": 2017, "young": 2012}.get(form, 2015)
        child = world.child(born=clock.today().replace(year=born), uasc=True, legal_status="V2",
                            sibling_group=f"siblings of {form}", language=language, **facts)
        world.child("Sam", sibling_group=f"siblings of {form}")
        world.person(child, "mother", language=language)
        if role == "foster_carer":
            world.person(child, role, language=language)
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

    def quality(self, language: str) -> Iterator[tuple[str, Page]]:
        """`quality_child` has no invitation of its own yet: the form is pinned to one by hand."""
        from portal.consultations import forms

        invitation = self.invitation("child", "child", language)
        with db.write() as session:
            session.get(Invitation, invitation).form_version_id = forms.pin(session, "quality_child").id
        walk = Walk(self.app.test_client(), self.world.link(invitation)).open()
        walk.start()
        yield from self._questions(walk, "quality_child")
        yield self._seen(walk.client, "quality_child: check")

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
