"""What the first page of a child's form costs on the wire, everything included, and that it works before any script."""
from __future__ import annotations

import pytest

MOST_REQUESTS, MOST_BYTES = 3, 30_000


class Wire:
    """Counts what a page fetches, with an empty cache: requests, and bytes with their headers."""

    def __init__(self, page) -> None:
        self.requests, self.bytes = [], 0
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.session.on("Network.requestWillBeSent", lambda e: self.requests.append(e["request"]["url"]))
        self.session.on("Network.loadingFinished", lambda e: self._add(e["encodedDataLength"]))

    def _add(self, length: float) -> None:
        self.bytes += length

    def forget(self) -> None:
        self.requests.clear()
        self.bytes = 0


def opened(page, ellie):
    page.goto(ellie.link)
    page.locator("button.go").click()
    page.wait_for_url("**/answer/**")


@pytest.mark.parametrize("form", ["little", "child", "young"])
def test_the_first_page_costs_three_requests_and_thirty_kilobytes(phone, shared, ellie, form):
    link = ellie.server.address + another(ellie, form)
    wire = Wire(phone)
    phone.goto(link, wait_until="networkidle")
    costs = [(len(wire.requests), wire.bytes)]
    wire.forget()
    phone.locator("button.go").click()
    phone.wait_for_url("**/answer/**", wait_until="networkidle")
    wire.forget()
    phone.reload(wait_until="networkidle")
    costs.append((len(wire.requests), wire.bytes))
    print(f"{form}: link {costs[0]}, welcome {costs[1]}")
    for requests, weight in costs:
        assert requests <= MOST_REQUESTS, wire.requests
        assert weight <= MOST_BYTES


def another(ellie, form: str) -> str:
    """The path of a link to a form of this name."""
    review = ellie.world.review(ellie.world.child("Sam", form=form))
    ellie.world.invite()
    return ellie.world.link(ellie.world.invitation(review))


def test_the_first_page_can_be_used_while_no_script_has_come(phone, ellie):
    phone.route("**/*.js*", lambda route: route.abort())
    opened(phone, ellie)
    phone.locator("input[name=helper][value=nobody]").check()
    phone.locator(".main-row .go").click()
    phone.wait_for_url("**/way")
