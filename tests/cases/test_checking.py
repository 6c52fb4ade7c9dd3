"""Every rule of the case list: what refuses a row, and what is only a note."""
import pytest

from tests.cases.conftest import CHILDREN, said

HEAD = "child_id,first_name,dob,looked_after_since"


def children(office, *rows: str, more: str = ""):
    return office.imports("\n".join([HEAD + more, *rows]) + "\n")


def only_error(report):
    [problem] = [p for p in report.problems if p.level == "error"]
    return problem


def people(office, *rows: str):
    return office.imports(CHILDREN, "\n".join(["person_id,child_id,name,relationship,consult,reason", *rows]) + "\n")


def reviews(office, *rows: str, more: str = ",premeet,status"):
    return office.imports(CHILDREN, "\n".join([f"review_id,child_id,date{more}", *rows]) + "\n")


@pytest.mark.parametrize(("row", "column"), [
    ("C1,,03/05/2014,01/02/2026", "first_name"), (",Ana,03/05/2014,01/02/2026", "child_id"),
    ("C1,Ana,,01/02/2026", "dob"), ("C1,Ana,03/05/2014,", "looked_after_since"),
])
def test_a_needed_cell_left_empty_refuses_the_row(office, row, column):
    report = children(office, row, "C9,Mia,03/05/2014,01/02/2026")
    assert (only_error(report).row, only_error(report).column) == (2, column)
    assert report.counts["children"] == {"refused": 1, "new": 1}


def test_an_unreadable_cell_refuses_its_row_and_says_which(office):
    report = children(office, "C1,Ana,31/02/2015,01/02/2026")
    problem = only_error(report)
    assert (problem.sheet, problem.row, problem.id, problem.column) == ("children", 2, "C1", "dob")
    assert "‘31/02/2015’ is not a date that exists" in str(problem)


@pytest.mark.parametrize(("row", "column"), [
    ("C1,Ana,03/01/2009,01/02/2020", "dob"),  # 18 yesterday
    ("C1,Ana,03/05/2014,02/05/2014", "looked_after_since"),
    ("C1,Ana,03/05/2029,01/02/2026", "dob"),
])
def test_dates_that_cannot_be_a_child_in_care_refuse_the_row(office, row, column):
    assert column in {p.column for p in children(office, row).problems if p.level == "error"}


def test_somebody_who_turns_18_tomorrow_is_still_a_child(office):
    assert children(office, "C1,Ana,05/01/2009,01/02/2020").ok


def test_an_adult_who_left_care_is_kept(office):
    report = children(office, "C1,Ana,03/01/2009,01/02/2020,02/01/2027", more=",ceased_on")
    assert report.ok


def test_care_that_began_at_18_refuses_the_row(office):
    report = children(office, "C1,Ana,03/05/2004,03/05/2022,01/01/2023", more=",ceased_on")
    assert only_error(report).column == "looked_after_since"


def test_a_person_round_an_unknown_child_is_refused(office):
    assert only_error(people(office, "P1,C99,Jo,mother,Y,")).column == "child_id"


def test_who_belongs_to_a_refused_child_is_told_why(office):
    report = office.imports(f"{HEAD}\nC1,Ana,31/02/2015,01/02/2026\n",
                            "person_id,child_id,name,relationship\nP1,C1,Jo,mother\n")
    assert any("was refused" in p.problem for p in report.problems if p.sheet == "people")
    assert report.counts["people"]["refused"] == 1


def test_nobody_is_left_out_without_a_reason(office):
    assert only_error(people(office, "P1,C1,Jo,mother,N,")).column == "reason"
    assert people(office, "P1,C1,Jo,mother,N,court order").ok


def test_a_review_of_an_unknown_child_is_refused(office):
    assert only_error(reviews(office, "R1,C99,20/01/2027,,planned")).column == "child_id"


@pytest.mark.parametrize(("date", "premeet", "ok"), [
    ("20/01/2027 14:00", "20/01/2027 15:00", False), ("20/01/2027", "21/01/2027", False),
    ("20/01/2027 14:00", "20/01/2027", True), ("20/01/2027", "20/01/2027 16:00", True),
])
def test_a_pre_meeting_after_its_review_refuses_the_row(office, date, premeet, ok):
    report = reviews(office, f"R1,C1,{date},{premeet},planned")
    assert report.ok is ok
    assert ok or only_error(report).column == "premeet"


def test_a_review_in_the_past_and_still_planned_is_a_note(office):
    report = reviews(office, "R1,C1,14/12/2026,,planned")
    assert report.ok
    assert ("reviews", 2, "status") in said(report, "note")


def test_a_review_on_a_saturday_is_a_note(office):
    report = reviews(office, "R1,C1,23/01/2027,,planned")
    assert report.ok
    assert any("Saturday" in p.problem for p in report.problems)


def test_a_review_after_the_18th_birthday_is_a_note(office):
    report = reviews(office, "R1,C2,10/11/2028,,planned")
    assert report.ok
    assert any("18th birthday" in p.problem for p in report.problems)


def test_a_review_in_a_year_that_must_be_a_slip_is_refused(office):
    assert only_error(reviews(office, "R1,C1,20/01/2072,,planned")).column == "date"


def test_a_review_cannot_change_its_child(office):
    assert reviews(office, "R1,C1,20/01/2027,,planned").ok
    assert only_error(reviews(office, "R1,C2,20/01/2027,,planned")).column == "child_id"


def test_an_unknown_code_of_participation_is_refused_with_the_codes(office):
    problem = only_error(reviews(office, "R1,C1,14/12/2026,held,PN8", more=",status,participation"))
    assert "PN0, PN1" in problem.remedy


def test_an_unknown_language_is_a_note_and_the_row_is_imported(office):
    report = children(office, "C1,Ana,03/05/2014,01/02/2026,Klingon", more=",language")
    assert report.ok
    assert report.counts["children"]["new"] == 1
    assert ("children", 2, "language") in said(report, "note")


@pytest.mark.parametrize(("reach", "noted"), [("sms", "mobile"), ("email", "email"), ("letter", "address"),
                                              ("", "social_worker_email"), ("iro_visit", "iro_email")])
def test_no_way_to_reach_a_child_is_a_note_and_never_a_refusal(office, reach, noted):
    report = children(office, f"C1,Ana,03/05/2014,01/02/2026,{reach}", more=",reach")
    assert report.ok
    assert said(report) == [("children", 2, noted)]


def test_reaching_a_child_through_somebody_unknown_is_a_note(office):
    report = children(office, "C1,Ana,03/05/2014,01/02/2026,sms,07700900123,P9", more=",reach,mobile,reach_through")
    assert report.ok
    assert said(report) == [("children", 2, "reach_through")]


def test_every_problem_has_words_and_a_remedy(office):
    report = children(office, "C1,,31/02/2015,01/02/2026,maybe,12,Klingon", "C2,Ana", more=",uasc,mobile,language")
    assert len(report.problems) == 6
    for problem in report.problems:
        assert problem.problem
        assert problem.remedy
        assert "None" not in str(problem)
