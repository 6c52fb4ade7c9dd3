"""Single cells, as spreadsheets write them."""
from datetime import date, time

import pytest

from portal.cases import cells
from portal.cases.cells import Unreadable
from portal.cases.sheets import CHILDREN, PEOPLE


@pytest.mark.parametrize("written", [
    "03/05/2014", "3/5/2014", "03-05-2014", "3.5.2014", "3-May-14", "03-may-2014", "3 May 2014", "3rd May 2014",
    "2014-05-03", "2014/05/03", "2014-05-03T00:00:00", "2014-05-03 00:00:00.000", "03/05/2014 00:00", "41762",
    "41762.0", "41762.5", " 03/05/2014\u00a0", "Saturday 3 May 2014", "3/5/14",
])
def test_a_day_is_read_however_it_is_written(written):
    assert cells.day(written) == date(2014, 5, 3)


@pytest.mark.parametrize("written", ["31/02/2015", "05/13/2015", "soon", "2015", "00/00/0000", "1e5", "03/05/0014",
                                     "01/01/2999", "99999999", "12:30", "20270101T99"])
def test_a_day_that_does_not_exist_is_refused_with_a_remedy(written):
    with pytest.raises(Unreadable) as refused:
        cells.day(written)
    assert written in refused.value.problem
    assert "31/01/2027" in refused.value.remedy


@pytest.mark.parametrize("written", ["20/01/2027 14:05", "2027-01-20T14:05:00", "20/01/2027 2:05 pm", "20-Jan-27 14.05",
                                     "46407.586805556", "2027-01-20T14:05:00Z"])
def test_a_time_after_a_day_is_kept(written):
    assert cells.moment(written) == (date(2027, 1, 20), time(14, 5))


def test_an_instant_in_summer_becomes_the_time_in_england():
    assert cells.moment("2027-07-01T23:30:00Z") == (date(2027, 7, 2), time(0, 30))


def test_midnight_means_that_no_time_was_given():
    assert cells.moment("20/01/2027 00:00") == (date(2027, 1, 20), None)


@pytest.mark.parametrize("written", ["Y", "yes", "TRUE", "1", "x", " Yes "])
def test_yes_is_read_in_many_forms(written):
    assert cells.yes_no(written) is True


@pytest.mark.parametrize("written", ["N", "no", "FALSE", "0"])
def test_no_is_read_in_many_forms(written):
    assert cells.yes_no(written) is False


def test_an_empty_cell_is_neither_yes_nor_no_and_maybe_is_refused():
    assert cells.yes_no(" ") is None
    with pytest.raises(Unreadable):
        cells.yes_no("maybe")


@pytest.mark.parametrize("written", ["07700900123", "7700900123", "07700 900 123", "+44 7700 900123", "447700900123",
                                     "0044 7700 900123", "(07700) 900-123", "7700900123.0", "'07700900123"])
def test_a_phone_number_that_lost_its_zero_is_mended(written):
    assert cells.mobile(written) == "+447700900123"


def test_a_number_of_another_country_is_kept():
    assert cells.mobile("+48 512 345 678") == "+48512345678"


@pytest.mark.parametrize("written", ["07700 9001", "7.7009E+09", "07700900123 / 07700900124", "mum 07700900123"])
def test_half_a_phone_number_or_two_are_refused(written):
    with pytest.raises(Unreadable):
        cells.mobile(written)


def test_a_number_the_spreadsheet_shortened_is_explained():
    with pytest.raises(Unreadable) as refused:
        cells.mobile("7.7009E+09")
    assert "format the column as text" in refused.value.remedy


def test_an_e_mail_address_is_one_address():
    assert cells.email(" mailto:Jo.O'Neill@Example.ORG ") == "Jo.O'Neill@example.org"
    for written in ("jo@", "jo at example.org", "jo@example", "a@b.org; c@d.org", "Jo <jo@example.org>"):
        with pytest.raises(Unreadable):
            cells.email(written)


@pytest.mark.parametrize(("written", "read"), [
    ("  O'Neill ", "O'Neill"), ("Łukasz", "Łukasz"), ("Łukasz\u00a0 Żak", "Łukasz Żak"), ("Zoe\u0308", "Zoë"),
    ("\u200fمريم\u200f", "مريم"), ("می\u200cنا", "می\u200cنا"), ("Anna\tMaria\n", "Anna Maria"),
])
def test_a_name_is_kept_and_only_its_spaces_are_tidied(written, read):
    assert cells.text(written) == read


@pytest.mark.parametrize("begins", ["=", "+", "-", "@"])
def test_the_apostrophe_that_guards_a_formula_is_taken_off(begins):
    assert cells.text(f"'{begins}x") == f"{begins}x"


def test_any_other_apostrophe_stays():
    assert cells.text("'s-Gravenhage") == "'s-Gravenhage"


def test_a_cell_that_the_spreadsheet_could_not_work_out_is_refused():
    with pytest.raises(Unreadable):
        cells.text("#REF!")


def test_an_address_keeps_its_lines():
    assert cells.lines(" 1  High Street \r\n\r\nTown ") == "1 High Street\nTown"


def test_words_of_a_list_are_known_however_they_are_spaced():
    relationship = PEOPLE.columns["relationship"]
    assert relationship("Foster Carer ") == relationship("foster-carer") == "foster_carer"
    assert relationship("Mum") == "mother"
    with pytest.raises(Unreadable) as refused:
        relationship("neighbour")
    assert "foster_carer" in refused.value.remedy


def test_an_ethnicity_of_the_old_paper_list_becomes_its_code():
    assert cells.ethnicity("White British") == cells.ethnicity("wbri") == "WBRI"
    assert cells.ethnicity("Mixed - White and Asian") == "MWAS"


@pytest.mark.parametrize(("parse", "written"), [(cells.ethnicity, "Martian"), (cells.language, "Klingon"),
                                                (cells.legal_status, "Z9")])
def test_an_unknown_ethnicity_language_or_legal_status_is_only_a_note(parse, written):
    with pytest.raises(Unreadable) as noted:
        parse(written)
    assert (noted.value.level, noted.value.value) == ("note", "")


def test_a_language_is_known_by_its_code_or_its_english_name():
    assert cells.language("Arabic") == cells.language("AR") == "ar"
    assert cells.language("fa-AF") == cells.language("dari") == "fa_AF"


def test_short_breaks_may_be_said_with_their_legal_status():
    assert CHILDREN.columns["short_breaks"]("V4") is True


def test_needs_are_any_codes():
    assert cells.free_codes("Symbols; large print,BSL") == "symbols large_print bsl"
