"""Which of the offered answers somebody chooses."""
from __future__ import annotations

from datetime import timedelta
from random import Random

from portal import clock
from portal.demo.chance import pick
from portal.languages import DEFAULT
from portal.questionnaires.definition import Question
from portal.questionnaires.kinds import KINDS

# How a mood scores: good, middling, bad, “I’m not sure”, and left blank.
SCORES = {
    "good": {"2": 72, "1": 18, "0": 2, "not_sure": 4, "": 4},
    "okay": {"2": 38, "1": 46, "0": 7, "not_sure": 5, "": 4},
    "bad": {"2": 18, "1": 44, "0": 28, "not_sure": 5, "": 5},
}
# Questions whose answers do not simply lean to the first. "" leaves the question blank.
USUAL: dict[str, dict[str, float]] = {
    "way": {"topics": 52, "short": 40, "form": 70, "part": 22, "talk": 8},
    "new_since": {"yes": 88, "nothing_new": 12},
    "safe": {"yes": 94, "not_sure": 3, "not_say": 1, "": 2},
    "promised": {"yes": 20, "no": 55, "not_sure": 15, "": 10},
    "private_first": {"yes": 58, "no": 30, "not_sure": 12},
    "helped_first": {"yes": 50, "no": 34, "not_sure": 16},
    "missing_times": {"never": 78, "once": 14, "few": 7, "many": 1},
    "restraint_times": {"never": 90, "once": 8, "few": 2},
    "health_visitor": {"recent": 60, "longer": 30, "never": 5, "not_sure": 5},
    "future_where": {"stay": 40, "support": 22, "own": 18, "family": 6, "adult": 2, "else": 2, "not_sure": 10},
    "adviser_met": {"yes": 45, "no": 30, "unknown": 15, "not_sure": 10},
    "ring_night": {"yes": 55, "no": 20, "not_sure": 25},
    "timing_when": {"soon": 55, "later": 20, "now": 10, "applied": 5, "not_sure": 10},
    "voice_advocate": {"yes": 25, "no": 50, "not_sure": 25},
    "meeting_part": {"come": 48, "bit": 18, "iro_says": 16, "someone": 5, "not_sure": 13},
    "meeting_lead": {"all": 8, "part": 28, "no": 50, "not_sure": 14},
    "lasting_stay": {"yes": 76, "with_help": 19, "no": 1, "not_sure": 4},
    "section20_talk": {"no": 72, "yes": 20, "not_sure": 8},
    "papers_solicitor": {"yes": 82, "no": 8, "not_sure": 10},
    "asked_agreed": {"yes": 80, "not_asked": 20},
    "health_dentist": {"yes": 88, "no": 5, "not_sure": 7},
    "last_done": {"yes": 42, "some": 40, "no": 8, "not_sure": 10},
    "decide_trips": {"carer": 62, "home": 62, "worker": 26, "unclear": 12},
    "decide_sleepovers": {"carer": 40, "home": 40, "worker": 34, "unclear": 26},
    "decide_hair": {"carer": 48, "home": 48, "worker": 22, "parents": 18, "unclear": 12},
    "decide_phone": {"carer": 58, "home": 58, "worker": 22, "unclear": 20},
    "decide_holidays": {"worker": 60, "carer": 20, "home": 20, "parents": 8, "unclear": 12},
}
LEANING = (60, 22, 10, 5, 3, 2, 2)
FACES = {"good": {"good": 78, "okay": 18, "bad": 2, "": 2}, "okay": {"good": 30, "okay": 60, "bad": 8, "": 2},
         "bad": {"good": 10, "okay": 45, "bad": 43, "": 2}}
AMOUNTS = {"more": 55, "same": 38, "less": 7}
# Pictures that are tapped alone, or seldom.
SELDOM = {"stop", "help", "finished", "not_today", "nobody", "nothing", "shouting"}
# How many days ago something was, at most and at least; a report is shared after it is ready.
DAYS_AGO = {"report_ready": (8, 20), "report": (1, 7), "": (3, 40)}


def choose(question: Question, facts: dict[str, str], voice):
    """An answer without words: a key, several keys, a day, or None for a blank. Nobody here draws or records."""
    rng = voice.rng
    if KINDS[question.kind].is_file:
        return None
    if question.kind == "many":
        return _several(question, facts, voice)
    special = {"symbols": _pictures, "people": _people, "date": _day}.get(question.kind)
    if special:
        return special(question, facts, rng)
    if question.kind == "feeling":
        return pick(rng, FACES[voice.mood]) or None
    if question.id.startswith(("decide_", "school_score")) and "baby" in voice.keys:
        return "not_apply"
    if question.kind == "score":
        return pick(rng, SCORES[voice.mood]) or None
    usual = USUAL.get(question.id)
    if usual:
        return pick(rng, {key: often for key, often in usual.items() if not key or _offers(question, key)}) or None
    if rng.random() < 0.08:
        return None
    keys = [option.key for option in question.options if not option.quiet][:len(LEANING)]
    return rng.choices(keys, LEANING[:len(keys)])[0]


def _pictures(question: Question, _facts: dict[str, str], rng: Random) -> tuple[str, ...] | None:
    keys = [option.key for option in question.options]
    if rng.random() < 0.06:
        rare = [key for key in keys if key in SELDOM]
        return (rng.choice(rare),) if rare else None
    often = [key for key in keys if key not in SELDOM]
    tapped = set(rng.sample(often, min(len(often), rng.choice((1, 1, 2, 2, 3)))))
    if {"like", "dont_like"} <= tapped:
        tapped.remove("dont_like")
    return tuple(key for key in keys if key in tapped)


def _people(question: Question, facts: dict[str, str], rng: Random) -> tuple[str, ...]:
    away = ({"mum", "dad"} if facts["contact"] == "no" else set()) | (
        {"brother", "sister"} if facts["siblings"] == "no" else set())
    keys = [option.key for option in question.options if option.key not in away]
    chosen = set(rng.sample(keys, rng.randint(2, 4)))
    return tuple(f"{key}={pick(rng, AMOUNTS)}" for key in keys if key in chosen)


def _day(question: Question, _facts: dict[str, str], rng: Random) -> str | None:
    if rng.random() < 0.15:
        return None
    days = DAYS_AGO.get(question.id) or DAYS_AGO["report" if question.id.startswith("report_") else ""]
    return (clock.today() - timedelta(days=rng.randint(*days))).isoformat()


def _offers(question: Question, key: str) -> bool:
    return any(option.key == key for option in question.options)


def _several(question: Question, facts: dict[str, str], voice) -> tuple[str, ...] | None:
    keys, rng = [o.key for o in question.options if not o.quiet], voice.rng
    if question.id == "part_interpreter":
        return ("no",) if voice.mother_tongue in ("", DEFAULT) else (rng.choice(("yes", "no", "phone")),)
    if question.id == "part_how":
        return tuple(sorted(rng.sample(("come", "phone", "before", "in_writing", "come"), rng.choice((1, 1, 2)))))
    if question.id in ("instead_how", "private_how", "helped_how"):
        return (rng.choice([key for key in keys if key != "no_need"]),)
    if question.id == "topics":
        away = {"parents": facts["contact"] == "no", "siblings": facts["siblings"] == "no",
                "identity": "english" in voice.keys}
        keys = [key for key in keys if not away.get(key)]
        return tuple(key for key in keys if key in set(rng.sample(keys, rng.randint(2, 4))))
    return (rng.choice(keys),)
