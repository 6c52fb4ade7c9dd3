"""Handing over: a real mail server that takes, refuses and is not there; files for text messages and letters."""
from __future__ import annotations

import stat
from datetime import date

import pytest

from portal.post import channels, outbox
from tests.support.steps import ask, fresh, queued, reachable


@pytest.fixture
def app(make_app, mailbox):
    return make_app(**mailbox.settings)


@pytest.fixture
def dawn(world):
    child = world.child(born=date(2025, 2, 1))
    person = world.person(child, "mother")
    world.review(child)
    ask(world)
    world.silence("observer")
    return person


def post(app) -> dict[str, int]:
    return outbox.deliver(channels.sender(app.extensions["portal"]))


def test_an_e_mail_arrives_with_its_language_and_a_reference(app, world, dawn, mailbox):
    assert post(app) == {"sent": 1, "parked": 0, "delayed": 0}
    received = mailbox.to("dawn@example.org")[0]
    assert received["Content-Language"] == "en"
    assert received["Message-ID"] == f"<{queued()[0].id}@portal.invalid>"
    assert received["Date"] and received["Auto-Submitted"] == "auto-generated"
    assert queued()[0].provider_id == received["Message-ID"]


@pytest.mark.parametrize("line", ["550 no such mailbox", "554 message refused"])
def test_a_message_refused_for_good_is_parked(app, world, dawn, mailbox, line):
    mailbox.refuse = line
    assert post(app)["parked"] == 1
    assert queued()[0].why == "refused"


@pytest.mark.parametrize("line", ["451 try again later", "421 too busy", "452 out of space"])
def test_a_message_refused_for_now_is_tried_again(app, world, dawn, mailbox, clock, line):
    mailbox.refuse = line
    assert post(app)["delayed"] == 1
    assert post(app) == {"sent": 0, "parked": 0, "delayed": 0}
    mailbox.refuse = ""
    clock.forward(minutes=1)
    assert post(app)["sent"] == 1
    assert len(mailbox.messages) == 1


def test_an_address_refused_at_the_door_is_parked(app, world, dawn, mailbox):
    async def handle_RCPT(_server, _session, _envelope, _address, _options):  # noqa: N802 - aiosmtpd calls it so
        return "550 nobody here"

    mailbox.handle_RCPT = handle_RCPT
    assert post(app)["parked"] == 1
    assert queued()[0].why == "refused"


def test_a_sender_that_the_server_does_not_like_is_our_mistake_and_is_tried_again(app, world, dawn, mailbox):
    async def handle_MAIL(_server, _session, _envelope, _address, _options):  # noqa: N802 - aiosmtpd calls it so
        return "550 you may not send from here"

    mailbox.handle_MAIL = handle_MAIL
    assert post(app)["delayed"] == 1


def test_a_server_that_is_not_there_delays(make_app, world, dawn, mailbox):
    app = make_app(PORTAL_SMTP_HOST="127.0.0.1", PORTAL_SMTP_PORT="9")
    with app.app_context():
        assert post(app)["delayed"] == 1
    assert queued()[0].why == "provider_down"


def test_a_server_without_the_sign_in_that_is_set_delays_and_parks_nothing(make_app, world, dawn, mailbox):
    app = make_app(**mailbox.settings, PORTAL_SMTP_USER="portal", PORTAL_SMTP_PASSWORD="wrong")
    with app.app_context():
        assert post(app)["delayed"] == 1


def test_a_server_without_tls_is_not_sent_to_when_tls_is_asked_for(make_app, world, dawn, mailbox):
    app = make_app(**mailbox.settings, PORTAL_SMTP_TLS="1")
    with app.app_context():
        assert post(app)["delayed"] == 1
    assert mailbox.messages == []


def test_a_goodbye_that_goes_wrong_does_not_send_the_message_again(app, world, dawn, mailbox):
    async def handle_QUIT(_server, _session, _envelope):  # noqa: N802 - aiosmtpd calls it so
        return "451 not now"

    mailbox.handle_QUIT = handle_QUIT
    assert post(app)["sent"] == 1


def test_text_messages_and_letters_become_files_that_only_the_owner_reads(app, world):
    child = world.child(reach="sms")
    reachable(world, child, mobile="+447700900001")
    mother = world.person(child, "mother")
    reachable(world, mother, address="1 Elm Row\nNorthmoor")
    world.review(child)
    ask(world)
    assert post(app)["sent"] == 2
    folder = app.extensions["portal"].post_folder
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.parent.name for path in files} == {"sms", "letter"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in files} == {0o700}
    assert {path.stem for path in files} == {str(m.id) for m in queued()}
    assert "+447700900001" in next(p for p in files if p.parent.name == "sms").read_text()


def test_without_a_mail_server_e_mails_become_files(make_app, world, dawn):
    app = make_app()
    with app.app_context():
        assert post(app)["sent"] == 1
    assert list((app.extensions["portal"].post_folder / "email").iterdir())
    assert fresh(outbox.Message)[0].sent_at
