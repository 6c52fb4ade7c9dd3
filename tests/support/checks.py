"""What every page must be. Each check takes a Page and yields its problems in words.

tests/test_inspector.py plants a fault for each of them: a check that finds nothing there is broken.
"""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.support.page import SVG, Page, name_of, words

RIGHT_TO_LEFT = {"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"}
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-x-[a-z0-9]+)?")


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


POINTERS = _set("aria-controls aria-describedby aria-details aria-errormessage aria-labelledby aria-owns")
LABELABLE = _set("button input meter output progress select textarea")
PRESSED = _set("a button details iframe input label select textarea")
HEADINGS = _set("h1 h2 h3 h4 h5 h6")
ONLY_PHRASES = HEADINGS | _set("abbr b bdi button em i label p small span strong time")
BLOCKS = HEADINGS | _set("""
    address article aside blockquote details div dl fieldset figure footer form header hr li main nav ol p pre
    section table ul""")
CHILDREN = {"ul": _set("li"), "ol": _set("li"), "dl": _set("dt dd div")}
FIRST = {"legend": "fieldset", "summary": "details"}
FETCHED = _set("action data formaction poster src srcset")
FETCHED_BY_LINK = _set(f"base link {SVG}image {SVG}use")
ATTRIBUTES = _set("""
    abbr accept accept-charset action allow alt async autocapitalize autocorrect autocomplete autofocus capture charset
    checked cite class cols colspan content contenteditable controls coords datetime decoding defer dir
    dirname disabled download enctype enterkeyhint fetchpriority for form formaction formmethod
    formnovalidate headers height hidden high href hreflang http-equiv id inert inputmode integrity kind
    label lang list loading loop low max maxlength media method min minlength multiple muted name nomodule
    nonce novalidate open optimum pattern placeholder playsinline popover popovertarget popovertargetaction
    poster preload readonly referrerpolicy rel required reversed role rows rowspan scope selected shape size
    sizes span spellcheck src srclang srcset start step tabindex target title translate type usemap value
    width wrap""")


def parses(page: Page) -> Iterator[str]:
    """The HTML parses without an error."""
    yield from page.errors


def has_one_heading(page: Page) -> Iterator[str]:
    """There is exactly one h1, with words."""
    headings = list(page.all("h1"))
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
    elif not page.heading:
        yield "the h1 is empty"


def has_one_main(page: Page) -> Iterator[str]:
    """There is exactly one main part."""
    if (count := len(list(page.all("main")))) != 1:
        yield f"{count} main instead of one"


def has_title(page: Page) -> Iterator[str]:
    """The title has words."""
    if not page.title:
        yield "no words in the title"


def says_its_language(page: Page) -> Iterator[str]:
    """html has lang and dir, and they agree; every other lang is a language tag."""
    tag, direction = page.root.get("lang", ""), page.root.get("dir", "")
    if direction != ("rtl" if tag.split("-")[0] in RIGHT_TO_LEFT else "ltr"):
        yield f"lang {tag!r} with dir {direction!r}"
    for element in page.all():
        own = element.get("lang", "" if element is page.root else None)
        if own is not None and not TAG.fullmatch(own):
            yield f"{name_of(element)}: lang {own!r} is no language tag"


def has_unique_ids(page: Page) -> Iterator[str]:
    """No id stands twice, is empty or has a space in it."""
    counts = Counter(element.get("id") for element in page.all() if element.get("id") is not None)
    for mark, count in counts.items():
        if count > 1:
            yield f"id {mark!r} stands {count} times"
        if not mark or re.search(r"\s", mark):
            yield f"id {mark!r} is empty or has a space"


def points_at_what_is_there(page: Page) -> Iterator[str]:
    """Labels, descriptions, fields of a form elsewhere and links within the page lead to something."""
    for element in page.all():
        targets = [(pointer, target) for pointer in POINTERS for target in element.get(pointer, "").split()]
        targets += [(name, element.get(name)) for name in ("for", "form") if name in element.attrib]
        if element.tag == "a" and element.get("href", "").startswith("#"):
            targets.append(("href", element.get("href")[1:]))
        for pointer, target in targets:
            found = getattr(page.ids.get(target), "tag", None)
            if found is None or found not in {"for": LABELABLE, "form": {"form"}}.get(pointer, {found}):
                yield f"{name_of(element)}: {pointer} {target!r} is not on the page"


def labels_its_fields(page: Page) -> Iterator[str]:
    """Whatever can be typed into, ticked or chosen has a label with words."""
    for field in page.fields():
        if not page.label(field):
            yield f"{name_of(field)} has no label"


def names_its_buttons(page: Page) -> Iterator[str]:
    """Links and buttons say what they do."""
    for element in page.all("a", "button", "summary"):
        if not words(element) and not page.label(element):
            yield f"{name_of(element)} has no words"


def keeps_pressed_things_apart(page: Page) -> Iterator[str]:
    """No link, button or field lies in a link, a button or a summary, and a label holds one field at most."""
    for element in page.all("a", "button", "summary", "label"):
        inside = [part for part in element.iter() if part is not element and part.tag in PRESSED]
        if element.tag == "label":
            fields = [part for part in inside if part.tag in LABELABLE - {"button"}]
            inside = [part for part in inside if part.tag in ("a", "button", "label", "details")] + fields[1:]
        for part in inside:
            yield f"{name_of(part)} lies in {name_of(element)}"


def nests_as_html_may(page: Page) -> Iterator[str]:
    """No block in a phrase, only items in lists, legend and summary first."""
    for element in page.all():
        parent = page.parents.get(element)
        if element.tag in BLOCKS:
            for phrase in (above for above in page.above(element) if above.tag in ONLY_PHRASES):
                yield f"{name_of(element)} lies in {name_of(phrase)}"
        if parent is not None and element.tag not in CHILDREN.get(parent.tag, {element.tag}):
            yield f"{name_of(element)} lies in a {parent.tag}"
        if element.tag == "li" and parent.tag not in ("ul", "ol", "menu"):
            yield f"{name_of(element)} lies in no list"
        if element.tag in FIRST and (parent.tag != FIRST[element.tag] or parent[0] is not element):
            yield f"{name_of(element)} is not the first in a {FIRST[element.tag]}"
        if element.tag == "details" and (not len(element) or element[0].tag != "summary"):
            yield f"{name_of(element)} has no summary"


def asks_groups_in_fieldsets(page: Page) -> Iterator[str]:
    """Radio buttons and sets of boxes to tick lie in one fieldset, whose legend has words."""
    groups: dict[tuple, list] = {}
    for field in page.all("input"):
        if field.get("type") in ("radio", "checkbox"):
            groups.setdefault((page.form_of(field), field.get("name"), field.get("type")), []).append(field)
    for (_, name, kind), fields in groups.items():
        if kind == "checkbox" and len(fields) == 1:
            continue
        around = [[above for above in page.above(field) if above.tag == "fieldset"] for field in fields]
        nearest = around[0][0] if around[0] else None
        if nearest is None or any(nearest not in sets for sets in around):
            yield f"{kind} {name!r} is not in one fieldset"
        elif not any(part.tag == "legend" and words(part) for part in nearest):
            yield f"{kind} {name!r}: its fieldset has no legend"


def has_no_inline_style_or_handler(page: Page) -> Iterator[str]:
    """Nothing that the content security policy would refuse."""
    for element in page.all():
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{name_of(element)} has {attribute}="
        if element.tag == "style":
            yield "a style element"
        if re.match(r"\s*javascript:", element.get("href", ""), re.IGNORECASE):
            yield f"{name_of(element)} leads to javascript:"


def runs_only_our_scripts(page: Page) -> Iterator[str]:
    """A script comes from here, or bears the nonce of this very answer."""
    policy = page.headers.get("Content-Security-Policy", "")
    for script in page.all("script"):
        nonce, source = script.get("nonce", ""), script.get("src", "")
        if not nonce and not source:
            yield "a script with neither nonce nor src"
        if source and not re.match(r"/(?!/)", source):
            yield f"a script from {source}"
        if nonce and policy and f"'nonce-{nonce}'" not in policy:
            yield "a script whose nonce is not in the policy"


def fetches_only_from_here(page: Page) -> Iterator[str]:
    """Nothing is loaded from another origin or sent to one."""
    for element in page.all():
        for attribute in (*FETCHED, *(["href"] if element.tag in FETCHED_BY_LINK else [])):
            address = element.get(attribute, "")
            within = element.get("rel") == "icon" and address.startswith("data:image/svg+xml,")  # costs no request
            if not within and re.match(r"\s*([a-z][a-z0-9+.-]*:|//)", address, re.IGNORECASE):
                yield f"{name_of(element)}: {attribute}={element.get(attribute)}"


def describes_its_pictures(page: Page) -> Iterator[str]:
    """An img has an alt (which may be empty); an svg is hidden from screen readers or named."""
    for picture in page.all("img"):
        if picture.get("alt") is None:
            yield f"{name_of(picture)} has no alt"
    for picture in page.all(f"{SVG}svg"):
        inside = any(above.tag == f"{SVG}svg" for above in page.above(picture))
        hidden = any(element.get("aria-hidden") == "true" for element in (picture, *page.above(picture)))
        if not inside and not hidden and not (picture.get("role") == "img" and page.label(picture)):
            yield "an svg that is neither aria-hidden nor a named img"


def uses_known_attributes(page: Page) -> Iterator[str]:
    """No misspelt attribute."""
    for element in page.all():
        for attribute in element.attrib:
            known = attribute in ATTRIBUTES or re.match(r"(aria|data)-|on|style$", attribute)
            if not known and not element.tag.startswith("{"):
                yield f"{name_of(element)}: unknown attribute {attribute}"


def _our_words(page: Page) -> Iterator[str]:
    """Every piece of text that is ours, not typed by somebody (class words or data-words) or code."""
    for element, text in page.texts():
        if not any(_is_typed(part) for part in (element, *page.above(element))):
            yield text.strip()
    for element in page.all():
        for attribute in ("alt", "aria-label", "placeholder", "title"):
            yield element.get(attribute, "")


def _is_typed(element: Element) -> bool:
    return (element.tag in ("textarea", "code", "pre") or "data-words" in element.attrib
            or "words" in element.get("class", "").split())


def writes_curly_quotes(page: Page) -> Iterator[str]:
    """No typewriter's apostrophes or quotation marks in words of ours."""
    for text in _our_words(page):
        if "'" in text or '"' in text:
            yield f"straight quotes in {text[:60]!r}"


def leaves_nothing_unfilled(page: Page) -> Iterator[str]:
    """No placeholder, template or entity shows through."""
    for text in _our_words(page):
        if re.search(r"[{}]|%\(\w+\)|&(amp|lt|gt|quot|#\d+);", text):
            yield f"left over in {text[:60]!r}"


ALL = (
    parses, has_one_heading, has_one_main, has_title, says_its_language, has_unique_ids,
    points_at_what_is_there, labels_its_fields, names_its_buttons, keeps_pressed_things_apart,
    nests_as_html_may, asks_groups_in_fieldsets, has_no_inline_style_or_handler, runs_only_our_scripts,
    fetches_only_from_here, describes_its_pictures, uses_known_attributes, writes_curly_quotes,
    leaves_nothing_unfilled,
)
