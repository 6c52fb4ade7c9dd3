"""The form fields that answers need beside those that WTForms has. Every message they give is ours."""
from __future__ import annotations

from collections.abc import Callable

from wtforms import Field, RadioField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from .shapes import AMOUNTS

Words = Callable[[str], str]

NOT_OFFERED = "Please choose from the answers on this page."


class Radios(RadioField):
    """One answer or none. A key that is not offered gets our own message."""

    def __init__(self, *args, words: Words, **kwargs):
        super().__init__(*args, **kwargs)
        self._words = words

    def pre_validate(self, form):
        if self.data and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(self._words(NOT_OFFERED))


class Checkboxes(SelectMultipleField):
    """Any number of answers, shown as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, *args, words: Words, **kwargs):
        super().__init__(*args, **kwargs)
        self._words = words

    def pre_validate(self, form):
        if set(self.data or ()) - {choice.value for choice in self.choices}:
            raise ValidationError(self._words(NOT_OFFERED))


class People(Field):
    """For each person one of AMOUNTS or nothing, each in a field of its own: "see_more-mum" = "more".

    `data` is a list of "mum=more". Where someone is chosen twice, the last one counts.
    """

    def __init__(self, *args, keys: tuple[str, ...], words: Words, **kwargs):
        super().__init__(*args, **kwargs)
        self._keys, self._words = keys, words

    def process(self, formdata, data=None, extra_filters=None):
        self.process_errors, self.errors = [], ()
        self.data = list(data) if isinstance(data, (list, tuple)) else []
        if formdata is not None:
            given = [(key, formdata.getlist(f"{self.name}-{key}")) for key in self._keys]
            self.data = [f"{key}={values[-1]}" for key, values in given if values and values[-1]]

    def chosen(self, key: str) -> str:
        """What is chosen for the person `key`; empty when nothing is."""
        return next((one.partition("=")[2] for one in self.data if one.partition("=")[0] == key), "")

    def pre_validate(self, form):
        if any(one.partition("=")[2] not in AMOUNTS for one in self.data):
            raise ValidationError(self._words(NOT_OFFERED))


class Files(Field):
    """A place for pictures or sound. What it holds is kept apart: the form itself carries no file."""

    def process(self, formdata, data=None, extra_filters=None):
        self.process_errors, self.errors = [], ()
        self.data = list(data) if isinstance(data, (list, tuple)) else []
