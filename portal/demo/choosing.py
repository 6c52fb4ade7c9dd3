"""Which of the offered answers somebody chooses."""
from __future__ import annotations

from portal.demo.chance import pick
from portal.languages import DEFAULT
from portal.questionnaires.definition import Question

# How a mood scores: good, middling, bad, “I’m not sure”, and left blank.
SCORES = {
    "good": {"2": 72, "1": 18, "0": 2, "not_sure": 4, "": 4},
    "okay": {"2": 38, "1": 46, "0": 7, "not_sure": 5, "": 4},
    "bad": {"2": 18, "1": 44, "0": 28, "not_sure": 5, "": 5},
}
# Questions whose answers do not simply lean to the first. "" leaves the question blank.
USUAL: dict[str, dict[str, float]] = {
    "way": {"topics": 52, "short": 40, "talk": 8},
    "safe": {"yes": 94, "not_sure": 3, "not_say": 1, "": 2},
    "promised": {"yes": 20, "no": 55, "not_sure": 15, "": 10},
    "private_first": {"yes": 58, "no": 30, "not_sure": 12},
    "voice_advocate": {"yes": 25, "no": 50, "not_sure": 25},
    "meeting_part": {"come": 48, "bit": 18, "iro_says": 16, "someone": 5, "not_sure": 13},
    "meeting_lead": {"all": 8, "part": 28, "no": 50, "not_sure": 14},
    "lasting_stay": {"yes": 76, "with_help": 19, "no": 1, "not_sure": 4},
    "section20_talk": {"no": 72, "yes": 20, "not_sure": 8},
    "papers_solicitor": {"yes": 82, "no": 8, "not_sure": 10},
    "asked_agreed": {"yes": 80, "not_asked": 20},
    "health_dentist": {"yes": 88, "no": 5, "not_sure": 7},
    "last_done": {"yes": 42, "some": 40, "no": 8, "not_sure": 10},
    "decide_trips": {"carer": 62, "worker": 26, "unclear": 12},
    "decide_sleepovers": {"carer": 40, "worker": 34, "unclear": 26},
    "decide_hair": {"carer": 48, "worker": 22, "parents": 18, "unclear": 12},
    "decide_phone": {"carer": 58, "worker": 22, "unclear": 20},
    "decide_holidays": {"worker": 60, "carer": 20, "parents": 8, "unclear": 12},
}
LEANING = (60, 22, 10, 5, 3, 2, 2)


def choose(question: Question, facts: dict[str, str], voice):
    """An answer to a question with options: a key, keys for `many`, or None for a blank."""
    rng = voice.rng
    if question.kind == "many":
        return _several(question, facts, voice)
    if question.id.startswith(("decide_", "school_score")) and "baby" in voice.keys:
        return "not_apply"
    if question.kind == "score":
        return pick(rng, SCORES[voice.mood]) or None
    usual = USUAL.get(question.id)
    if usual:
        return pick(rng, {key: often for key, often in usual.items() if not key or _offers(question, key)}) or None
    if rng.random() < 0.08:
        return None
    keys = [option.key for option in question.options if not option.quiet]
    return rng.choices(keys, LEANING[:len(keys)])[0]


def _offers(question: Question, key: str) -> bool:
    return any(option.key == key for option in question.options)


def _several(question: Question, facts: dict[str, str], voice) -> tuple[str, ...] | None:
    keys, rng = [o.key for o in question.options if not o.quiet], voice.rng
    if question.id == "part_interpreter":
        return ("no",) if voice.mother_tongue in ("", DEFAULT) else (rng.choice(("yes", "no", "phone")),)
    if question.id == "part_how":
        return tuple(sorted(rng.sample(("come", "phone", "before", "in_writing", "come"), rng.choice((1, 1, 2)))))
    if question.id in ("instead_how", "private_how"):
        return (rng.choice([key for key in keys if key != "no_need"]),)
    if question.id == "topics":
        away = {"parents": facts["contact"] == "no", "siblings": facts["siblings"] == "no",
                "identity": "english" in voice.keys}
        keys = [key for key in keys if not away.get(key)]
        return tuple(key for key in keys if key in set(rng.sample(keys, rng.randint(2, 4))))
    return (rng.choice(keys),)
