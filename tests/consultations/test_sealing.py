"""Sealed answers and drafts: only the right key, the right ids and an untouched row open them."""
from __future__ import annotations

import shutil
from dataclasses import replace
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import func, select

from portal.consultations import drafting, drafts, sealing, sending
from portal.consultations.models import Draft, DraftPage, Invitation, Response, SealedAnswers
from portal.consultations.opening import CannotOpen, open_sealed
from portal.consultations.pages import PageContent
from portal.consultations.sealing import Sealed
from portal.consultations.tickets import BadTicket, Ticket
from portal.consultations.tickets import read as read_ticket
from portal.extensions import db, keyring
from portal.keys import KeyMissing, make_missing
from tests.support.steps import fresh
from tests.support.walk import Walk

WORDS = {"pages": {"home": "I like the garden ✨ ሰላም"}, "asked": ["home"]}
IDS = tuple(uuid4() for _ in range(3))


@pytest.fixture
def sealed(app) -> Sealed:
    return sealing.seal(WORDS, *IDS)


# --- sent answers -------------------------------------------------------------------------------------------
def test_what_was_sealed_opens_with_the_ids_it_was_sealed_for(sealed):
    assert open_sealed(sealed, *IDS) == WORDS
    assert b"garden" not in sealed.ciphertext


@pytest.mark.parametrize("n", range(3))
def test_a_row_copied_to_another_response_invitation_or_child_does_not_open(sealed, n):
    others = [uuid4() if i == n else own for i, own in enumerate(IDS)]
    with pytest.raises(CannotOpen):
        open_sealed(sealed, *others)


def test_the_ids_in_another_order_do_not_open_it(sealed):
    with pytest.raises(CannotOpen):
        open_sealed(sealed, *reversed(IDS))


@pytest.mark.parametrize("part", ["ciphertext", "wrapped_key"])
def test_a_changed_byte_anywhere_does_not_open(sealed, part):
    whole = getattr(sealed, part)
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 1
        with pytest.raises(CannotOpen):
            open_sealed(replace(sealed, **{part: bytes(changed)}), *IDS)


@pytest.mark.parametrize("part", ["ciphertext", "wrapped_key"])
@pytest.mark.parametrize("rest", [0, 5, 12, 20])
def test_a_row_that_was_cut_short_does_not_open(sealed, part, rest):
    with pytest.raises(CannotOpen):
        open_sealed(replace(sealed, **{part: getattr(sealed, part)[:rest]}), *IDS)


@pytest.mark.parametrize("header", ["v2:staff.1", "", "v1", "v1:", "v1:staff.2", "v1:drafts.1", "v1:staff.1 "])
def test_a_changed_header_does_not_open(sealed, header):
    with pytest.raises((CannotOpen, KeyMissing)):
        open_sealed(replace(sealed, header=header), *IDS)


def test_each_response_has_a_key_of_its_own(app):
    one, other = sealing.seal(WORDS, *IDS), sealing.seal(WORDS, *IDS)
    with pytest.raises(CannotOpen):
        open_sealed(replace(one, ciphertext=other.ciphertext), *IDS)


def test_why_a_row_does_not_open_tells_no_content(sealed):
    with pytest.raises(CannotOpen) as refused:
        open_sealed(sealed, uuid4(), *IDS[1:])
    assert "garden" not in str(refused.value)


def test_after_a_new_staff_pair_old_answers_still_open_and_new_ones_use_the_new_pair(app, keys, tmp_path):
    folder = shutil.copytree(keys, tmp_path / "keys")
    other = tmp_path / "other"
    make_missing(other)
    try:
        old = sealing.seal(WORDS, *IDS)
        for half in ("public", "private"):
            shutil.copy(other / f"staff.1.{half}", folder / f"staff.2.{half}")
        keyring.open(folder)
        assert sealing.seal(WORDS, *IDS).header == "v1:staff.2"
        assert open_sealed(old, *IDS) == WORDS
    finally:
        keyring.open(keys)


# --- the public face ------------------------------------------------------------------------------------------
def test_a_face_without_the_private_key_takes_a_whole_journey_and_can_open_nothing(make_app, keys, tmp_path):
    from tests.support import make

    public = shutil.copytree(keys, tmp_path / "public", ignore=shutil.ignore_patterns("*.private"))
    app = make_app(PORTAL_KEYS=str(public))
    with app.app_context():
        world = make.world()
        review = world.review(world.child())
        world.invite()
        walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
        walk.start()
        walk.send(way="short", well="We went swimming.")
        assert walk.place == "done"
        row, response = fresh(SealedAnswers)[0], fresh(Response)[0]
        stored = Sealed(row.header, row.wrapped_key, row.ciphertext)
        with pytest.raises(KeyMissing):
            open_sealed(stored, response.id, response.invitation_id, uuid4())


# --- drafts ---------------------------------------------------------------------------------------------------
def test_a_page_of_a_draft_opens_only_as_the_page_of_that_draft(app):
    draft, other = uuid4(), uuid4()
    key_id, key = drafting.new_key(draft)
    page = drafting.seal_page(key_id, key, draft, "home", {"a": "b"})
    assert drafting.open_page(key_id, key, draft, "home", page) == {"a": "b"}
    for wrong in ((draft, "school"), (other, "home")):
        with pytest.raises(InvalidTag):
            drafting.open_page(key_id, key, *wrong, page)


@pytest.fixture
def begun(world):
    """A draft with one page in it."""
    review = world.review(world.child())
    world.invite()
    draft = drafts.begin(db.session.get_one(Invitation, world.invitation(review)), "en")
    drafts.save_page(draft.id, "short", PageContent({"well": "A canary sings."}, share="iro"), 0)
    return draft.id


def test_a_sent_draft_forgets_its_key_and_its_pages(begun):
    assert fresh(Draft)[0].key is not None
    sending.send(begun)
    assert fresh(Draft)[0].key is None
    assert db.session.scalar(select(func.count()).select_from(DraftPage)) == 0
    assert drafts.save_page(begun, "short", PageContent({"well": "Too late."}), 1) is False


# --- tickets -----------------------------------------------------------------------------------------------------
def test_a_ticket_reads_back_what_it_was_made_of_and_shows_nothing(app):
    ticket = Ticket(uuid4(), "home", 3)
    assert read_ticket(ticket.seal()) == ticket
    assert "home" not in ticket.seal()
    assert ticket.seal() != ticket.seal()


def test_a_ticket_changed_anywhere_is_refused(app):
    text = Ticket(uuid4(), "home", 3).seal()
    for place in range(len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1:]
        try:
            found = read_ticket(changed)
        except BadTicket:
            continue
        assert found.page == "home"  # spare bits at the end of base64 change no byte
        assert place >= len(text) - 3


@pytest.mark.parametrize("text", ["", "~", "session.1~", "session.1~AAAA", "nobody.7~AAAA", "staff.1.private~AAAA",
                                  "session.1~ሰላም", "drafts.1~" + "A" * 80, "session.1~" + "A" * 20_000])
def test_what_is_no_ticket_of_ours_is_refused(app, text):
    with pytest.raises(BadTicket):
        read_ticket(text)


def test_a_ticket_of_another_portal_is_refused(app, keys, tmp_path):
    make_missing(tmp_path / "theirs")
    keyring.open(tmp_path / "theirs")
    foreign = Ticket(uuid4(), "home", 3).seal()
    keyring.open(keys)
    with pytest.raises(BadTicket):
        read_ticket(foreign)


def test_a_ticket_of_another_form_or_page_saves_nothing(app, world):
    reviews = [world.review(world.child(name)) for name in ("Ellie", "Amir")]
    world.invite()
    mine, theirs = (world.invitation(review) for review in reviews)
    draft = drafts.begin(db.session.get_one(Invitation, theirs), "en")
    client = app.test_client()
    for page, ref in (("short", mine), ("home", theirs)):
        answer = client.post(f"/answer/{ref}/{page}", data={"ticket": Ticket(draft.id, "short", 0).seal(), "well": "x"})
        assert answer.status_code in (400, 410)
    assert fresh(DraftPage) == []
