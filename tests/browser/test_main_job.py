"""The true main job against the running server: files in, invited, posted, answered on a phone, read."""
from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.cases.dates import working_days_after
from tests.support.mail import Mailbox

PASSWORD = "six grey geese walking home"
CHILD = {"ar": "adiam@example.org", "en": "ellie@example.org"}
WORDS = {"ar": "أحب المدرسة وأريد أن أرى أخي.", "en": "I like school and I want to see my brother."}


@pytest.fixture
def case_list(tmp_path) -> list[str]:
    """Three files as a council would export them: two children, their people, their reviews."""
    premeet = working_days_after(date.today(), 6)
    review = premeet + timedelta(days=3)
    texts = {
        "children": "child_id,first_name,last_name,dob,language,looked_after_since,iro_email,reach,email,uasc\n"
                    f"C1,Adiam,Tesfay,2011-03-02,Arabic,2025-01-10,ada@council.invalid,email,{CHILD['ar']},Y\n"
                    f"C2,Ellie,O’Neill,2013-05-06,English,2024-01-10,ada@council.invalid,email,{CHILD['en']},N\n",
        "people": "person_id,child_id,name,relationship,language,email,consult\n"
                  "P1,C1,Jo Carter,foster_carer,English,jo@example.org,Y\n",
        "reviews": f"review_id,child_id,date,premeet\nR1,C1,{review},{premeet}\nR2,C2,{review},{premeet}\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return [str(tmp_path / f"{name}.csv") for name in texts]


@pytest.fixture
def posted(serve, mailbox: Mailbox, case_list):
    """The portal with the case list in, everybody invited and their e-mails delivered."""
    server = serve(**mailbox.settings)
    server.administrator = re.search(r"http\S+/staff/welcome/\S+", server.command("init").stdout).group()
    server.command("import-cases", *case_list)
    for _ in range(2):
        server.command("invite")
        server.command("post")
    return server


def link_in(mailbox: Mailbox, address: str) -> str:
    """The one link in the one e-mail to `address`."""
    messages = mailbox.to(address)
    assert len(messages) == 1
    text = mailbox.text(messages[0])
    for word in ("Adiam", "Ellie", "care", "looked after", "social worker", "Carter"):
        assert word not in text and word not in messages[0]["Subject"]
    return re.search(r"http\S+", text).group()


def answer(page: Page, link: str, language: str) -> None:
    """Open, answer what comes, check and send; the buttons are found by what they do, in any language."""
    page.goto(link)
    page.locator("main form button").click()
    page.locator('[name="helper"][value="nobody"]').check(force=True)
    go(page, "next")
    while page.locator('main [name="go"][value="send"]').count() == 0:
        if page.locator('[name="way"][value="topics"]').count():
            page.locator('[name="way"][value="topics"]').check(force=True)
        if page.locator('[name="topics"][value="school"]').count():
            page.locator('[name="topics"][value="school"]').check(force=True)
        if page.locator('[name="school_words"]').count():
            page.locator('[name="school_words"]').fill(WORDS[language])
        expect(page.locator("html")).to_have_attribute("lang", language)
        go(page, "next")
    expect(page.get_by_text(WORDS[language])).to_be_visible()
    go(page, "send")


def go(page: Page, button: str) -> None:
    """Press a button and wait for the page it leads to, so that nothing is read off the page before."""
    with page.expect_navigation():
        page.locator(f'main [name="go"][value="{button}"]').click()


def set_password(page: Page, link: str, email: str) -> None:
    """Set a password from a one-use link, and sign in with it."""
    page.goto(link)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.locator("main button").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button").click()


def iro_reads(page: Page, server, language: str) -> None:
    """The administrator lets Ada in; Ada opens the pack."""
    set_password(page, server.administrator, "administrator@portal.invalid")
    page.locator("tr", has_text="ada@council.invalid").get_by_role("button", name="New link").click()
    link = page.locator("code").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    set_password(page, link, "ada@council.invalid")
    name = {"ar": "Adiam", "en": "Ellie"}[language]
    row = page.locator("tr", has_text=name)
    expect(row).to_contain_text("new")
    row.get_by_role("link", name="Open pack").click()
    quoted = page.locator("section.words").get_by_text(WORDS[language]).first
    expect(quoted).to_be_visible()
    assert quoted.evaluate("e => e.closest('[lang]').lang") == language


@pytest.mark.parametrize(("language", "javascript"), [("ar", False), ("en", True)])
def test_a_case_list_goes_in_a_child_answers_on_a_phone_and_the_iro_reads_it(
        posted, mailbox, browser, language, javascript):
    phone = browser("phone", javascript=javascript)
    answer(phone, link_in(mailbox, CHILD[language]), language)
    expect(phone).to_have_url(re.compile("/done$"))
    expect(phone.locator("main")).to_contain_text("ada" if language == "en" else "", ignore_case=True)
    iro_reads(browser("desktop"), posted, language)
    assert WORDS[language] not in posted.log
    assert "Traceback" not in posted.log
