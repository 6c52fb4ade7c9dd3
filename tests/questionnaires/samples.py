"""Small definitions for these tests."""
from portal.questionnaires.definition import DefinitionError, parse

HEAD = {
    "name": '"sample"',
    "version": '"1"',
    "voice": '"child"',
    "look": '"child"',
    "audience": '"child"',
    "title": '"Your say"',
    "minutes": "2",
}


def head(**changes):
    """The first lines of a form, some of them changed; None leaves a line out."""
    lines = HEAD | changes
    return "\n".join(f"{key} = {value}" for key, value in lines.items() if value is not None) + "\n"


def page(page_id="home", *questions, extra=""):
    """A page. `extra` holds more lines of its own."""
    return f"""
[[page]]
id = "{page_id}"
topic = "home"
title = "Where you live"
{extra}
""" + "".join(questions)


def question(question_id="words", kind="long", extra="", text="What should we know?"):
    """A question. `extra` holds more lines of its own, and its options."""
    return f"""
[[page.question]]
id = "{question_id}"
kind = "{kind}"
text = "{text}"
{extra}
"""


def option(key, text="Some", extra=""):
    """One option of the question before it."""
    return f"""
[[page.question.option]]
key = "{key}"
text = "{text}"
{extra}
"""


def score(question_id="home_score", extra=""):
    """A score with its three options."""
    options = option("2", "Good") + option("1", "OK") + option("0", "Bad")
    return question(question_id, "score", extra) + options


def one(question_id="pick", kind="one", extra=""):
    """A question of two options, red and blue."""
    return question(question_id, kind, extra) + option("red", "Red") + option("blue", "Blue")


def feeling(question_id="feel", extra=""):
    """Three faces."""
    faces = {"good": "Good", "okay": "OK", "bad": "Not good"}
    options = "".join(option(key, text, f'face = "{key}"') for key, text in faces.items())
    return question(question_id, "feeling", extra) + options


def pictured(question_id="see", kind="people", extra=""):
    """Two people, or things, each with its picture."""
    return (question(question_id, kind, extra) + option("mum", "Mum", 'picture = "mum"')
            + option("dad", "Dad", 'picture = "dad"'))


def form(*pages, **changes):
    """A parsed form of these pages."""
    return parse(head(**changes) + "".join(pages))


def problems_of(text):
    """What parse() finds wrong with `text`; empty when it finds nothing."""
    try:
        parse(text)
    except DefinitionError as error:
        return error.problems
    return []
