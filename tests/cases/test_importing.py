"""The case list in: what is stored, what a later file does, and that repeating does nothing."""
from datetime import date, time

from sqlalchemy import func, select

from portal.cases.allocation import iro_of, unallocated
from portal.cases.models import Allocation, Child, ContactDetails, Person, Placement, Relation, Review
from portal.database import Base
from portal.extensions import db
from portal.people.models import Event, Staff
from tests.cases.conftest import CHILDREN, PEOPLE, REVIEWS, said

HEAD = "child_id,first_name,dob,looked_after_since"


def child(source_id: str = "C1") -> Child:
    return db.session.scalars(select(Child).where(Child.source_id == source_id)).one()


def everything() -> dict[str, list]:
    return {table.name: sorted(map(str, db.session.execute(select(table)))) for table in Base.metadata.sorted_tables}


def kinds_of_events() -> list[str]:
    return list(db.session.scalars(select(Event.kind).order_by(Event.number)))


def test_the_three_sheets_are_imported(office):
    report = office.imports_everything()
    assert report.ok
    assert report.summary == ("children: 2 new, 0 changed, 0 unchanged, 0 refused; "
                              "people: 3 new, 0 changed, 0 unchanged, 0 refused; "
                              "reviews: 2 new, 0 changed, 0 unchanged, 0 refused")
    review = db.session.scalars(select(Review).where(Review.source_id == "R1")).one()
    assert (review.date, review.time, review.premeet_time) == (date(2027, 1, 20), time(14), time(16))
    assert review.child.first_name == "Adiam"


def test_sheets_may_come_in_any_order(office):
    assert office.imports(REVIEWS, PEOPLE, CHILDREN).ok


def test_importing_the_same_again_writes_no_row(office, clock):
    office.imports_everything()
    before = everything()
    clock.forward(days=1)
    report = office.imports_everything()
    assert everything() == before
    assert report.counts == {"children": {"unchanged": 2, "refused": 0}, "people": {"unchanged": 3, "refused": 0},
                             "reviews": {"unchanged": 2, "refused": 0}}


def test_a_dry_run_says_the_same_and_writes_nothing(office):
    before = everything()
    dry = office.imports_everything(dry_run=True)
    assert everything() == before
    assert dry.summary == office.imports_everything().summary


def test_names_arrive_as_they_are_written(office):
    office.imports(f"{HEAD},last_name,known_as\nC1,Łukasz,03/05/2014,01/02/2026,O'Neill,\n"
                   "C2,مريم,03/05/2014,01/02/2026,الأحمد,ميمي\n")
    assert child("C1").last_name == "O'Neill"
    assert (child("C2").first_name, child("C2").called) == ("مريم", "ميمي")


def test_a_later_file_updates_and_an_empty_cell_empties(office):
    office.imports(f"{HEAD},team,needs\nC1,Ana,03/05/2014,01/02/2026,North,bsl\n")
    report = office.imports(f"{HEAD},team,needs\nC1,Ana,03/05/2014,01/02/2026,,symbols\n")
    assert report.counts["children"]["changed"] == 1
    assert (child().team, child().needs) == ("", "symbols")


def test_a_column_that_is_not_in_a_later_file_changes_nothing(office):
    office.imports(f"{HEAD},team\nC1,Ana,03/05/2014,01/02/2026,North\n")
    office.imports(f"{HEAD}\nC1,Ana,03/05/2014,01/02/2026\n")
    assert child().team == "North"


def test_two_rows_that_say_the_same_of_a_child_count_once(office):
    report = office.imports(f"{HEAD}\nC1,Ana,03/05/2014,01/02/2026\nC1,Ana,03/05/2014,01/02/2026\n")
    assert report.ok
    assert report.counts["children"]["new"] == 1
    assert ("children", 3, "") in said(report, "note")


def test_of_two_rows_for_one_child_the_later_is_used_and_said(office):
    report = office.imports(f"{HEAD},team\nC1,Ana,03/05/2014,01/02/2026,North\nC1,Ana,03/05/2014,01/02/2026,South\n")
    assert child().team == "South"
    assert any("Row 2 is about the same child and differs in team" in p.problem for p in report.problems)


def test_one_person_round_two_children_is_one_person(office):
    office.imports_everything()
    jo = db.session.scalars(select(Person).where(Person.source_id == "P2")).one()
    assert {r.relationship for r in jo.relations} == {"foster_carer", "keyworker"}
    assert db.session.scalar(select(func.count()).where(ContactDetails.owner_id == jo.id)) == 1


def test_what_several_rows_say_of_one_person_is_put_together(office):
    office.imports(CHILDREN, "person_id,child_id,name,relationship,mobile,email\n"
                             "P2,C1,Jo Field,foster_carer,07700900201,\nP2,C2,Jo Field,keyworker,,jo@example.org\n")
    jo = db.session.scalars(select(Person)).one()
    contact = db.session.get(ContactDetails, jo.id)
    assert (contact.mobile, contact.email) == ("+447700900201", "jo@example.org")


def test_contact_details_lie_in_their_own_table_only(office):
    office.imports_everything()
    stored = everything()
    assert any("+447700900123" in row for row in stored.pop("contact_details"))
    assert "7700900123" not in str(stored)


def test_a_review_that_moves_is_the_same_review(office):
    office.imports_everything()
    before = db.session.scalars(select(Review.id).where(Review.source_id == "R1")).one()
    report = office.imports(REVIEWS.replace("20/01/2027 14:00", "27/01/2027"), partial=True)
    review = db.session.get(Review, before)
    assert (review.date, review.time) == (date(2027, 1, 27), None)
    assert report.counts["reviews"]["changed"] == 1


def test_a_review_held_without_a_day_was_held_on_its_date(office):
    text = "review_id,child_id,date,status,held_on\nR9,C1,14/12/2026,held,\n"
    office.imports(CHILDREN, text)
    assert db.session.scalars(select(Review)).one().held_on == date(2026, 12, 14)
    assert office.imports(CHILDREN, text).counts["reviews"]["unchanged"] == 1


def test_an_empty_status_does_not_take_back_that_a_review_was_held(office):
    office.imports(CHILDREN, "review_id,child_id,date,status,held_on\nR9,C1,14/12/2026,held,15/12/2026\n")
    office.imports("review_id,child_id,date,status\nR9,C1,14/12/2026,\n", partial=True)
    review = db.session.scalars(select(Review)).one()
    assert (review.status, review.held_on) == ("held", date(2026, 12, 15))


# --- who holds the child --------------------------------------------------------------------------------
def test_an_unknown_iro_becomes_a_record_that_cannot_sign_in(office):
    report = office.imports_everything()
    ada = iro_of(child().id)
    assert (ada.name, ada.roles, ada.password_hash) == ("Ada Okafor", {"iro"}, None)
    assert ("children", 2, "iro_email") in said(report, "note")


def test_another_iro_in_a_later_file_moves_the_child_from_today(office, clock):
    office.imports_everything()
    clock.forward(days=7)
    office.imports(CHILDREN.replace("ada.okafor", "BEN.hart"), PEOPLE, REVIEWS)
    assert iro_of(child().id).email == "ben.hart@council.example"
    assert iro_of(child().id, date(2027, 1, 10)).email == "ada.okafor@council.example"
    assert kinds_of_events()[-2:] == ["child_moved", "cases_imported"]


def test_an_empty_iro_puts_the_child_on_the_duty_list(office):
    office.imports_everything()
    assert not db.session.scalars(unallocated(office.authority_id)).all()
    office.imports(CHILDREN.replace("ada.okafor@council.example", ""), partial=True)
    assert db.session.scalars(unallocated(office.authority_id)).all() == [child().id]
    assert db.session.scalar(select(func.count()).select_from(Allocation)) == 2  # nothing is deleted


def test_a_case_list_gives_nobody_the_role_of_an_iro(office, clock):
    with db.write() as session:
        session.add(Staff(authority_id=office.authority_id, email="ada.okafor@council.example", name="Ada",
                          created_at=clock.now))
    report = office.imports_everything()
    assert iro_of(child().id) is None
    assert any("not an IRO’s" in p.problem for p in report.problems)
    assert office.imports_everything().counts["children"]["unchanged"] == 2


# --- where the child lives ------------------------------------------------------------------------------
def test_a_move_keeps_the_placement_before(office):
    office.imports_everything()
    office.imports(CHILDREN.replace("foster,01/02/2026", "residential,04/01/2027"), partial=True)
    of_child = select(Placement).where(Placement.child_id == child().id)
    placements = db.session.scalars(of_child.order_by(Placement.from_on))
    assert [(p.kind, p.from_on, p.to_on) for p in placements] == [
        ("foster", date(2026, 2, 1), date(2027, 1, 4)), ("residential", date(2027, 1, 4), None)]


def test_a_placement_put_right_is_no_move(office):
    office.imports_everything()
    office.imports(CHILDREN.replace("foster,01/02/2026", "connected,01/02/2026"), partial=True)
    assert db.session.scalars(select(Placement.kind).where(Placement.child_id == child().id)).all() == ["connected"]
    assert not db.session.scalars(select(Relation).where(Relation.paused_at.is_not(None))).all()


# --- the trail ------------------------------------------------------------------------------------------
def test_the_trail_tells_counts_and_no_names(office):
    office.imports_everything()
    assert sorted(set(kinds_of_events())) == ["cases_imported", "child_moved", "staff_recorded"]
    event = db.session.scalars(select(Event).where(Event.kind == "cases_imported")).one()
    assert event.details["counts"]["children_new"] == 2
    assert "Adiam" not in str(everything()["event"])


def test_long_lists_are_saved_in_short_transactions_and_followed(office):
    seen = []
    rows = "".join(f"C{n},Ana,03/05/2014,01/02/2026\n" for n in range(25))
    report = office.imports(f"{HEAD}\n{rows}", watch=lambda jobs: (seen.append(job) or job for job in jobs))
    assert report.counts["children"]["new"] == 25
    assert len(seen) == 4  # three batches and the trail's event
