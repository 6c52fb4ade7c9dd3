"""Looking at pages in Chromium: faults, targets, focus, and what a screen reader is told."""
from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from tests.support.browser import AXE, SIZES

HOME = "http://localhost"
OPEN = "document.querySelectorAll('details:not([data-close])').forEach(one => { one.open = true })"
OPEN_HELP = "document.querySelectorAll('details[data-close]').forEach(one => { one.open = true })"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What can be pressed, as large as it can be pressed: a box to tick with its label. A link in a sentence is exempt.
TARGETS = """least => {
  const small = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, summary, textarea")) {
    if (one.type === "hidden" || one.matches(".skip, .first")) continue;
    if (one.matches("a") && getComputedStyle(one).display === "inline" &&
        one.parentElement.textContent.trim() !== one.textContent.trim()) continue;
    const label = one.closest("label") || (one.type === "file" && one.labels[0]);
    const shown = one.checkVisibility({visibilityProperty: true});
    if (!shown && !(label && label.checkVisibility())) continue;
    const boxes = [one, ...(label ? [label] : [])].map(part => part.getBoundingClientRect());
    const wide = Math.max(...boxes.map(box => box.width)), high = Math.max(...boxes.map(box => box.height));
    if (wide < least - 0.5 || high < least - 0.5) {
      small.push(`${(one.innerText || one.name || one.className).trim().slice(0, 40)}: ` +
        `${Math.round(wide)} × ${Math.round(high)}, less than ${least}`);
    }
  }
  return [...new Set(small)];
}"""
# Runs after one real Tab key, so that what a script focuses is shown as if the keyboard had.
FOCUS = """() => {
  const look = one => [one, one.closest("label"), one.parentElement].filter(Boolean).map(part => {
    const style = getComputedStyle(part), next = part.nextElementSibling && getComputedStyle(part.nextElementSibling);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow, next?.outlineStyle,
      next?.boxShadow].join();
  }).join("|");
  const faults = [];
  const name = one => (one.innerText || one.labels?.[0]?.innerText || one.name || one.className).trim().slice(0, 40);
  for (const one of document.querySelectorAll("a[href], button, input, select, summary, textarea, audio")) {
    if (one.type === "hidden" || one.tabIndex < 0 || one.disabled || !one.getClientRects().length) continue;
    if (!one.checkVisibility({visibilityProperty: true})) continue;
    document.activeElement.blur();
    const before = look(one);
    one.focus();
    if (document.activeElement !== one) { faults.push(`${name(one)}: cannot be focused`); continue; }
    if (look(one) === before) faults.push(`${name(one)}: its focus cannot be seen`);
    const label = one.closest("label"), box = (label || one).getBoundingClientRect();
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]].map(([x, y]) =>
      document.elementFromPoint(left + x * (right - left), top + y * (bottom - top)));
    const seen = points.some(hit => hit && (one.contains(hit) || label?.contains(hit) || hit.contains(one) &&
      hit !== document.body && hit !== document.documentElement));
    if (!seen) faults.push(`${name(one)}: is hidden when it has the focus`);
  }
  return faults;
}"""
NAMED = {"button", "checkbox", "combobox", "DisclosureTriangle", "link", "radio", "textbox", "searchbox",
         "Date", "InputTime"}


class Window:
    """A browser's page that a test client answers, with the portal's real files, policy and forms."""

    def __init__(self, client, page) -> None:
        self.client, self.page, self.shelf = client, page, {}
        page.context.route(re.compile(f"^{HOME}/"), self._answer)
        self.session = page.context.new_cdp_session(page)

    def _answer(self, route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path in self.shelf:
            html, policy = self.shelf[asked.path]
            route.fulfill(body=html, content_type="text/html; charset=utf-8",
                          headers={"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"})
            return
        kept = {name: value for name, value in route.request.headers.items()
                if name in ("content-type", "accept", "origin", "sec-fetch-site")}
        found = self.client.open(asked.path + (f"?{asked.query}" if asked.query else ""), method=route.request.method,
                                 data=route.request.post_data_buffer, headers=kept)
        route.fulfill(status=found.status_code, body=found.data, headers=dict(found.headers))

    def show(self, where: str, page) -> None:
        """Show a page that the test client was given."""
        path = f"/shelf/{len(self.shelf)}/{re.sub(r'[^a-z0-9-]+', '-', where.lower())}"
        self.shelf[path] = page.html, page.headers.get("Content-Security-Policy", "")
        self.page.goto(HOME + path)
        self.page.evaluate(OPEN)

    def size(self, size: str | int) -> None:
        self.page.set_viewport_size(SIZES[size] if isinstance(size, str) else {"width": size, "height": 640})

    def axe(self) -> list[str]:
        """What axe finds, and whether the page scrolls sideways."""
        if not self.page.evaluate("'axe' in window"):  # once a page: it is long
            self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        rules = self.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        sideways = ["scrolls sideways"] if self.page.evaluate(SIDEWAYS) else []
        return sideways + [f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: "
                           f"{node['failureSummary']}" for rule in rules for node in rule["nodes"]]

    def narrow(self) -> list[str]:
        """What sticks out at 320 pixels."""
        self.size(320)
        return ["scrolls sideways at 320 px"] if self.page.evaluate(SIDEWAYS) else []

    def targets(self, least: int) -> list[str]:
        """What is smaller to press than `least` pixels either way."""
        return self.page.evaluate(TARGETS, least)

    def focus(self) -> list[str]:
        """Controls that show no focus, or are hidden while they have it."""
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Shift")  # or the page’s script takes what follows for the Tab key’s doing
        return self.page.evaluate(FOCUS)

    def heard(self) -> list[tuple[str, str, str]]:
        """(role, name, description) of everything that a screen reader is told, in its order."""
        nodes = self.session.send("Accessibility.getFullAXTree")["nodes"]
        known = {node["nodeId"]: node for node in nodes}
        found: list[tuple[str, str, str]] = []

        def walk(node) -> None:
            if not node.get("ignored"):
                found.append(tuple(" ".join(str(node.get(part, {}).get("value", "")).split())  # type: ignore[arg-type]
                                   for part in ("role", "name", "description")))
            for child in node.get("childIds", []):
                if child in known:
                    walk(known[child])

        walk(nodes[0])
        return found

    def nameless(self) -> list[str]:
        """Controls without a name."""
        return [f"a {role} without a name" for role, name, _ in self.heard() if role in NAMED and not name]

    def undescribed(self) -> list[str]:
        """Whether no field is read together with what is wrong with it."""
        told = any(role == "textbox" and "Error:" in description for role, _, description in self.heard())
        return [] if told else ["no field is read with its mistake"]

    def unread(self, expected: list[str]) -> list[str]:
        """What of `expected` is not heard, each after the one before it."""
        names, missing = iter(" ".join(name.split()) for _, name, _ in self.heard()), []
        for text in expected:
            pattern = re.compile(".+".join(re.escape(part) for part in re.split(r"{\w+}", " ".join(text.split()))))
            if not any(pattern.search(name) for name in names):
                missing.append(f"not read in its place: {json.dumps(text, ensure_ascii=False)}")
                break
        return missing
