"""Who is paused: nothing is sent to them or opened by them until a person decides.

`paused_at` says that somebody is paused; `paused_why` stays when they are resumed, so that the next
import of the same facts does not pause them again.
"""
from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import clock
from portal.cases.models import Child, Relation
from portal.extensions import db
from portal.people.trail import Actor, record

MISSING_FROM_FILE = "not_in_file"
WORDS = {
    "ceased": "has left care", "missing": "is missing from the placement", "ended": "is no longer round the child",
    "moved": "was round the child where they lived before a move", MISSING_FROM_FILE: "is no longer in the case list",
}


def pause_for(stored: Child | Relation | None,
              facts: dict[str, tuple[str, date | None]]) -> dict[str, datetime | str | None]:
    """What paused_at and paused_why become, now that a file says this and the row is in the file.

    `facts`: why -> (column, the file's date). Empty when nothing becomes different. What is due and was not
    known, or has another date now, pauses; only a pause for not being in the file is lifted.
    """
    due = next((why for why, (_, day) in facts.items() if day and day <= clock.today()), "")
    paused_at, before = (stored.paused_at, stored.paused_why) if stored is not None else (None, "")
    if due:
        changed = stored is not None and getattr(stored, facts[due][0]) != facts[due][1]
        if before != due or (changed and paused_at is None):
            return {"paused_at": clock.now(), "paused_why": due}
        return {}
    lifted = before == MISSING_FROM_FILE or paused_at is None
    return {"paused_at": None, "paused_why": ""} if before and lifted else {}


def resume_child(child_id: UUID, actor: Actor) -> None:
    """Lift the child's pause: a person has decided. Raises LookupError when there is no such child."""
    _resume(Child, child_id, actor)


def resume_relation(relation_id: UUID, actor: Actor) -> None:
    """Lift the pause of one person round one child. Raises LookupError when there is no such relation."""
    _resume(Relation, relation_id, actor)


def _resume(model: type[Child] | type[Relation], id_: UUID, actor: Actor) -> None:
    with db.write() as session:
        found: Child | Relation | None = session.get(model, id_)
        child = found.child if isinstance(found, Relation) else found
        if found is None or child is None or child.authority_id != actor.authority_id:
            raise LookupError("nobody with this id")
        if found.paused_at is not None:
            found.paused_at = None
            record(session, actor, "resumed", child_id=child.id, object_id=id_, why=found.paused_why)
