"""Sound comes out as one kind of file that every browser plays, with nothing but the sound."""
from __future__ import annotations

import io

import av
import pytest

from portal.media.cleaning import LARGEST_KEPT, LONGEST_SOUND, Refused, clean_sound
from tests.media.making import SOUNDS, file_of, long_hum, seconds_in, shades, tone


def why(data: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        clean_sound(data)
    return refused.value.why


def film(with_sound: bool) -> bytes:
    """A film of ten pictures, with a second of sound or without."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as target:
        picture = target.add_stream("mpeg4", rate=10, width=80, height=60)
        sound = target.add_stream("aac", rate=44_100, layout="mono") if with_sound else None
        for _ in range(10):
            target.mux(picture.encode(av.VideoFrame.from_image(shades()).reformat(format="yuv420p")))
        target.mux(picture.encode(None))
        if with_sound:
            with av.open(io.BytesIO(tone("wav"))) as source:
                for frame in source.decode(audio=0):
                    target.mux(sound.encode(frame))
            target.mux(sound.encode(None))
    return file.getvalue()


@pytest.mark.parametrize("container", SOUNDS)
def test_every_recorders_sound_comes_out_as_mono_aac_of_the_same_length(container):
    made = clean_sound(tone(container, seconds=2.5))
    assert (made.kind, made.mime) == ("sound", "audio/mp4")
    assert seconds_in(made.data) == pytest.approx(2.5, abs=0.1)
    with av.open(io.BytesIO(made.data)) as source:
        assert [stream.codec_context.name for stream in source.streams] == ["aac"]
        assert source.streams.audio[0].channels == 1
        assert source.duration / av.time_base == pytest.approx(2.5, abs=0.1)
        assert max(abs(sample) for sample in samples(source)) > 2_000  # not silence


def samples(source) -> list[int]:
    """Every sample, in 16 bits."""
    shape = av.AudioResampler(format="s16", layout="mono", rate=32_000)
    parts = [part for frame in source.decode(audio=0) for part in shape.resample(frame)]
    return [sample for part in parts for sample in memoryview(part.planes[0]).cast("B").cast("h")[:part.samples]]


def test_the_index_comes_first_so_that_it_plays_while_it_loads():
    made = clean_sound(tone()).data
    assert 0 < made.index(b"moov") < made.index(b"mdat")


@pytest.mark.parametrize("container", ["webm", "mp4", "mp3"])
def test_notes_in_a_recording_are_gone(container):
    given = tone(container, title="Canary title", artist="Canary artist", comment="Canary place")
    assert b"Canary" in given
    made = clean_sound(given).data
    assert b"Canary" not in made and b"Lav" not in made
    with av.open(io.BytesIO(made)) as source:
        assert set(source.metadata) <= {"major_brand", "minor_version", "compatible_brands"}


def test_notes_in_an_old_alphabet_do_not_spoil_a_recording():
    given = tone("wav", title="Caf\u00e9s").replace("\u00e9".encode(), b"\xe9s")
    assert b"Caf\xe9ss" in given
    assert seconds_in(clean_sound(given).data) == pytest.approx(1, abs=0.1)


def test_three_minutes_fit_and_more_is_refused():
    made = clean_sound(long_hum(LONGEST_SOUND))
    assert len(made.data) <= LARGEST_KEPT / 2
    assert seconds_in(made.data) == pytest.approx(LONGEST_SOUND, abs=0.1)
    assert why(long_hum(LONGEST_SOUND + 1)) == "too_long"


@pytest.mark.parametrize("container", ["webm", "ogg", "mp3", "wav"])
def test_a_recording_that_breaks_off_is_kept_as_far_as_it_goes(container):
    given = tone(container, seconds=6)
    assert 2 < seconds_in(clean_sound(given[:len(given) // 2]).data) < 4


def test_a_recording_that_changes_on_the_way_is_kept_whole():
    given = tone("adts", seconds=1) + tone("adts", seconds=1, rate=22_050)
    assert seconds_in(clean_sound(given).data) == pytest.approx(2, abs=0.2)


def test_half_a_file_whose_index_is_lost_is_refused():
    given = tone("mp4", seconds=2)
    assert why(given[:len(given) // 2]) == "broken"


def test_of_a_film_only_the_sound_is_kept_and_a_silent_one_is_refused():
    made = clean_sound(film(with_sound=True))
    with av.open(io.BytesIO(made.data)) as source:
        assert [stream.type for stream in source.streams] == ["audio"]
    assert seconds_in(made.data) == pytest.approx(1, abs=0.1)
    assert why(film(with_sound=False)) == "not_a_sound"


def test_what_comes_after_the_sound_does_not_come_along():
    assert b"canary" not in clean_sound(tone("wav") + b"<script>canary()</script>").data


@pytest.mark.parametrize("given", [
    b"", b"hello", file_of(shades(), "JPEG"), file_of(shades()), file_of(shades(), "WEBP"), file_of(shades(), "AVIF"),
    b"#EXTM3U\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n",
], ids="nothing words JPEG PNG WebP AVIF playlist list".split())
def test_what_is_no_sound_is_refused(given):
    assert why(given) == "not_a_sound"


@pytest.mark.parametrize("container", SOUNDS)
def test_the_first_bytes_alone_are_refused(container):
    assert why(tone(container)[:40]) == "broken"
