"""An authority, and case lists written as a test reads them."""
from __future__ import annotations

import pytest

from portal.cases.importing import import_cases
from portal.extensions import db
from portal.people.models import Authority
from portal.people.trail import Actor

CHILDREN = """child_id,first_name,last_name,dob,looked_after_since,placement_type,placement_since,iro_email,\
social_worker_email,mobile
C1,Adiam,Tesfay,03/05/2014,01/02/2026,foster,01/02/2026,ada.okafor@council.example,sam@council.example,
C2,Łukasz,O'Neill,09/11/2010,15/06/2025,residential,15/06/2025,ben.hart@council.example,sam@council.example,07700 900123
"""
PEOPLE = """person_id,child_id,name,relationship,mobile,consult,reason
P1,C1,Senait Tesfay,mother,07700900200,Y,
P2,C1,Jo Field,foster_carer,07700900201,Y,
P2,C2,Jo Field,keyworker,07700900201,Y,
"""
REVIEWS = """review_id,child_id,kind,date,premeet,status
R1,C1,later,20/01/2027 14:00,18/01/2027 16:00,planned
R2,C2,second,04/02/2027,02/02/2027,planned
"""
WHOLE = {"children.csv": CHILDREN, "people.csv": PEOPLE, "reviews.csv": REVIEWS}


class Office:
    """An authority's business support: imports files, and looks what is stored."""

    def __init__(self) -> None:
        with db.write() as session:
            authority = Authority(slug="testshire", name="Testshire")
            session.add(authority)
        self.authority_id = authority.id
        self.actor = Actor("command", None, authority.id)

    def imports(self, *texts: str | bytes, **options):
        """Import these files, named so that no name helps. The report."""
        files = [(f"export {n}.csv", t.encode() if isinstance(t, str) else t) for n, t in enumerate(texts)]
        return import_cases(files, self.authority_id, self.actor, **options)

    def imports_everything(self, **options):
        """Import the three sheets above. The report."""
        return self.imports(CHILDREN, PEOPLE, REVIEWS, **options)


@pytest.fixture
def office(app):
    """Business support of an authority without a row, within the portal."""
    with app.app_context():
        yield Office()


def said(report, level: str | None = None) -> list[tuple]:
    """(sheet, row, column) of every problem, of one level or of both."""
    return [(p.sheet, p.row, p.column) for p in report.problems if level in (None, p.level)]
