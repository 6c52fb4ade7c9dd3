"""Drawing, photos and recordings on a phone: by hand, by single taps, by keys; kept, refused, taken away."""
from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portal.consultations import files
from portal.consultations.models import Draft, DraftFile
from portal.extensions import db
from tests.media import making
from tests.support import make
from tests.support.browser import axe, until

pytestmark = pytest.mark.once  # what is kept and how is tests/web/test_uploads.py's

BLACK = [22, 37, 45]
SPOKEN = re.compile(r"0:[0-5][1-9] of 3:00")  # for a second or more


class Child:
    """A child of five on a page of their form, in a real browser."""

    def __init__(self, page: Page, address: str, ref: str) -> None:
        self.page, self.address, self.ref = page, address, ref
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))

    def to(self, place: str) -> Child:
        self.page.goto(f"{self.address}/answer/{self.ref}/{place}")
        return self

    def fold(self, kind: str) -> Locator:
        """The question of that kind, opened, and alive."""
        box = self.page.locator(f'[data-files="{kind}"]')
        fold = self.page.locator("details.fold", has=box)
        if fold.get_attribute("open") is None:
            fold.locator("summary").first.click()
        expect(box).to_have_attribute("data-live", "")
        return box


@pytest.fixture
def serving(app, live_server, clock):
    """(address, the child's invitation, their link) of a portal that is really served, on the clock of its own."""
    clock.set(datetime.now(UTC))
    with app.app_context():
        world = make.world()
        review = world.review(world.child(born=(datetime.now(UTC) - timedelta(days=5.5 * 365)).date()))
        world.invite()
        invitation = world.invitation(review)
        yield live_server, invitation, world


@pytest.fixture
def begin(serving, browser):
    """A function that opens the form in a fresh browser."""
    server, invitation, world = serving
    children = []

    def start(language: str = "en", size: str = "phone", **options) -> Child:
        page = browser(size, **options)
        page.goto(server.address + world.link(invitation, language=language))
        with page.expect_navigation():
            page.locator("main form button:not([data-tell])").first.click()
        with page.expect_navigation():
            page.locator('main [name="go"][value="next"]').first.click()
        children.append(Child(page, server.address, str(invitation)))
        return children[-1]

    yield start
    assert [child.errors for child in children if child.errors] == []


def kept() -> list[tuple[str, str, bytes]]:
    """(question, kind of file, bytes) of everything that drafts hold."""
    db.session.rollback()
    found = []
    for row in db.session.scalars(select(DraftFile).order_by(DraftFile.created_at)):
        mime, data = files.opened(db.session.get_one(Draft, row.draft_id), row.id)
        found.append((row.question, mime, data))
    return found


def pixel(box: Locator, x: int, y: int) -> list[int]:
    """The colour on the paper, in the paper's own 1200 by 900."""
    return box.locator("[data-paper]").evaluate(
        "(paper, at) => [...paper.getContext('2d').getImageData(...at, 1, 1).data].slice(0, 3)", [x, y])


def on_paper(box: Locator, x: int, y: int) -> dict:
    """Where the paper's place x, y is within the canvas, as a tap takes it."""
    shown = box.locator("[data-paper]").bounding_box()
    return {"x": x * shown["width"] / 1200, "y": y * shown["height"] / 900}


def press(box: Locator, name: str) -> None:
    box.get_by_role("button", name=name, exact=True).click()


def says(box: Locator, words: str) -> None:
    expect(box.locator("[data-note]")).to_have_text(words)


# --- drawing --------------------------------------------------------------------------------------------
def test_a_drawing_by_hand_is_kept_and_taken_away(begin):
    child = begin(size="desktop").to("house_good")
    box = child.fold("drawing")
    paper = box.locator("[data-paper]")
    paper.scroll_into_view_if_needed()
    shown, mouse = paper.bounding_box(), child.page.mouse
    mouse.move(shown["x"] + shown["width"] / 4, shown["y"] + shown["height"] / 2)
    mouse.down()
    mouse.move(shown["x"] + 3 * shown["width"] / 4, shown["y"] + shown["height"] / 2, steps=8)
    mouse.up()
    assert pixel(box, 600, 450) == BLACK
    says(box, "Your drawing is not kept yet.")
    assert axe(child.page) == []
    press(box, "Done: keep my drawing")
    says(box, "Kept.")
    expect(paper).to_be_hidden()
    expect(box.locator(".kept img")).to_have_js_property("naturalWidth", 1200)
    [(question, mime, data)] = kept()
    assert (question, mime) == ("house_good_drawing", "image/png")
    assert making.opened(data).convert("RGB").getpixel((600, 450)) == tuple(BLACK)
    assert axe(child.page) == []
    press(box, "Take away number 1")
    says(box, "Taken away.")
    assert kept() == []


def test_a_drawing_needs_no_dragging(begin):
    child = begin().to("house_good")
    box = child.fold("drawing")
    paper = box.locator("[data-paper]")
    press(box, "Red")
    press(box, "Line: tap two places")
    paper.tap(position=on_paper(box, 100, 100))
    says(box, "Now tap where the line ends.")
    paper.tap(position=on_paper(box, 700, 100))
    assert pixel(box, 400, 100) == [198, 40, 40]
    box.get_by_text("Put pictures in it").click()
    press(box, "Heart")
    expect(box.get_by_role("button", name="Heart")).to_have_attribute("aria-pressed", "true")
    paper.tap(position=on_paper(box, 600, 600))
    until(child.page, "() => document.querySelector('[data-paper]').getContext('2d')"
                      ".getImageData(600, 600, 1, 1).data[1] < 200")
    press(box, "Undo")
    assert pixel(box, 600, 600) == [255, 255, 255] and pixel(box, 400, 100) == [198, 40, 40]
    press(box, "Rubber")
    paper.tap(position=on_paper(box, 400, 100))
    assert pixel(box, 400, 100) == [255, 255, 255]
    press(box, "Clear")
    assert pixel(box, 200, 100) == [255, 255, 255]
    press(box, "Undo")
    assert pixel(box, 200, 100) == [198, 40, 40]
    press(box, "Done: keep my drawing")
    says(box, "Kept.")
    assert len(kept()) == 1


def test_a_drawing_needs_no_pointer(begin):
    child = begin(size="desktop").to("house_good")
    box = child.fold("drawing")
    keys = child.page.keyboard
    box.get_by_role("button", name="Line: tap two places").focus()
    keys.press("Enter")
    box.locator("[data-paper]").focus()
    keys.press("Space")
    for _ in range(5):
        keys.press("ArrowRight")
    keys.press("Shift+ArrowDown")
    keys.press("Space")
    assert pixel(box, 600 + 75, 450 + 60) == BLACK
    assert axe(child.page) == []
    keys.press("Tab")
    expect(box.locator("[data-paper]")).not_to_be_focused()
    box.get_by_role("button", name="Done: keep my drawing").focus()
    keys.press("Enter")
    says(box, "Kept.")
    expect(box.locator("[data-note]")).to_be_focused()
    assert len(kept()) == 1


def test_next_keeps_a_drawing_that_is_not_done_once(begin):
    child = begin().to("house_good")
    box = child.fold("drawing")
    box.locator("[data-paper]").tap(position=on_paper(box, 300, 300))
    says(box, "Your drawing is not kept yet.")
    with child.page.expect_navigation():
        child.page.locator('main [name="go"][value="next"]').click()
    expect(child.page).to_have_url(re.compile("house_worries"))
    assert [question for question, *_ in kept()] == ["house_good_drawing"]


def test_a_drawing_is_kept_by_itself_and_what_is_added_replaces_it(begin):
    child = begin()
    child.page.clock.install()
    box = child.to("house_good").fold("drawing")
    for x in (300, 900):
        box.locator("[data-paper]").tap(position=on_paper(box, x, 300))
        says(box, "Your drawing is not kept yet.")
        child.page.clock.run_for(11_000)
        says(box, "Kept.")
    [(_, _, data)] = kept()
    drawn = making.opened(data).convert("RGB")
    assert drawn.getpixel((300, 300)) == drawn.getpixel((900, 300)) == tuple(BLACK)


# --- photos ---------------------------------------------------------------------------------------------
def test_a_photo_is_made_smaller_on_the_phone_and_loses_its_place(begin):
    child = begin().to("proud")
    box = child.fold("photo")
    photo = making.file_of(making.shades(3000, 2000), "JPEG", exif=making.exif())
    with child.page.expect_request(lambda request: request.method == "POST" and "multipart" in
                                   request.headers.get("content-type", "")) as sent:
        box.locator("input[type=file]").set_input_files(
            {"name": "secret place.jpg", "mimeType": "image/jpeg", "buffer": photo})
    says(box, "Kept.")
    expect(box.locator(".kept img")).to_have_js_property("naturalWidth", 1600)
    assert b"secret place" not in (sent.value.post_data_buffer or b"")
    [(question, mime, data)] = kept()
    assert (question, mime, dict(making.opened(data).getexif())) == ("proud_photo", "image/jpeg", {})
    assert axe(child.page) == []


def test_an_upload_that_breaks_is_said_and_can_be_tried_again(begin):
    child = begin().to("proud")
    box = child.fold("photo")
    gate = re.compile("/answer/.*/proud$")
    child.page.route(gate, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    box.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": making.file_of(making.shades())})
    expect(box.get_by_role("alert")).to_have_text("It is not kept yet. Please try again.")
    expect(box.locator("[data-preview]")).to_be_visible()
    assert axe(child.page) == []
    child.page.unroute(gate)
    child.errors.clear()  # that a request failed
    press(box, "Try again")
    says(box, "Kept.")
    expect(box.get_by_role("alert")).to_be_hidden()
    assert len(kept()) == 1


def test_an_upload_takes_along_what_is_typed_and_blanks_nothing(begin):
    child = begin().to("proud")
    child.page.locator('[name="end_proud"]').fill("I can swim.")
    box = child.fold("photo")
    box.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": making.file_of(making.shades())})
    says(box, "Kept.")
    child.to("proud")
    expect(child.page.locator('[name="end_proud"]')).to_have_value("I can swim.")
    press(child.fold("photo"), "Take away number 1")
    says(child.fold("photo"), "Taken away.")
    child.to("proud")
    expect(child.page.locator('[name="end_proud"]')).to_have_value("I can swim.")


def test_what_is_no_picture_is_refused_beside_the_question_and_three_are_enough(begin):
    child = begin().to("proud")
    box = child.fold("photo")
    field = box.locator("input[type=file]")
    field.set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<script>alert(1)</script>"})
    refused = "That is not a picture we can open. Try another one, or use words."
    expect(box.get_by_role("alert")).to_have_text(refused)
    expect(field).to_have_accessible_description(re.compile(refused))
    assert axe(child.page) == []
    picture = {"name": "a.png", "mimeType": "image/png", "buffer": making.file_of(making.shades())}
    field.set_input_files([picture] * 4)
    expect(box.locator(".kept li")).to_have_count(3)
    expect(field).to_be_hidden()
    expect(box.get_by_role("alert")).to_have_text(re.compile("no room for more"))
    press(box, "Take away number 2")
    expect(box.locator(".kept li")).to_have_count(2)
    expect(field).to_be_visible()
    assert len(kept()) == 2


# --- recordings -----------------------------------------------------------------------------------------
def record(box: Locator) -> None:
    """Record something, and stop."""
    press(box, "Record")
    says(box, "Recording now.")
    expect(box.locator("[data-clock]")).to_have_text(SPOKEN)
    press(box, "Stop")
    says(box, "Your recording is not kept yet.")


def microphone_is_on(page: Page) -> bool:
    return page.evaluate("window.streams.some((s) => s.getTracks().some((t) => t.readyState === 'live'))")


WATCHED = """
  window.streams = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (how) => {
    const stream = await ask(how);
    window.streams.push(stream);
    return stream;
  };
"""


def test_a_recording_is_heard_kept_and_deleted_and_the_microphone_is_off_after_it(begin):
    child = begin(permissions=["microphone"])
    child.page.add_init_script(WATCHED)
    box = child.to("proud").fold("voice")
    press(box, "Record")
    says(box, "Recording now.")
    assert microphone_is_on(child.page)
    assert axe(child.page) == []
    expect(box.locator("[data-clock]")).to_have_text(SPOKEN)
    press(box, "Stop")
    says(box, "Your recording is not kept yet.")
    assert not microphone_is_on(child.page)
    assert box.locator("[data-hear]").evaluate("async (sound) => { await sound.play(); return sound.currentTime >= 0 }")
    press(box, "Delete it")
    says(box, "Deleted.")
    assert kept() == []
    record(box)
    press(box, "Keep it")
    says(box, "Kept.")
    assert axe(child.page) == []
    [(question, mime, data)] = kept()
    assert (question, mime) == ("proud_voice", "audio/mp4") and making.seconds_in(data) > 0.8
    heard = box.locator(".kept audio").evaluate("""(sound) => new Promise((done, fail) => {
      sound.onloadedmetadata = () => done(sound.duration); sound.onerror = () => fail(sound.error); sound.load();
      sound.preload = 'auto'; })""")
    assert heard > 0.8
    press(box, "Take away number 1")
    says(box, "Taken away.")
    assert kept() == []


def test_a_recording_stops_by_itself_at_the_most_and_says_so(begin):
    child = begin(permissions=["microphone"])
    child.page.add_init_script(WATCHED)
    child.page.add_init_script("""new MutationObserver(() => document.querySelectorAll('[data-longest]').forEach(
      (box) => { box.dataset.longest = 1; })).observe(document, {childList: true, subtree: true})""")
    box = child.to("proud").fold("voice")
    press(box, "Record")
    says(box, "That is three minutes, the most there is. It has stopped.")
    assert not microphone_is_on(child.page)
    expect(box.get_by_role("button", name="Keep it")).to_be_visible()


def test_next_asks_about_a_recording_that_is_neither_kept_nor_deleted_and_goes_on_the_second_time(begin):
    child = begin(permissions=["microphone"]).to("house_good")
    box = child.fold("voice")
    record(box)
    onward = child.page.locator('main [name="go"][value="next"]')
    onward.click()
    expect(box.get_by_role("alert")).to_have_text(
        "Your recording is not kept yet. Keep it or delete it. Or press the button again, to go on without it.")
    with child.page.expect_navigation():
        onward.click()
    expect(child.page).to_have_url(re.compile("house_worries"))
    assert kept() == []


def test_leaving_is_never_held_up_by_what_is_not_kept(begin):
    child = begin(permissions=["microphone"]).to("house_good")
    box = child.fold("voice")
    press(box, "Record")
    says(box, "Recording now.")
    with child.page.expect_navigation():
        child.page.locator("[data-leave]").click()
    expect(child.page).not_to_have_url(re.compile("/answer/"))


def test_a_microphone_that_is_refused_leads_to_words(begin):
    child = begin(permissions=["geolocation"]).to("house_good")  # and nothing else
    box = child.fold("voice")
    press(box, "Record")
    expect(box.get_by_role("alert")).to_have_text(
        "We could not use the microphone. You can use words, or choose a recording.")
    assert axe(child.page) == []
    press(box, "Use words instead")
    expect(child.page.locator('[name="house_good_words"]')).to_be_focused()


# --- every size and direction -------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_tools_fit_on_the_page(begin, language, size):
    child = begin(language, size, permissions=["microphone"]).to("proud")
    for kind in ("drawing", "photo", "voice"):
        child.fold(kind)
    child.page.locator(".stamping summary").click()
    assert axe(child.page) == []
    assert not child.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
