"""The child process: what it may do, how it ends, and that whatever is sent, nothing but Refused comes of it."""
from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from portal.media import cleaning
from portal.media.cleaning import Cleaned, Refused, clean_picture, clean_sound
from tests.media.making import exif, file_of, shades, tone

PNG = file_of(shades())
SAYS_MADE = "import sys; sys.stdin.buffer.read(); say = sys.stdout.buffer.write; say(b'made image/png\\n'); "
STARTED = "sys.path.insert(0, {folder!r}); import worker; worker.limit({kind!r}); "


@pytest.fixture
def child(monkeypatch, tmp_path):
    """Another script in the worker's place."""
    def put(text: str) -> None:
        script = tmp_path / "script.py"
        script.write_text(text, encoding="utf-8")
        monkeypatch.setattr(cleaning, "WORKER", script)

    return put


def why(call, data: bytes = PNG) -> str:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        call(data)
    return refused.value.why


def limited(code: str, kind: str = "picture") -> str:
    """What `code` prints in a process that has the worker's limits."""
    start = "import sys; " + STARTED.format(folder=str(cleaning.WORKER.parent), kind=kind)
    done = subprocess.run([sys.executable, "-I", "-B", "-c", start + code], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


# --- limits ------------------------------------------------------------------------------------------
def test_a_child_that_runs_out_of_memory_ends_in_refused(child):
    text = cleaning.WORKER.read_text(encoding="utf-8")
    assert "1024**3" in text
    child(text.replace("1024**3", "100 * 1024**2"))
    assert clean_picture(PNG)
    assert why(clean_picture, file_of(Image.new("RGB", (7_000, 7_000)), compress_level=1)) == "broken"


@pytest.mark.parametrize("end", ["import os; os.kill(os.getpid(), 9)", "1 / 0", "raise SystemExit", "import nothing"])
def test_a_child_that_dies_ends_in_refused(child, end):
    child(end)
    assert why(clean_picture) == "broken"
    assert why(clean_sound, bytes(cleaning.LARGEST_UPLOAD)) == "broken"  # it ended before it had read that


def test_a_child_that_cannot_be_started_ends_in_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    assert why(clean_picture) == "broken"


def test_a_child_that_never_answers_is_stopped(child, monkeypatch):
    monkeypatch.setattr(cleaning, "PATIENCE", 0.2)
    child("import sys; sys.stdin.buffer.read()\nwhile True: pass")
    assert why(clean_picture) == "broken"
    child("while True: pass")
    assert why(clean_picture, bytes(cleaning.LARGEST_UPLOAD)) == "broken"


@pytest.mark.parametrize("answer", [
    "b'made image/png\\n<html>'", "b'made text/html\\n<html>'", "b'made audio/mp4\\n1234ftyp'", "b'refused \\xff\\n'",
    "b'refused because\\n'", "b'made image/png\\n\\x89PNG\\r\\n\\x1a\\n' + bytes(2 * 1024**2)", "bytes(50_000_000)",
])
def test_a_child_that_was_taken_over_is_not_believed(child, answer):
    child(f"import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write({answer})")
    assert why(clean_picture) == "broken"


def test_the_child_knows_nothing_of_our_environment_and_files(child, monkeypatch):
    monkeypatch.setenv("PORTAL_CANARY", "canary")
    with open(__file__, encoding="utf-8") as ours:
        child(SAYS_MADE + "import os; say(b'\\x89PNG\\r\\n\\x1a\\n'); "
              "say(repr([dict(os.environ), os.getcwd(), sys.path, os.listdir('/proc/self/fd')]).encode())")
        told = clean_picture(PNG).data
        assert ours.fileno() > 2
    assert b"canary" not in told.lower() and b", '/', [" in told
    assert told.endswith(b"['0', '1', '2', '3']]")  # the three it was given, and the one that lists them


def test_the_child_writes_no_file_and_once_it_decodes_opens_none(tmp_path):
    file = tmp_path / "file"
    assert "File too large" in limited(f"open({str(file)!r}, 'wb', 0).write(b'x')")
    assert "Too many open files" in limited(f"worker.close_the_door(); open({__file__!r})")
    assert "Too many open files" in limited("import socket; worker.close_the_door(); socket.socket()")
    assert limited("import resource as r; worker.close_the_door(); print(r.getrlimit(r.RLIMIT_NPROC), "
                   "r.getrlimit(r.RLIMIT_CORE), r.getrlimit(r.RLIMIT_CPU))") == "(0, 0) (0, 0) (20, 20)\n"


@pytest.mark.parametrize("kind", ["picture", "sound"])
def test_the_child_has_less_memory_than_that(kind):
    assert "MemoryError" in limited(f"bytes(worker.MEMORY[{kind!r}])", kind)


# --- turns --------------------------------------------------------------------------------------------
def test_no_more_than_two_at_once(monkeypatch):
    monkeypatch.setattr(cleaning, "QUEUE", 0)
    with cleaning._turns:
        assert clean_picture(PNG)
        with cleaning._turns:
            assert why(clean_picture) == "busy"
    assert clean_picture(PNG)


def test_a_refusal_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(cleaning, "QUEUE", 0)
    assert [why(clean_picture, b"no") for _ in range(3)] == ["not_a_picture"] * 3


def test_uploads_at_the_same_time_wait_for_their_turn():
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(clean_picture, [PNG] * 4))) == 1


# --- whatever is sent -------------------------------------------------------------------------------------
def spoilt(good: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, and now and then cut or with something put in."""
    data = bytearray(good)
    for _ in range(chance.choice((1, 2, 8, 40))):
        data[chance.randrange(chance.choice((len(data), min(len(data), 150))))] = chance.randrange(256)
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)):]
    if chance.random() < 0.2:
        at = chance.randrange(len(data) + 1)
        data[at:at] = chance.randbytes(20)
    return bytes(data)


def outcome(case: tuple) -> str:
    """'taken', or why not; anything else that is raised fails the test."""
    call, data = case
    try:
        made = call(data)
    except Refused as refused:
        return refused.why
    assert isinstance(made, Cleaned) and len(made.data) <= cleaning.LARGEST_KEPT
    return "taken"


def test_of_a_hundred_spoilt_files_none_does_more_than_be_refused():
    chance = random.Random(26)
    pictures = [file_of(shades(), kind, exif=exif(6)) for kind in ("JPEG", "PNG", "WEBP")] + [file_of(shades(), "GIF")]
    goods = [(clean_picture, data) for data in pictures]
    goods += [(clean_sound, tone(container, 0.3)) for container in ("webm", "mp4")]
    cases = [(call, spoilt(data, chance)) for call, data in goods * 17]
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, cases))
    assert len(outcomes) >= 100 and set(outcomes) <= cleaning.REASONS | {"taken"}
    assert {"taken", "broken"} <= set(outcomes)


def test_the_logs_hold_nothing_of_an_upload(child, caplog):
    caplog.set_level("DEBUG")
    assert why(clean_picture, b"canary") == "not_a_picture"
    assert why(clean_picture, PNG[:40] + b"canary") == "broken"
    child("raise ValueError('canary')")
    assert why(clean_picture, PNG + b"canary") == "broken"
    assert caplog.messages == ["The child process for a picture ended without an answer"]
