"""An answer whose key is gone says so, and hides nobody else's."""
from __future__ import annotations

from sqlalchemy import select

from portal.consultations.models import Invitation, Response, SealedAnswers
from portal.extensions import db
from tests.support import make
from tests.support.walk import Walk


def test_one_answer_that_cannot_be_opened_hides_no_other(app):
    with app.app_context():
        world = make.world()
        child = world.child()
        world.person(child, "mother")
        review = world.review(child)
        world.invite()
        for role, words in (("child", "The child is heard."), ("mother", "The mother is heard.")):
            walk = Walk(app.test_client(), world.link(world.invitation(review, role))).open()
            walk.start()
            walk.send(way="short", well=words)
        mothers = select(Response.id).join(Invitation).where(Invitation.role == "mother")
        with db.write() as session:
            session.get(SealedAnswers, session.scalar(mothers)).wrapped_key = b"x" * 80
        client = app.test_client()
        make.sign_in(client, "ada")
        assert client.get(f"/staff/review/{review}").status_code == 200
    assert "The child is heard." in client.page.text
    assert "The mother is heard." not in client.page.text
    assert "cannot be opened here" in client.page.text
