"""Uploaded bytes in, safe bytes of our own making out.

The bytes are never decoded in this process and never written to disk: a child (worker.py) does it, which has
no files, no environment, and little memory and time. What it gives back is written anew from pixels or samples,
so that no place, no name, no script and no second file comes along. Nothing of an upload is logged.
"""
from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Timer

LARGEST_UPLOAD = 12 * 1024**2  # bytes that are looked at at all
LARGEST_KEPT = 2 * 1024**2     # bytes of what comes out
LONGEST_SOUND = 180            # seconds

WORKER = Path(__file__).with_name("worker.py")
AT_ONCE = 2       # children of this process: each may take the memory that worker.py allows
QUEUE = 8.0       # seconds that an upload waits for its turn
PATIENCE = 30.0   # seconds until a child is stopped; its processor time is limited to 20 (worker.py)
LINE = 64         # bytes at most of the child's first line, which says what follows
# What may come out of each kind, and the bytes by which it is known (from where on).
KINDS = {
    "picture": {"image/jpeg": (0, b"\xff\xd8\xff"), "image/png": (0, b"\x89PNG\r\n\x1a\n")},
    "sound": {"audio/mp4": (4, b"ftyp")},
}
REASONS = {"not_a_picture", "not_a_sound", "too_large", "too_long", "too_many_pixels", "broken", "busy"}

log = logging.getLogger(__name__)
_turns = BoundedSemaphore(AT_ONCE)
_places = BoundedSemaphore(AT_ONCE + 2)  # two at work and two that wait


@dataclass(frozen=True)
class Cleaned:
    """A picture or a sound that is safe to keep and to serve."""

    kind: str   # picture | sound
    mime: str   # image/jpeg | image/png | audio/mp4
    data: bytes


class Refused(Exception):
    """An upload that is not kept; `why` is one of REASONS."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


def clean_picture(data: bytes) -> Cleaned:
    """The picture upright, without metadata, at most 1600 pixels long, as JPEG or PNG.

    Takes JPEG, PNG, WebP, GIF (its first picture) and BMP; else Refused.
    """
    return _clean("picture", data)


def clean_sound(data: bytes) -> Cleaned:
    """The sound as mono AAC in an MP4 file without metadata, which every browser plays from the start.

    Takes WebM, Ogg, MP4, WAV, MP3 and AAC, as browsers record them; else Refused.
    """
    return _clean("sound", data)


def _clean(kind: str, data: bytes) -> Cleaned:
    """What the child makes of `data`, once there is a turn for it."""
    if len(data) > LARGEST_UPLOAD:
        raise Refused("too_large")
    if not _places.acquire(blocking=False):  # few wait, so that other requests always find a free thread
        raise Refused("busy")
    try:
        return _read_answer(kind, _in_turn(kind, data))
    finally:
        _places.release()


def _in_turn(kind: str, data: bytes) -> bytes:
    if not _turns.acquire(timeout=QUEUE):
        raise Refused("busy")
    try:
        return _ask_child(kind, data)
    finally:
        _turns.release()


def _ask_child(kind: str, data: bytes) -> bytes:
    """All that the child says: nothing when it was stopped, or died of a limit."""
    command = [sys.executable, "-I", str(WORKER), kind, str(LARGEST_KEPT), str(LONGEST_SOUND)]
    answer = b""
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,  # noqa: S603 - no word of
                              stderr=subprocess.DEVNULL, env={}, cwd="/") as child:    # the upload is in it
            answer = _talk(child, data)
    except OSError:
        pass  # it ended before it had read all, or the machine could not start it
    if not answer:
        log.warning("The child process for a %s ended without an answer", kind)
    return answer


def _talk(child: subprocess.Popen[bytes], data: bytes) -> bytes:
    """Give the child `data`, and take its answer. However this ends, the child is gone then."""
    timer = Timer(PATIENCE, child.kill)
    timer.start()
    try:
        child.stdin.write(data)
        child.stdin.close()
        return child.stdout.read(LINE + LARGEST_KEPT)  # no more, however much it says
    finally:
        timer.cancel()
        child.kill()


def _read_answer(kind: str, answer: bytes) -> Cleaned:
    """The child's answer, which is believed only if it is one of the few that there can be."""
    said, _, data = answer.partition(b"\n")
    word, _, detail = said.decode("ascii", "replace").partition(" ")
    if word == "refused" and detail in REASONS:
        raise Refused(detail)
    start, mark = KINDS[kind].get(detail, (0, b""))
    if word != "made" or not mark or not data.startswith(mark, start) or len(data) > LARGEST_KEPT:
        raise Refused("broken")
    return Cleaned(kind, detail, data)
