"""The three sheets of a case list: which columns each has, which are needed, what each cell holds."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.cases import cells, codes
from portal.cases.cells import Parser, one_of


@dataclass(frozen=True)
class Kind:
    """One kind of sheet. `key` names the columns that tell one of its rows from another."""

    name: str
    thing: str  # what one row is, in words
    columns: Mapping[str, Parser]
    needed: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def id_column(self) -> str:
        return self.key[0]


def _word(column: str, allowed) -> Parser:
    return one_of(allowed, codes.SAME.get(column))


CHILDREN = Kind("children", "child", {
    "child_id": cells.text, "first_name": cells.text, "last_name": cells.text, "known_as": cells.text,
    "dob": cells.day, "sex": _word("sex", codes.SEXES), "ethnicity": cells.ethnicity, "language": cells.language,
    "interpreter_needed": cells.yes_no, "uasc": cells.yes_no, "disability": cells.yes_no, "needs": cells.free_codes,
    "looked_after_since": cells.day, "legal_status": cells.legal_status, "short_breaks": cells.short_breaks,
    "placement_type": _word("placement_type", codes.PLACEMENTS), "adoption_authorised_on": cells.day,
    "placed_for_adoption_on": cells.day, "placement_since": cells.day, "settled_since": cells.day,
    "iro_email": cells.staff_email, "social_worker": cells.text, "social_worker_email": cells.email,
    "team": cells.text, "sibling_group": cells.text, "mobile": cells.mobile, "email": cells.email,
    "reach": _word("reach", codes.REACH), "reach_through": cells.text, "out_of_area": cells.yes_no,
    "postal": cells.yes_no, "address": cells.lines, "ceased_on": cells.day, "ceased_reason": cells.text,
    "missing_since": cells.day, "form": cells.form_name,
}, needed=("child_id", "first_name", "dob", "looked_after_since"), key=("child_id",))

PEOPLE = Kind("people", "person", {
    "person_id": cells.text, "child_id": cells.text, "name": cells.text,
    "relationship": _word("relationship", codes.RELATIONSHIPS), "language": cells.language, "mobile": cells.mobile,
    "email": cells.email, "postal": cells.yes_no, "address": cells.lines, "parental_responsibility": cells.yes_no,
    "consult": cells.yes_no, "reason": cells.text, "may_know_venue": cells.yes_no, "ended_on": cells.day,
}, needed=("person_id", "child_id", "name", "relationship"), key=("person_id", "child_id", "relationship"))

REVIEWS = Kind("reviews", "review", {
    "review_id": cells.text, "child_id": cells.text, "kind": _word("kind", codes.REVIEW_KINDS),
    "date": cells.moment, "premeet": cells.moment, "venue": cells.text, "status": _word("status", codes.STATUSES),
    "held_on": cells.day, "attended": cells.yes_no, "participation": _word("participation", codes.PARTICIPATION),
    "late_reason": cells.text, "series_of": cells.text,
}, needed=("review_id", "child_id", "date"), key=("review_id",))

KINDS = (CHILDREN, PEOPLE, REVIEWS)
