"""From a definition's text to a Questionnaire. Everything wrong is collected, and said at once."""
from __future__ import annotations

import hashlib
import tomllib
from dataclasses import replace

from . import rules
from .kinds import KINDS
from .options import CHOICES, STANDARD, complete, flagged, standard
from .shapes import (
    AUDIENCES,
    FACES,
    FACTS,
    FILES,
    FLAGS,
    HELPER,
    LOOKS,
    QUIET,
    SHARING,
    TOPICS,
    VOICES,
    Condition,
    DefinitionError,
    Option,
    Page,
    Question,
    Questionnaire,
)
from .table import Table

LONGEST_TEXT = 10000
# Pictures and sound can be switched off; a helper's question needs a helper, and not said is not a helper.
FOR_KIND = dict.fromkeys(FILES, (Condition(fact="media", none_of=("no",)),))
WITH_HELPER = (Condition(fact="helper", any_of=tuple(h for h in FACTS["helper"] or () if h != "nobody")),)


def parse(text: str, origin: str = "shipped", stored: bool = False) -> Questionnaire:
    """The questionnaire that `text`, a TOML definition, describes. `origin` says where it comes from.

    `stored`: it was asked before, so it is read as it is: a rule that came later must not shut old answers.
    Raises DefinitionError with every problem found.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"not TOML: {error}"]) from error
    problems: list[str] = []
    questionnaire = _questionnaire(Table(raw, "the form", problems), text, origin)
    if not stored:
        problems += rules.problems(questionnaire)
    if problems:
        raise DefinitionError(problems)
    return questionnaire


def _questionnaire(table: Table, source: str, origin: str) -> Questionnaire:
    audience = table.one_of("audience", AUDIENCES, required=True)
    questionnaire = Questionnaire(
        name=table.name("name"),
        version=table.text("version", required=True),
        voice=table.one_of("voice", VOICES, required=True),
        look=table.one_of("look", LOOKS, required=True),
        audience=audience,
        title=table.text("title", required=True),
        minutes=table.whole("minutes", 1, 120, required=True) or 0,
        pages=tuple(_page(page, audience) for page in table.tables("page")),
        checksum=hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        source=source,
        origin=origin,
        english_only=table.yes("english_only", default=False),
    )
    table.close()
    return questionnaire


def _page(table: Table, audience: str) -> Page:
    table.place = f"page “{table.raw['id']}”" if table.raw.get("id") else table.place
    topic = table.one_of("topic", TOPICS, required=True)
    page = Page(
        id=table.name("id"),
        topic=topic,
        title=table.text("title", required=True),
        intro=table.text("intro"),
        sharing=table.one_of("sharing", SHARING),
        picture=table.name("picture", required=False),
        office=table.yes("office", default=False),
        show_if=_conditions(table),
        questions=tuple(_question(question, topic, audience) for question in table.tables("question")),
    )
    table.close()
    return page


def _question(table: Table, topic: str, audience: str) -> Question:
    if table.raw.get("id"):
        table.place = f"{table.within}question “{table.raw['id']}”"
    kind = table.one_of("kind", tuple(KINDS), required=True)
    flag, flags = _flags(table)
    options = _options(table, kind, audience)
    for key in sorted(flags.keys() - {option.key for option in options}):
        table.problem(f"flag on unknown option “{key}”")
    question = Question(
        id=table.name("id"),
        kind=kind,
        text=table.text("text", required=True),
        help=table.text("help"),
        topic=table.one_of("topic", TOPICS) or topic,
        item=table.name("item", required=False),
        options=flagged(options, flags),
        show_if=_conditions(table) + FOR_KIND.get(kind, ()),
        counted=table.yes("counted", default=kind == "score"),
        maximum=_maximum(table, kind),
        flag=flag,
        picture=table.name("picture", required=False),
        fold=table.yes("fold", default=False),
        by=table.one_of("by", (HELPER,)),
    )
    table.close()
    return replace(question, show_if=question.show_if + WITH_HELPER) if question.by else question


def _maximum(table: Table, kind: str) -> int | None:
    given = table.whole("maximum", 1, LONGEST_TEXT)
    known = KINDS.get(kind)
    if known and known.maximum is None:
        if given:
            table.problem("maximum is for short, long and files only")
        return None
    return given or (known.maximum if known else None)


def _flags(table: Table) -> tuple[str, dict[str, str]]:
    """A question's flag: one for any answer, or a table of option keys and flags."""
    if not isinstance(table.raw.get("flag"), dict):
        return table.one_of("flag", FLAGS), {}
    flags = Table(table.take("flag"), f"{table.within_self}flag", table.problems)
    return "", {key: flags.one_of(key, FLAGS, required=True) for key in flags.raw}


def _options(table: Table, kind: str, audience: str) -> tuple[Option, ...]:
    given = [_option(option) for option in table.tables("option", needed=False)]
    offer = table.yes("offer_not_say", default=audience == "child")
    if "offer_not_say" in table.raw and kind not in ("one", "many"):
        table.problem("offer_not_say is for one and many only")
    if given and kind in KINDS and kind not in CHOICES:
        table.problem(f"{kind} has no options")
        return ()
    return complete(kind, given, offer)


def _option(table: Table) -> Option:
    key = table.text("key", required=True)
    table.place = f"{table.within}option “{key}”" if key else table.place
    usual = standard(key) if key in STANDARD else Option(key, "")
    option = Option(
        key=key,
        text=table.text("text", required=not usual.text) or usual.text,
        flag=table.one_of("flag", FLAGS),
        quiet=table.yes("quiet", default=key in QUIET),
        face=table.one_of("face", FACES),
        picture=table.name("picture", required=False),
    )
    table.close()
    return option


def _conditions(table: Table) -> tuple[Condition, ...]:
    found = []
    for one in table.tables("show_if", needed=False):
        condition = Condition(
            question=one.text("question") or None,
            fact=one.text("fact") or None,
            any_of=one.texts("any_of"),
            none_of=one.texts("none_of"),
        )
        one.close()
        found.append(condition)
    return tuple(found)
