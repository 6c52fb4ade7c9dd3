"""Who may use what: the one table (SECURITY decisions 14-17). An endpoint that is not in it stops the start.

`who`: "public" needs nothing; "respondent" needs an opened invitation (or a page's sealed ticket); anything
else is a role of staff. `relation` says which objects; the query in consultations/visible.py enforces it, and
an object out of reach looks exactly like one that does not exist. `event` is what the trail records.
"""
from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "iro": "Independent Reviewing Officer",
    "duty": "reads for children without an IRO",
    "office": "business support: invitations and states, never content",
    "manager": "counts, never content",
    "participation": "tries any form, words of the portal; de-identified shared topics later",
    "interpreter": "the texts they are given to translate, nothing else",
    "administrator": "accounts and settings, no content",
}


@dataclass(frozen=True)
class Rule:
    """One row of the table."""

    who: frozenset[str]
    relation: str = ""
    event: str = ""


def _rule(who: str, relation: str = "", event: str = "") -> Rule:
    return Rule(frozenset(who.split()), relation, event)


PUBLIC = _rule("public")
STAFF = " ".join(ROLES)

TABLE: dict[str, Rule] = {
    "static": PUBLIC,
    "health.healthz": PUBLIC,
    # a respondent
    "respond.code": _rule("public", "whoever holds the code", "opened"),
    "respond.link": _rule("public", "whoever holds the link; shows the same for every token"),
    "respond.open_link": _rule("public", "whoever holds the link", "opened"),
    "respond.ask": _rule("public", "whoever holds a link that is over", "new_link_asked"),
    "respond.left": PUBLIC,
    "respond.leaflets": PUBLIC,
    "respond.leaflet": PUBLIC,
    "respond.later": _rule("respondent", "own form"),
    "respond.secret": _rule("respondent", "own draft of this browser"),
    "respond.unlock": _rule("respondent", "own form; a draft only with its secret", "kept_out"),
    "respond.file": _rule("respondent", "own draft of this browser"),
    "respond.sound": PUBLIC,
    "respond.handed_back": PUBLIC,
    "respond.choose": _rule("respondent", "forms opened in this browser"),
    "respond.welcome": _rule("respondent", "own form"),
    "respond.start": _rule("respondent", "own form", "begun"),
    "respond.page": _rule("respondent", "own draft of this browser"),
    "respond.save": _rule("respondent", "own draft, or its page’s ticket", "flag_raised"),
    "respond.check": _rule("respondent", "own draft of this browser"),
    "respond.send": _rule("respondent", "own draft, or its page’s ticket", "sent_in"),
    "respond.done": _rule("respondent", "own form"),
    "respond.tell": _rule("respondent", "own form of a child, or its page’s ticket", "told_someone"),
    "respond.told": _rule("respondent", "the browser that told, for ten minutes"),
    "respond.card": _rule("respondent", "own form of a child"),
    "respond.make_code": _rule("respondent", "own form of a child", "card_made"),
    "respond.card_picture": _rule("respondent", "own form of a child; its IRO’s photo"),
    "respond.card_ask": _rule("respondent", "the contact card opened in this browser"),
    "respond.card_request": _rule("respondent", "the contact card opened in this browser", "contact_asked"),
    "respond.not_me": _rule("respondent", "the link it came by", "not_me"),
    # any member of staff
    "account.sign_in": PUBLIC,
    "account.set_password": _rule("public", "whoever holds the one-use link", "password_set"),
    "account.home": _rule(STAFF),
    "account.sign_out": _rule(STAFF),
    "account.me": _rule(STAFF, "oneself"),
    "account.picture": _rule(STAFF, "oneself", "picture_changed"),
    "account.photo": _rule(STAFF, "own authority"),
    # accounts
    "account.people": _rule("administrator", "own authority"),
    "account.add": _rule("administrator", "own authority", "account_added"),
    "account.renew": _rule("administrator", "own authority", "link_made"),
    "account.close": _rule("administrator", "own authority", "account_closed"),
    # the desk
    "inbox.desk": _rule("iro duty", "children allocated now; duty: children without an IRO"),
    "inbox.pack": _rule("iro duty", "children allocated now; duty: children without an IRO", "answers_read"),
    "inbox.file": _rule("iro duty", "files of the reviews that inbox.pack opens", "file_opened"),
    "inbox.seen": _rule("iro duty", "children allocated now; duty: children without an IRO", "alert_seen"),
    "inbox.ask_translation": _rule("iro duty", "responses of the reviews that inbox.pack opens", "translation_asked"),
    "inbox.take_back": _rule("iro duty", "tasks about the reviews that inbox.pack opens", "translation_taken_back"),
    "inbox.machine": _rule("iro duty", "responses of the reviews that inbox.pack opens", "machine_translated"),
    # an interpreter
    "interpreting.texts": _rule("interpreter", "tasks given to them; no name, no text"),
    "interpreting.text": _rule("interpreter", "a task of theirs, until finished or taken back", "text_opened"),
    "interpreting.keep": _rule("interpreter", "a task of theirs, until finished or taken back", "translated"),
    "interpreting.recording": _rule("interpreter", "recordings of a task given to them", "file_opened"),
    # the office
    "office.reviews": _rule("office", "own authority; states only"),
    "office.child": _rule("office", "own authority; states only"),
    "office.wishes": _rule("office", "own authority; only pages whose sender lets the office see them", "wishes_read"),
    "office.move": _rule("office", "own authority", "child_moved"),
    "office.resume": _rule("office", "own authority", "resumed"),
    "office.send_again": _rule("office", "own authority", "sent_again"),
    "office.withdraw": _rule("office", "own authority", "withdrawn"),
    "office.card": _rule("office", "own authority", "card_made"),
    "office.stop_cards": _rule("office", "own authority", "cards_stopped"),
    "office.outbox": _rule("office", "own authority; states only"),
    # the portal's words
    "words.find": _rule("participation administrator", "own authority"),
    "words.keep": _rule("participation administrator", "own authority", "words_changed"),
    # trying forms: nothing is stored, so the trail has nothing to record
    "trying.forms": _rule("participation administrator"),
    "trying.choices": _rule("participation administrator"),
    "trying.start": _rule("participation administrator"),
    "trying.turn": _rule("participation administrator", "its own sealed ticket"),
    # counts
    "reports.counts": _rule("manager", "own authority; counts only"),
}


def problems(endpoints: set[str]) -> list[str]:
    """What keeps the portal from starting: endpoints without a rule, and rules without an endpoint."""
    missing = [f"{name}: no rule in the policy table" for name in sorted(endpoints - TABLE.keys())]
    stale = [f"{name}: a rule for an endpoint that does not exist" for name in sorted(TABLE.keys() - endpoints)]
    return missing + stale
