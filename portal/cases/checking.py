"""Rows of text -> rows of values: every cell read, every rule of the case list held.

An error refuses its row, a note does not. A rule yields (level, column, problem, remedy).
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from portal import clock
from portal.cases.cells import Unreadable, tidy
from portal.cases.dates import WEEKEND, age_on
from portal.cases.dates import known as known_calendar
from portal.cases.problems import Problem, error, note
from portal.cases.reading import CaseList, Row, Sheet

ADULT = 18
Finding = tuple[str, str, str, str]  # level, column, problem, remedy


@dataclass(frozen=True)
class Checked:
    """A row that may be imported. `values` has a value for every column of the sheet, and no other."""

    number: int
    values: dict[str, Any]


@dataclass
class Known:
    """Whom and what the rows may point at: stored already, or brought by the files."""

    children: dict[str, date] = field(default_factory=dict)  # -> date of birth
    people: set[str] = field(default_factory=set)
    reviews: dict[str, str] = field(default_factory=dict)  # -> the child's source id
    staff: set[str] = field(default_factory=set)  # e-mails
    cannot_hold: dict[str, str] = field(default_factory=dict)  # e-mail -> why no child can be given to them
    refused: set[str] = field(default_factory=set)  # children whose own row was refused


@dataclass
class Result:
    """What checking found, by sheet: good rows, how many were refused and their ids; and every problem."""

    rows: dict[str, list[Checked]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    refused_ids: dict[str, set[str]] = field(default_factory=dict)  # of rows refused or torn
    problems: list[Problem] = field(default_factory=list)


def check(case_list: CaseList, known: Known) -> Result:
    """Check the sheets in their order: a child that the file brings is known to the sheets after it."""
    result = Result(problems=list(case_list.problems))
    people, reviews = case_list.sheets.get("people"), case_list.sheets.get("reviews")
    known.people |= {tidy(row.cells["person_id"]) for row in people.rows} if people else set()
    listed = {tidy(row.cells["review_id"]) for row in reviews.rows} if reviews else set()
    known.reviews = dict.fromkeys(listed, "") | known.reviews
    for name, rule in (("children", check_child), ("people", check_person), ("reviews", check_review)):
        sheet = case_list.sheets.get(name)
        if sheet is None:
            continue
        _check_sheet(sheet, rule, known, result)
        if name == "children":
            known.children |= {row.values["child_id"]: row.values["dob"] for row in result.rows[name]}
            known.refused = result.refused_ids[name] - set(known.children)
    return result


def _check_sheet(sheet: Sheet, rule: Callable, known: Known, result: Result) -> None:
    kind = sheet.kind
    good: dict[tuple, Checked] = {}
    result.refused_ids[kind.name] = set(sheet.torn)
    result.refused[kind.name] = len(sheet.torn)
    for row in sheet.rows:
        values, problems = _read_cells(sheet, row)
        if not any(problem.level == "error" for problem in problems):
            source_id = values[kind.id_column]
            problems += [Problem(kind.name, row.number, source_id, column, level, problem, remedy)
                         for level, column, problem, remedy in rule(values, known)]
        if any(problem.level == "error" for problem in problems):
            result.refused[kind.name] += 1
            result.refused_ids[kind.name].add(tidy(row.cells[kind.id_column]))
        else:
            key = tuple(values[column] for column in kind.key)
            problems += _said_twice(sheet, good.pop(key, None), row, values)
            good[key] = Checked(row.number, values)
        result.problems += problems
    result.rows[kind.name] = list(good.values())


def _read_cells(sheet: Sheet, row: Row) -> tuple[dict[str, Any], list[Problem]]:
    kind, values, problems = sheet.kind, {}, []
    source_id = tidy(row.cells[kind.id_column])
    for column, raw in row.cells.items():
        try:
            values[column] = kind.columns[column](raw)
        except Unreadable as fault:
            values[column] = fault.value
            make = error if fault.level == "error" else note
            problems.append(make(kind.name, row.number, source_id, column, fault.problem, fault.remedy))
            continue
        if column in kind.needed and values[column] in ("", None):
            problems.append(error(kind.name, row.number, source_id, column, "This cell must not be empty",
                                  f"Fill in {column}, or take the row out"))
    return values, problems


def _said_twice(sheet: Sheet, earlier: Checked | None, row: Row, values: dict) -> list[Problem]:
    if earlier is None:
        return []
    kind, source_id = sheet.kind, values[sheet.kind.id_column]
    differing = [column for column in values if values[column] != earlier.values.get(column)]
    if not differing:
        return [note(kind.name, row.number, source_id, "",
                     f"This row says the same as row {earlier.number}, so it counts once", "Nothing to do")]
    return [note(kind.name, row.number, source_id, differing[0],
                 f"Row {earlier.number} is about the same {kind.thing} and differs in {', '.join(differing)}. "
                 "This row, the later one, is used", "Keep one row if the other is right")]


# --- the rules of each sheet --------------------------------------------------------------------------
def check_child(row: dict, known: Known) -> Iterator[Finding]:
    """A child's row: dates of birth and care that fit, and whether there is a way to reach the child."""
    dob, since, today = row["dob"], row["looked_after_since"], clock.today()
    if dob > today:
        yield "error", "dob", "The date of birth is in the future", "Check the year"
    elif not row.get("ceased_on") and age_on(dob, today) >= ADULT:
        yield ("error", "dob", f"The person is {age_on(dob, today)} by now and is not marked as having left care",
               "Check the date of birth, or fill in ceased_on")
    if since < dob:
        yield "error", "looked_after_since", "Care began before the date of birth", "Check both dates"
    elif age_on(dob, since) >= ADULT:
        yield "error", "looked_after_since", "Care began at 18 or over", "Check both dates"
    elif since > today:
        yield "note", "looked_after_since", "Care begins in the future", "Check the year"
    yield from _held_by(row.get("iro_email", ""), known)
    if row["child_id"] not in known.children or row.keys() >= {"reach", "social_worker_email", "mobile", "email"}:
        yield from _reachable(row, known)


def _held_by(email: str, known: Known) -> Iterator[Finding]:
    if email in known.cannot_hold:
        yield ("note", "iro_email", f"{email} {known.cannot_hold[email]}, so the child goes on the duty list",
               "Check the address, or ask an administrator about the account")
    elif email and email not in known.staff:
        known.staff.add(email)  # said once for each address
        yield ("note", "iro_email", f"Nobody here has the address {email}, so an IRO without a password is added",
               "Ask an administrator to invite them, or check the address")


def _reachable(row: dict, known: Known) -> Iterator[Finding]:
    through = row.get("reach_through", "")
    if through and through not in known.people:
        yield ("note", "reach_through", f"Nobody in the case list has the person_id ‘{through}’",
               "Check the id, or add the person to the people sheet")
    reach = reach_of(row) or "worker"
    needed = {"sms": "mobile", "email": "email", "letter": "address", "worker": "social_worker_email",
              "iro_visit": "iro_email"}[reach]
    if not row.get(needed) and not (through in known.people and through):
        yield ("note", needed, f"There is no way to reach this child yet: reach is {reach}, and {needed} is empty",
               f"Fill in {needed}, or choose another way; the office sees this child in its list")


def reach_of(row: dict) -> str:
    """How the row says that the child is reached; '' means through the worker."""
    return row.get("reach") or ("letter" if row.get("postal") else "")


def _of_known_child(row: dict, known: Known, what: str) -> Iterator[Finding]:
    child_id = row["child_id"]
    if child_id in known.children:
        return
    if child_id in known.refused:
        yield ("error", "child_id", f"The row of the child ‘{child_id}’ was refused, so {what} belongs to nobody",
               "Put the child’s row right first")
    else:
        yield ("error", "child_id", f"No child has the id ‘{child_id}’",
               "Check the id, or add the child to the children sheet")


def check_person(row: dict, known: Known) -> Iterator[Finding]:
    """A row of people: round a child we know, and left out only with a reason."""
    yield from _of_known_child(row, known, "this person")
    if row.get("consult") is False and not row.get("reason"):
        yield ("error", "reason", "This person is not to be consulted, and no reason is given",
               "Write the reason, or put Y in consult")


def check_review(row: dict, known: Known) -> Iterator[Finding]:
    """A review's row: of a child we know, the pre-meeting before it, and dates that make sense."""
    yield from _of_known_child(row, known, "this review")
    of_child = known.reviews.get(row["review_id"])
    if of_child and of_child != row["child_id"]:
        yield ("error", "child_id", f"This review is already there, for the child ‘{of_child}’",
               "Give the new review an id of its own")
    if row.get("premeet") and _instant(row["premeet"], time.min) > _instant(row["date"], time.max):
        yield "error", "premeet", "The pre-meeting is after the review", "Check both dates"
    if row.get("series_of") and row["series_of"] not in known.reviews:
        yield ("note", "series_of", f"No review has the id ‘{row['series_of']}’", "Check the id of the first meeting")
    says_status = "status" in row or not of_child
    yield from _review_day(row, row["date"].day, known.children.get(row["child_id"]), says_status)


def _instant(when, missing: time) -> datetime:
    return datetime.combine(when.day, when.time or missing)


def _review_day(row: dict, day: date, dob: date | None, says_status: bool) -> Iterator[Finding]:
    if day > known_calendar().last:
        yield "error", "date", f"The review is in {day.year}, too far ahead to be planned", "Check the year"
    if day.weekday() in WEEKEND:
        yield "note", "date", f"The review is on a {day:%A}", "Check the date"
    if dob and age_on(dob, day) >= ADULT:
        yield "note", "date", "The review is after the 18th birthday", "Check the date, or cancel the review"
    if day < clock.today() and status_of(row) == "planned" and says_status:
        yield ("note", "status", "The review is in the past and still planned",
               "Put held, cancelled or adjourned in status, or a new date")
    if (row.get("held_on") or date.min) > clock.today():
        yield "note", "held_on", "The day on which the review was held is in the future", "Check the date"


def status_of(row: dict) -> str:
    """The status of a review; when the cell is empty, held_on decides."""
    return row.get("status") or ("held" if row.get("held_on") else "planned")
