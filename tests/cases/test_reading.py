"""Files as systems export them, and files that were torn on the way."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.cases.reading import read

HEAD = "child_id,first_name,dob,looked_after_since"
ROW = "C1,Łukasz,03/05/2014,01/02/2026"


def rows_of(*files: str | bytes, sheet: str = "children"):
    case_list = listed(*files)
    return [row.cells for row in case_list.sheets[sheet].rows]


def listed(*files: str | bytes):
    return read([(f"{n}.csv", f.encode() if isinstance(f, str) else f) for n, f in enumerate(files)])


def problems_of(*files: str | bytes):
    return [(p.sheet, p.row, p.id, p.column, p.level) for p in listed(*files).problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_file_is_read_in_any_unicode(encoding):
    [row] = rows_of(f"{HEAD}\r\n{ROW}\r\n".encode(encoding))
    assert row["first_name"] == "Łukasz"


def test_semicolons_and_windows_1252_are_read():
    text = f"{HEAD};last_name\r\nC1;Zoë;03/05/2014;01/02/2026;O’Neill\r\n".replace(",", ";")
    [row] = rows_of(text.encode("cp1252"))
    assert (row["first_name"], row["last_name"]) == ("Zoë", "O’Neill")


def test_one_line_in_windows_1252_does_not_spoil_the_lines_in_utf_8():
    raw = f"{HEAD}\n{ROW}\n".encode() + "C2,Zoë,03/05/2014,01/02/2026\n".encode("cp1252")
    assert [row["first_name"] for row in rows_of(raw)] == ["Łukasz", "Zoë"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_delimiter_and_any_end_of_line_is_read(delimiter, end):
    assert rows_of(f"{HEAD}\n{ROW}\n".replace(",", delimiter).replace("\n", end))[0]["child_id"] == "C1"


def test_the_line_that_names_the_delimiter_is_not_a_row_of_headers():
    assert rows_of(f"sep=;\n{HEAD}\n{ROW}\n".replace(",", ";"))[0]["child_id"] == "C1"


def test_headers_may_have_capitals_spaces_and_any_order():
    [row] = rows_of("DOB, First Name ,Looked-After Since,CHILD ID\n03/05/2014,Ana,01/02/2026,C1\n")
    assert row == {"dob": "03/05/2014", "first_name": "Ana", "looked_after_since": "01/02/2026", "child_id": "C1"}


def test_a_sheet_is_known_by_its_headers_and_not_by_its_name_or_place():
    people = "person_id,child_id,name,relationship\nP1,C1,Jo,mother\n"
    reviews = "review_id,child_id,date\nR1,C1,20/01/2027\n"
    case_list = read([("children.csv", reviews.encode()), ("reviews.csv", people.encode())])
    assert set(case_list.sheets) == {"reviews", "people"}


def test_two_files_of_one_sheet_are_read_as_one():
    second = ROW.replace("C1", "C2")
    assert [row["child_id"] for row in rows_of(f"{HEAD}\n{ROW}\n", f"{HEAD}\n{second}\n")] == ["C1", "C2"]


def test_an_unknown_column_is_reported_and_ignored():
    text = f"{HEAD},shoe size\n{ROW},36\n"
    assert "shoe_size" not in rows_of(text)[0]
    assert problems_of(text) == [("children", 1, "", "shoe_size", "note")]


def test_a_needed_column_that_is_not_there_is_a_clear_error():
    [problem] = listed("child_id,first_name,looked_after_since\nC1,Ana,01/02/2026\n").problems
    assert (problem.sheet, problem.column, problem.level) == ("children", "dob", "error")
    assert "dob" in problem.remedy


def test_a_column_headed_twice_is_a_clear_error():
    case_list = listed(f"{HEAD},dob\n{ROW},03/05/2014\n")
    assert [(p.column, p.level) for p in case_list.problems] == [("dob", "error")]
    assert not case_list.sheets


def test_a_file_with_other_headers_is_refused_in_words():
    [problem] = listed("invoice,amount\n1,2\n").problems
    assert "child_id" in problem.remedy


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\xef\xbb\xbf", b",,,\n", b"sep=;\n"])
def test_an_empty_file_is_said_to_be_empty(raw):
    [problem] = listed(raw).problems
    assert problem.problem == "The file is empty"


@pytest.mark.parametrize(("name", "raw"), [("list.xlsx", b"PK\x03\x04rest"), ("list.csv", b"PK\x03\x04rest"),
                                           ("list.ods", b"whatever"), ("list.xls", b"\xd0\xcf\x11\xe0rest")])
def test_a_spreadsheet_file_is_refused_and_told_how_to_be_saved(name, raw):
    [problem] = read([(name, raw)]).problems
    assert "CSV UTF-8" in problem.remedy


# --- torn files -----------------------------------------------------------------------------------------
def test_a_row_cut_short_is_refused_and_its_neighbours_are_read():
    text = f"{HEAD}\n{ROW}\nC2,Ana\nC3,Mia,03/05/2014,01/02/2026\n"
    assert [row["child_id"] for row in rows_of(text)] == ["C1", "C3"]
    [problem] = listed(text).problems
    assert (problem.row, problem.id, problem.level) == (3, "C2", "error")
    assert "2 cells" in problem.problem


def test_the_last_row_of_a_file_torn_in_the_middle_of_a_letter_is_refused():
    torn = f"{HEAD}\n{ROW}\nC2,Łu".encode()[:-2]
    assert [row["first_name"] for row in rows_of(torn)] == ["Łukasz"]
    assert problems_of(torn) == [("children", 3, "C2", "", "error")]


def test_a_row_with_a_comma_too_many_is_refused():
    assert problems_of(f"{HEAD}\n{ROW},oops\n") == [("children", 2, "C1", "", "error")]


def test_empty_cells_beyond_the_headers_do_no_harm():
    assert len(rows_of(f"{HEAD}\n{ROW},,\n")) == 1


@pytest.mark.parametrize("after", ["", 'C4,"Ana",03/05/2014,01/02/2026\n', 'C4,"Ana, Mia",03/05/2014,01/02/2026\n'])
def test_a_quotation_mark_that_is_never_closed_loses_only_its_own_row(after):
    text = f'{HEAD}\n{ROW}\nC2,"Ana,03/05/2014,01/02/2026\nC3,Mia,03/05/2014,01/02/2026\n{after}'
    assert [row["child_id"] for row in rows_of(text)] == ["C1", "C3"] + (["C4"] if after else [])
    [problem] = listed(text).problems
    assert (problem.row, problem.id) == (3, "C2")
    assert "quotation mark" in problem.problem


def test_a_cell_may_go_over_several_lines_and_is_one_row():
    text = f'{HEAD},address\n{ROW},"1 High Street\nTown"\nC2,Ana,03/05/2014,01/02/2026,\nC3,Mia\n'
    assert rows_of(text)[0]["address"] == "1 High Street\nTown"
    assert listed(text).problems[0].row == 4  # as a spreadsheet counts


def test_a_quotation_mark_within_a_cell_is_read_as_it_stands():
    assert rows_of(f'{HEAD},address\n{ROW},The "Oaks"\n')[0]["address"] == 'The "Oaks"'


def test_a_damaged_row_with_nul_characters_is_refused_in_words():
    text = f"{HEAD}\n{ROW}\nC2,A\0na,03/05/2014,01/02/2026\n"
    [problem] = listed(text).problems
    assert (problem.row, problem.id) == (3, "C2")
    assert "damaged" in problem.problem


def test_blank_rows_are_counted_and_not_reported():
    assert problems_of(f"{HEAD}\n\n,,,\n{ROW}\nC2,Ana\n") == [("children", 5, "C2", "", "error")]


def test_a_torn_row_without_an_id_leaves_it_open_who_is_missing():
    assert listed(f"{HEAD}\n{ROW}\n").tells_who_is_missing("children")
    assert not listed(f"{HEAD.replace('child_id,', '')},child_id\n03/05/2014,Ana\n").tells_who_is_missing("children")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 120), st.integers(0, 60))
def test_no_damage_stops_the_reading(damage, at, gone):
    whole = f'{HEAD},address\r\n{ROW},"1 High Street\r\nTown"\r\nC2,Ana,03/05/2014,01/02/2026,\r\n'.encode()
    for raw in (damage, whole[:at] + damage + whole[at + gone:]):
        case_list = read([("list.csv", raw)])
        assert case_list.problems or case_list.sheets["children"].rows
