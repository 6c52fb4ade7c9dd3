"""What invitations and reminders say. They name no child and say nothing about care.

The link is minted here, when the message is delivered, and committed before anything is handed over.
"""
from __future__ import annotations

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import languages
from portal.cases.allocation import iro_of
from portal.cases.models import ContactDetails, Person
from portal.consultations import alerts, forms, letters, states, tokens, translating
from portal.consultations.facts import OBSERVER
from portal.consultations.letters import Letter
from portal.consultations.models import Invitation, Token, TokenDoor
from portal.extensions import db
from portal.languages import gettext as _
from portal.languages import say, to_adult
from portal.people.models import Authority
from portal.post import outbox, parts
from portal.post.models import Message
from portal.post.outbox import Parcel, Undeliverable

STILL_OPEN = ("waiting", "asked", "bounced", "opened", "begun")


def install() -> None:
    """Register the builders with the outbox."""
    outbox.register("invitation", _build, _after)
    outbox.register("reminder", _build, _after)
    alerts.install()
    translating.install()


def _build(session: Session, message: Message) -> Parcel:
    invitation = _lead(session, message)
    to, address = _destination(session, invitation, message.channel)
    doors = [i.id for i in _open_to(session, invitation)]
    link = f"{_public_url()}/{invitation.language}/{tokens.mint_link(session, doors, message.id)}"
    code = tokens.mint_code(session, doors, message.id) if message.channel == "letter" else ""
    voice = forms.questionnaire(invitation.form_version).voice
    authority = session.get(Authority, invitation.authority_id)
    with languages.speaking(invitation.language, voice, authority=invitation.authority_id):
        return _parcel(message, invitation, authority, link, code, to, address)


def _lead(session: Session, message: Message) -> Invitation:
    """Whom it is about: its own invitation, else one that was to come along with it. Raises Undeliverable."""
    about = _about(session, message)
    again = message.kind == "invitation" and message.round > 0  # the office sends it on purpose: to add something
    reasons = [_closed(invitation, again) for invitation in about]
    if all(reasons):
        raise Undeliverable(reasons[0])
    return about[reasons.index("")]


def _closed(invitation: Invitation, again: bool = False) -> str:
    """Why nothing goes out for this invitation any more, or ''."""
    if not again and states.state(invitation) in ("sent", "late", "declined"):
        return "answered"
    return "" if states.is_live(invitation) and not states.is_held(invitation) else "stopped"


def _about(session: Session, message: Message) -> list[Invitation]:
    """The message's invitation, and the same person's that have no message of their own: they wait for this one."""
    invitation = session.get_one(Invitation, message.subject_id)
    if message.kind != "invitation":
        return [invitation]
    own = select(Message.subject_id).where(Message.kind == "invitation")
    along = select(Invitation).where(states.same_person(invitation),
                                     Invitation.sent_at.is_(None), Invitation.id.not_in(own))
    return [invitation, *session.scalars(along.order_by(Invitation.created_at, Invitation.id))]


def _open_to(session: Session, invitation: Invitation) -> list[Invitation]:
    """What the link opens: this form, and the same person's other forms that wait for an answer."""
    same = select(Invitation).where(states.same_person(invitation))
    others = [i for i in session.scalars(same) if i.id != invitation.id and states.is_live(i)]
    return [invitation, *(i for i in others if states.state(i) in STILL_OPEN)]


def _destination(session: Session, invitation: Invitation, channel: str) -> tuple[str, str]:
    """(e-mail address or mobile, postal address). Raises Undeliverable when there is none."""
    if invitation.reach == "worker":
        to = invitation.child.social_worker_email
    elif invitation.reach == "iro_visit":
        iro = iro_of(invitation.child_id)
        to = iro.email if iro else invitation.child.social_worker_email
    else:
        details = session.get(ContactDetails, invitation.reach_id) if invitation.reach_id else None
        if details is None or not (_is_own(invitation) or states.hands_over(invitation)):
            raise Undeliverable("no_way")
        if channel == "letter":
            if not details.address:
                raise Undeliverable("no_address")
            return "", details.address
        to = details.email if channel == "email" else details.mobile
    if not to:
        raise Undeliverable("no_mobile" if channel == "sms" else "no_email")
    return to, ""


def _parcel(message, invitation, authority, link, code, to, address) -> Parcel:
    reminder = message.kind == "reminder"
    subject = letters.subject(reminder)
    if message.channel == "sms":
        text = text_message(link)
    else:
        text = _letter_text(invitation, authority, link, reminder)
    html = ""
    if message.channel == "letter":
        both = "both" in (message.details.get("letters"), authority.letters)
        html = letters.page(Letter(authority, address, link, code, _public_url(), states.last_day(invitation.review),
                                   reminder), both)
    return Parcel(message.channel, to, subject, text, languages.tongue().language.tag, str(message.id), html, address)


def text_message(link: str) -> str:
    """The text message with this link, in the language and register that is spoken now; the link in one part of it."""
    text = say("Tell us what you think before your meeting. Open this link: {link}", link=link)
    return parts.with_whole(text, link)


def text_message_to(invitation: Invitation) -> str:
    """What a text message to this invitation says, with a link of the same length that opens nothing."""
    link = f"{_public_url()}/{invitation.language}/{'x' * tokens.LINK_LENGTH}"
    voice = forms.questionnaire(invitation.form_version).voice
    with languages.speaking(invitation.language, voice, authority=invitation.authority_id):
        return text_message(link)


def _letter_text(invitation: Invitation, authority: Authority, link: str, reminder: bool) -> str:
    lines = [_("Hello,")]
    if reminder:
        lines.append(say("We have not heard from you yet. There is still time."))
    lines += [
        say("There is a meeting soon, and what you think matters."), say("Open this link to tell us:"), link,
        _("The link works until {day}.", day=languages.format_day(states.last_day(invitation.review))),
        say("You can stop at any time and come back to it later."),
        say("If this message is not for you, please delete it."), authority.name,
    ]
    if not _is_own(invitation):
        lines = [*_note(invitation), "– – –", *lines]
    return "\n\n".join(lines) + "\n"


def _is_own(invitation: Invitation) -> bool:
    """Whether it goes straight to the respondent, and through nobody else's hands."""
    return invitation.reach_id is not None and invitation.reach_id in (invitation.person_id, invitation.respondent_id)


def _note(invitation: Invitation) -> list[str]:
    """A note to the adult who passes the link on, in their language, so that they do not take it for their own."""
    person = db.session.get(Person, invitation.reach_id) if invitation.reach_id else None
    with languages.speaking(person.language if person else languages.DEFAULT):
        if invitation.role == OBSERVER:
            return [to_adult("Please pass the message below on to whoever looks after the child. "
                             "Or fill in the form with them."),
                    to_adult("The child’s first name is on the first page.")]
        return [to_adult("Please pass the message below on to the person it is for. Or open the link with them."),
                to_adult("Their first name is on the first page. Please do not answer for them.")]


def _after(session: Session, message: Message) -> None:
    if message.sent_at is not None:
        doors = select(TokenDoor.invitation_id).join(Token).where(Token.message_id == message.id)
        for opened in session.scalars(select(Invitation).where(Invitation.id.in_(doors))):
            opened.sent_at = opened.sent_at or message.sent_at
            opened.bounced_at = None
    elif message.why not in ("stopped", "answered"):
        for invitation in _about(session, message):
            invitation.bounced_at = message.parked_at


def _public_url() -> str:
    return current_app.extensions["portal"]["PORTAL_PUBLIC_URL"].rstrip("/")
