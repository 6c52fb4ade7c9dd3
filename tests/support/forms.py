"""Filling in a form of a page the way a browser would, from nothing but its HTML."""
from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from tests.support.page import Page, words

BUTTONS = ("submit", "image")


def fill(page: Page, which: int | str, press: str, typed: Mapping[str, object]) -> tuple[str, str, list]:
    """(method, action, data) of the form `which` (place or id) with `typed` in it and `press` pressed.

    Raises LookupError when there is no such form, field, choice or button.
    """
    forms = list(page.all("form"))
    form = page.ids.get(which) if isinstance(which, str) else next(iter(forms[which:]), None)
    if form is None:
        raise LookupError(f"{page.address} has no form {which!r}")
    mine = [field for field in page.all("input", "select", "textarea", "button")
            if page.form_of(field) is form and field.get("disabled") is None]
    data = [pair for field in mine for pair in _as_shown(field)]
    for name, value in typed.items():
        data = [pair for pair in data if pair[0] != name] + _as_typed(page, mine, name, value)
    button = _button(page, mine, press)
    if button.get("name"):
        data.append((button.get("name"), button.get("value", "")))
    action = button.get("formaction") or form.get("action") or ""
    return (form.get("method") or "get").lower(), action, _for_client(data)


def _as_shown(field: Element) -> list[tuple[str, str]]:
    """What `field` would send, left alone."""
    name, kind = field.get("name"), field.get("type", "text")
    if not name or field.tag == "button" or kind in (*BUTTONS, "button", "reset", "file"):
        return []
    if field.tag == "select":
        options = list(field.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and field.get("multiple") is None:
            chosen = options[:1]
        return [(name, option.get("value", words(option))) for option in chosen]
    if kind in ("radio", "checkbox"):
        return [(name, field.get("value", "on"))] if field.get("checked") is not None else []
    text = field.text or "" if field.tag == "textarea" else field.get("value", "")
    return [(name, text)]


def _as_typed(page: Page, fields: list[Element], name: str, value: object) -> list[tuple[str, object]]:
    """What the field `name` sends with `value` in it. A choice must be one that is offered."""
    named = [field for field in fields if field.get("name") == name]
    if not named:
        raise LookupError(f"{page.address} has no field {name!r}, only "
                          f"{sorted({field.get('name') for field in fields if field.get('name')})}")
    if value is None:
        return []
    values = list(value) if isinstance(value, (list, tuple, set)) else [value]
    offered = _choices(named)
    for one in values:
        if offered is not None and one not in offered:
            raise LookupError(f"{page.address}: {name!r} does not offer {one!r}, only {offered}")
    return [(name, one) for one in values]


def _choices(named: list[Element]) -> list[str] | None:
    """The values that can be chosen; None when anything can be typed."""
    if named[0].tag == "select":
        return [option.get("value", words(option)) for option in named[0].iter("option")]
    if named[0].get("type") in ("radio", "checkbox"):
        return [field.get("value", "on") for field in named]
    return None


def _button(page: Page, fields: list[Element], press: str) -> Element:
    """The button with the value (or the words) `press`; the first, as the Enter key takes, when empty."""
    buttons = [field for field in fields if field.get("type") in BUTTONS
               or (field.tag == "button" and field.get("type", "submit") == "submit")]
    for button in buttons:
        if not press or press in (button.get("value"), words(button)):
            return button
    raise LookupError(f"{page.address} has no button {press!r}, only "
                      f"{[button.get('value') or words(button) for button in buttons]}")


def _for_client(data: list[tuple[str, object]]) -> dict[str, list]:
    """The pairs as the test client takes them: every name with all its values."""
    gathered: dict[str, list] = {}
    for name, value in data:
        gathered.setdefault(name, []).append(value)
    return gathered
