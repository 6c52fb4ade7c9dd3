"""Who is paused by an import, and who is not."""
import pytest
from sqlalchemy import select

from portal.cases.models import Child, Relation
from portal.cases.pausing import resume_child, resume_relation
from portal.extensions import db
from tests.cases.conftest import CHILDREN, PEOPLE, REVIEWS

WITHOUT_C2 = CHILDREN[:CHILDREN.index("C2")]
WITHOUT_P1 = PEOPLE.replace("P1,C1,Senait Tesfay,mother,07700900200,Y,\n", "")


@pytest.fixture
def known(office):
    """The office, when the three sheets have been imported."""
    office.imports_everything()
    return office


def paused() -> dict[str, str]:
    """Who is paused, and why, by the council's ids."""
    children = db.session.scalars(select(Child).where(Child.paused_at.is_not(None)))
    relations = db.session.scalars(select(Relation).where(Relation.paused_at.is_not(None)))
    return ({c.source_id: c.paused_why for c in children}
            | {f"{r.person.source_id}/{r.child.source_id}": r.paused_why for r in relations})


def with_column(text: str, column: str, **values: str) -> str:
    head, *rows = text.strip().split("\n")
    return "\n".join([f"{head},{column}", *(f"{row},{values.get(row.split(',')[0], '')}" for row in rows)]) + "\n"


def test_a_child_missing_from_a_later_file_is_paused_the_same_minute_and_listed(known, clock):
    clock.forward(days=1)
    report = known.imports(WITHOUT_C2, PEOPLE, REVIEWS)
    assert paused() == {"C2": "not_in_file"}
    assert [(one.source_id, one.why) for one in report.paused] == [("C2", "not_in_file")]
    assert db.session.scalars(select(Child).where(Child.source_id == "C2")).one().paused_at == clock.now


def test_a_partial_file_pauses_nobody(known):
    known.imports(WITHOUT_C2, WITHOUT_P1, partial=True)
    assert paused() == {}


def test_a_file_of_reviews_alone_says_nothing_of_who_is_missing(known):
    known.imports(REVIEWS)
    assert paused() == {}


def test_a_dry_run_lists_who_would_be_paused_and_pauses_nobody(known):
    report = known.imports(WITHOUT_C2, PEOPLE, REVIEWS, dry_run=True)
    assert [one.source_id for one in report.paused] == ["C2"]
    assert paused() == {}


def test_a_child_who_is_in_the_file_again_goes_on(known):
    known.imports(WITHOUT_C2, PEOPLE, REVIEWS)
    known.imports_everything()
    assert paused() == {}


def test_a_person_missing_from_a_later_file_is_paused_round_that_child(known):
    report = known.imports(CHILDREN, WITHOUT_P1, REVIEWS)
    assert paused() == {"P1/C1": "not_in_file"}
    assert "child C1" in str(report.paused[0])


def test_a_row_that_was_refused_is_not_missing(known):
    known.imports(CHILDREN.replace("09/11/2010", "31/02/2010"), PEOPLE.replace("mother", "neighbour"), REVIEWS)
    assert paused() == {}


def test_when_a_row_has_lost_its_id_nobody_counts_as_missing(known):
    report = known.imports(WITHOUT_C2 + '"\n', PEOPLE, REVIEWS)
    assert paused() == {}
    assert any("nobody was paused" in p.problem for p in report.problems)


def test_a_file_that_cannot_be_read_makes_nobody_missing(known):
    known.imports(WITHOUT_C2, "invoice,amount\n1,2\n")
    assert paused() == {}


@pytest.mark.parametrize(("column", "why"), [("ceased_on", "ceased"), ("missing_since", "missing")])
def test_a_child_who_left_or_is_missing_is_paused_and_listed(known, column, why):
    report = known.imports(with_column(CHILDREN, column, C1="03/01/2027"), PEOPLE, REVIEWS)
    assert paused() == {"C1": why}
    assert [(one.source_id, one.why) for one in report.paused] == [("C1", why)]


def test_a_child_who_will_leave_is_not_paused_before_the_day(known, clock):
    leaving = with_column(CHILDREN, "ceased_on", C1="06/01/2027")
    known.imports(leaving, PEOPLE, REVIEWS)
    assert paused() == {}
    clock.forward(days=2)
    known.imports(leaving, PEOPLE, REVIEWS)
    assert paused() == {"C1": "ceased"}


def test_a_person_whose_part_has_ended_is_paused(known):
    known.imports(CHILDREN, with_column(PEOPLE, "ended_on", P1="03/01/2027"), REVIEWS)
    assert paused() == {"P1/C1": "ended"}


def test_when_a_child_moves_the_carers_before_are_paused_even_in_a_partial_file(known):
    known.imports(CHILDREN.replace("foster,01/02/2026", "residential,04/01/2027"), partial=True)
    assert paused() == {"P2/C1": "moved"}


def test_the_carer_who_comes_with_the_move_is_not_paused(known):
    moved = CHILDREN.replace("foster,01/02/2026", "foster,04/01/2027")
    known.imports(moved, PEOPLE + "P3,C1,Kim Dale,foster_carer,07700900203,Y,\n", REVIEWS)
    assert paused() == {"P2/C1": "moved"}


def test_somebody_found_again_stays_paused_until_a_person_decides(known):
    known.imports(with_column(CHILDREN, "missing_since", C1="03/01/2027"), PEOPLE, REVIEWS)
    known.imports(with_column(CHILDREN, "missing_since"), PEOPLE, REVIEWS)
    assert paused() == {"C1": "missing"}


def test_what_a_person_has_decided_is_not_undone_by_the_same_file(known):
    gone = with_column(CHILDREN, "missing_since", C1="03/01/2027")
    known.imports(gone, WITHOUT_P1, REVIEWS)
    assert paused() == {"C1": "missing"}
    resume_child(db.session.scalars(select(Child.id).where(Child.source_id == "C1")).one(), known.actor)
    known.imports(gone, WITHOUT_P1, REVIEWS)
    assert paused() == {"P1/C1": "not_in_file"}
    resume_relation(db.session.scalars(select(Relation.id).where(Relation.paused_at.is_not(None))).one(), known.actor)
    known.imports(gone, WITHOUT_P1, REVIEWS)
    assert paused() == {}


def test_gone_missing_again_pauses_again(known):
    known.imports(with_column(CHILDREN, "missing_since", C1="01/01/2027"), PEOPLE, REVIEWS)
    resume_child(db.session.scalars(select(Child.id).where(Child.source_id == "C1")).one(), known.actor)
    known.imports(with_column(CHILDREN, "missing_since", C1="03/01/2027"), PEOPLE, REVIEWS)
    assert paused() == {"C1": "missing"}


def test_nothing_is_ever_deleted(known):
    known.imports(WITHOUT_C2, WITHOUT_P1, REVIEWS)
    assert len(db.session.scalars(select(Child)).all()) == 2
    assert len(db.session.scalars(select(Relation)).all()) == 3
