"""One HTML page as the tests see it: parsed as a browser would, with what the checks ask of it."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as ERRORS

NOT_TYPED_INTO = {"hidden", "submit", "button", "reset", "image"}
SVG = "{http://www.w3.org/2000/svg}"


class Page:
    """The page `html`, as it came with `headers` from `address`."""

    def __init__(self, html: str, headers: Mapping[str, str] | None = None, address: str = "") -> None:
        self.html, self.headers, self.address = html, headers or {}, address
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(html)
        self.parents = {child: parent for parent in self.root.iter() for child in parent}
        self.errors = [f"line {line}: {ERRORS.get(code, code) % data}"
                       for (line, _), code, data in parser.errors]

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element with one of `tags` (every element when none is given), in document order."""
        for element in self.root.iter():
            if isinstance(element.tag, str) and (not tags or element.tag in tags):
                yield element

    def above(self, element: Element) -> Iterator[Element]:
        """The elements that `element` lies in, nearest first."""
        while (element := self.parents.get(element)) is not None:
            yield element

    @cached_property
    def ids(self) -> dict[str, Element]:
        """Every id, with the first element that bears it."""
        found: dict[str, Element] = {}
        for element in self.all():
            if element.get("id") is not None:
                found.setdefault(element.get("id"), element)
        return found

    @property
    def title(self) -> str:
        return next((words(element) for element in self.all("title")), "")

    @property
    def heading(self) -> str:
        """The words of the (first) h1."""
        return next((words(element) for element in self.all("h1")), "")

    @property
    def text(self) -> str:
        """The words of the page as one line: what a reader could see, opened details included."""
        return " ".join(" ".join(text for _, text in self.texts()).split())

    def texts(self) -> Iterator[tuple[Element, str]]:
        """Every piece of text outside scripts and styles, with the element it lies in."""
        for element in self.all():
            if element.tag in ("script", "style"):
                continue
            if element.text and element.text.strip():
                yield element, element.text
            for child in element:
                if child.tail and child.tail.strip():
                    yield element, child.tail

    def label(self, field: Element) -> str:
        """The words that name `field` to somebody who cannot see it; empty when nothing does."""
        if field.get("aria-labelledby"):
            targets = (self.ids.get(target) for target in field.get("aria-labelledby").split())
            return " ".join(words(target) for target in targets if target is not None)
        if field.get("aria-label"):
            return field.get("aria-label").strip()
        mark = field.get("id")
        labels = [label for label in self.all("label") if mark and label.get("for") == mark]
        labels += [element for element in self.above(field) if element.tag == "label"]
        return " ".join(words(label) for label in labels).strip()

    def fields(self) -> Iterator[Element]:
        """What a person can type into, tick or choose."""
        for element in self.all("input", "select", "textarea"):
            if element.tag != "input" or element.get("type", "text") not in NOT_TYPED_INTO:
                yield element

    def form_of(self, field: Element) -> Element | None:
        """The form that `field` belongs to."""
        if field.get("form"):
            return self.ids.get(field.get("form"))
        return next((element for element in self.above(field) if element.tag == "form"), None)


def words(element: Element) -> str:
    """The words of `element` and all in it, pictures by their alternative text."""
    parts = []
    for part in element.iter():
        if part.tag == "img":
            parts.append(part.get("alt", ""))
        elif isinstance(part.tag, str) and part.get("aria-label"):
            parts.append(part.get("aria-label"))
        if isinstance(part.tag, str) and part.text:
            parts.append(part.text)
        if part is not element and part.tail:
            parts.append(part.tail)
    return " ".join(" ".join(parts).split())


def name_of(element: Element) -> str:
    """How a problem names an element: its tag with its id, name, or the beginning of its words."""
    mark = element.get("id") or element.get("name") or words(element)[:40]
    return f"<{element.tag.removeprefix(SVG)} {mark}>" if mark else f"<{element.tag.removeprefix(SVG)}>"
