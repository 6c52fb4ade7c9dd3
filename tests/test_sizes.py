"""A newcomer can hold each part in the head. Vendored files and migrations are apart."""
from __future__ import annotations

from statistics import median

import pytest

from tests.support.shape import files, functions, lengths, longer_than, routes

PORTAL = files("portal/**/*.py", "wsgi.py")
TESTS = files("tests/**/*.py")


def test_no_python_file_is_longer_than_300_lines():
    assert not longer_than(300, lengths(PORTAL))


def test_python_files_have_a_median_under_100_lines():
    assert median(lengths(PORTAL).values()) < 100


def test_no_function_is_longer_than_45_lines():
    assert not longer_than(45, functions(PORTAL | TESTS))


def test_95_functions_in_100_have_25_lines_at_most():
    measured = functions(PORTAL)
    long = longer_than(25, measured)
    assert len(long) <= len(measured) * 0.05, long


def test_no_route_is_longer_than_15_lines():
    assert not longer_than(15, routes(PORTAL))


def test_no_template_is_longer_than_150_lines():
    assert not longer_than(150, lengths(files("templates/**/*.html", "templates/**/*.txt")))


def test_no_test_file_is_longer_than_400_lines():
    assert not longer_than(400, lengths(TESTS))


def _planted(lines: int, decorator: str = "") -> dict[str, str]:
    return {"planted.py": f"{decorator}\ndef long():\n" + "    x = 1\n" * (lines - 1)}


def test_the_measures_find_what_is_too_long():
    sources = {"long.py": "x = 1\n" * 301, "fits.py": "x = 1\n" * 300}
    assert longer_than(300, lengths(sources)) == ["long.py: 301 lines"]
    assert longer_than(45, functions(_planted(46))) == ["planted.py:2 long: 46 lines"]
    assert not longer_than(45, functions(_planted(45)))


@pytest.mark.parametrize("decorator", ["@bp.get('/')", "@bp.post('/')", "@bp.route('/')"])
def test_the_measures_know_a_route(decorator):
    assert longer_than(15, routes(_planted(16, decorator)))
    assert not routes(_planted(16, "@cache"))


def test_there_is_something_to_measure():
    assert {"portal/__init__.py", "portal/web/__init__.py"} <= set(PORTAL)
    assert functions(PORTAL)
    assert routes(PORTAL)
