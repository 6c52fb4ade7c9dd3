"""What comes of an invitation: opened, begun, sent in, late, withdrawn, and when."""
from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.cases.models import Child
from portal.consultations import drafts, facts, forms, sending, states
from portal.consultations.models import Invitation
from portal.demo import answering, voices
from portal.demo.answering import Voice
from portal.people.trail import Actor, record

BEGUN = 3  # pages that somebody fills who has not sent
WHOLE = [joinedload(Invitation.review), joinedload(Invitation.person), joinedload(Invitation.form_version),
         joinedload(Invitation.child).options(joinedload(Child.relations), joinedload(Child.placements),
                                              joinedload(Child.allocations))]


def order(invitation: Invitation) -> tuple:
    """The same order whatever ids the rows were given."""
    return invitation.review.source_id, invitation.role, invitation.person.source_id if invitation.person else ""


def tell(year, invitation: Invitation) -> None:
    """Put on the year's calendar what comes of this invitation."""
    story, rng = voices.story(year.town, invitation), voices.chance_of(year.town, invitation, "when")
    sent, limit = invitation.sent_at, year.limit(invitation)
    if not voices.is_next(year.town, invitation) or not year.town.by_child[invitation.child_id].spec.by_hand:
        limit = states.premeet_at(invitation.review)  # some of it lies after the end, and so has not happened yet
    when = _between(sent, limit, rng)
    if story == "late":
        when = states.premeet_at(invitation.review) + timedelta(minutes=rng.randint(30, 240))
    if story == "withdrawn":
        year.withdraw(invitation, when)
    elif story not in ("asked", "bounced"):
        ref = invitation.id
        year.at(when, lambda session: _open(session, ref))
        if story != "opened":
            year.at(when + timedelta(minutes=2), _answer(year, invitation, story))
        if story == "addition":
            year.at(_between(when + timedelta(hours=3), limit, rng), _answer(year, invitation, "more"))


def _between(start: datetime, end: datetime, rng: Random) -> datetime:
    """An instant at a time of day when people have time, between the two if there is room."""
    days = max(0, (clock.local(end).date() - clock.local(start).date()).days)
    day = clock.local(start).date() + timedelta(days=min(int(rng.triangular(0, days + 1, days * 0.4)), days))
    instant = clock.at_local(day, time(rng.choice((12, 15, 16, 17, 18, 18, 19, 20)), rng.randrange(60)))
    room = (end - start).total_seconds()
    fits = start < instant < end - timedelta(minutes=30)
    return instant if fits else start + timedelta(seconds=room * rng.uniform(0.2, 0.8))


def _open(session: Session, ref: UUID) -> None:
    invitation = session.get(Invitation, ref, options=WHOLE)
    if states.is_live(invitation) and invitation.opened_at is None:
        invitation.opened_at = clock.now()
        record(session, Actor("respondent", ref, invitation.authority_id), "opened", child_id=invitation.child_id,
               object_id=ref)


def _answer(year, invitation: Invitation, story: str):
    ref, town, library = invitation.id, year.town, year.library

    def deed(session: Session) -> None:
        asked = session.get(Invitation, ref, options=WHOLE)
        if not states.is_live(asked) or (asked.sent_in_at and story != "more"):
            return
        _write(session, asked, _voice(town, asked, story), library, send=story != "begun")

    return deed


def _voice(town, invitation: Invitation, story: str) -> Voice:
    voice = voices.voice(town, invitation)
    if story == "declined":
        voice.says |= {"way": "nothing"}
        voice.only_said = True
    elif story == "more":
        voice.says = town.by_child[invitation.child_id].spec.more or {"way": "short"}
        voice.only_said = len(voice.says) > 1
    iro = next((a.staff.first_name for a in invitation.child.allocations if a.to_on is None), "the IRO")
    voice.iro = iro
    return voice


def _write(session: Session, invitation: Invitation, voice: Voice, library, send: bool) -> None:
    draft = drafts.begin_in(session, invitation.id, voice.language)
    draft.helper = voice.helper
    form, known = forms.questionnaire(invitation.form_version), facts.facts(invitation, voice.helper)
    for number, (page, content) in enumerate(answering.pages(form, known, voice, library)):
        if number >= BEGUN and not send:
            return
        with clock.at(clock.now() + timedelta(minutes=number * 0.6)):
            if content.answers or content.skipped:
                drafts.save_page_in(session, draft.id, page, content, 0)
            last = clock.now()
    with clock.at(last + timedelta(minutes=1)):
        if send:
            sending.send_in(session, draft.id)
