"""Pictures and sounds that the tests make themselves: no picture of anybody, nobody's voice."""
from __future__ import annotations

import io
import wave
from typing import Any

import av
from PIL import Image

PLACE = {1: "N", 2: (54.0, 58.0, 41.0), 3: "W", 4: (1.0, 36.0, 50.0)}  # degrees, minutes, seconds
# Containers as browsers and phones write them: the codec and the samples a second of each.
SOUNDS = {"webm": ("libopus", 48_000), "ogg": ("libopus", 48_000), "mp4": ("aac", 44_100), "adts": ("aac", 44_100),
          "mp3": ("libmp3lame", 44_100), "wav": ("pcm_s16le", 16_000)}
HUM = b"".join((((n * 400) % 16_000) - 8_000).to_bytes(2, "little", signed=True) for n in range(960))


def shades(width: int = 80, height: int = 60) -> Image.Image:
    """Three shades across each other: like a photograph, no two places are the same."""
    shade = Image.linear_gradient("L")
    turned = [shade, shade.transpose(Image.Transpose.ROTATE_90), shade.transpose(Image.Transpose.ROTATE_180)]
    return Image.merge("RGB", turned).resize((width, height))


def noise(width: int, height: int) -> Image.Image:
    """What compresses worst."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 90) for _ in range(3)])


def file_of(picture: Image.Image, kind: str = "PNG", **how: Any) -> bytes:
    """The picture as a file of that kind."""
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    """The picture in a file, decoded."""
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone notes: how it was held, whose it is, and where it was."""
    noted = Image.Exif()
    noted[0x0112] = orientation
    noted[0x013B] = "Canary Owner"
    noted.get_ifd(0x8825).update(PLACE)
    return noted


def tone(container: str = "webm", seconds: float = 1.0, rate: int = 0, **notes: str) -> bytes:
    """A hum of so many seconds in that container; `notes` are its metadata."""
    codec, usual = SOUNDS[container]
    rate = rate or usual
    file = io.BytesIO()
    with av.open(file, "w", format=container) as target:
        target.metadata.update(notes)
        stream = target.add_stream(codec, rate=rate, layout="mono")
        shape = av.AudioResampler(format=stream.codec_context.format.name, layout="mono", rate=rate)
        for frame in _hum(int(seconds * rate), rate):
            target.mux([packet for part in shape.resample(frame) for packet in stream.encode(part)])
        target.mux(stream.encode(None))
    return file.getvalue()


def _hum(samples: int, rate: int):
    """Frames of a rough hum, 16 bits a sample."""
    for start in range(0, samples, 960):
        frame = av.AudioFrame(format="s16", layout="mono", samples=min(960, samples - start))
        frame.sample_rate, frame.pts = rate, start
        frame.planes[0].update(HUM[:frame.samples * 2].ljust(frame.planes[0].buffer_size, b"\0"))
        yield frame


def long_hum(seconds: int) -> bytes:
    """A hum made quickly, as a WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 2, 9_600, 0, "NONE", ""))
        target.writeframes(HUM * (10 * seconds))
    return file.getvalue()


def seconds_in(data: bytes) -> float:
    """How long the sound in a file is, when it is played to the end."""
    with av.open(io.BytesIO(data)) as source:
        return sum(frame.samples / frame.sample_rate for frame in source.decode(audio=0))
