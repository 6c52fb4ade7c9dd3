"""The child that decodes what somebody uploaded and writes it anew. A script of its own; nothing imports it.

    python -I worker.py picture|sound LARGEST_KEPT LONGEST_SOUND   < upload   > answer

The answer is one line, "made MIME" or "refused REASON", and after "made" the new file. Decoders are written in C
and read what strangers send, so this process can open no file or connection, start nothing, and has little
memory and time. When it dies of that, the answer is empty.
"""
from __future__ import annotations

import io
import resource
import sys
import warnings
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

# Bytes of address space. 50 million pixels took 956 MB at most (WebP, transparent), three minutes of sound 160.
MEMORY = {"picture": 1024**3, "sound": 512 * 1024**2}
SECONDS = 20               # of processor time
PIXELS = 50_000_000        # of a picture that is decoded at all: a phone makes 12 to 50 million
LONGEST_SIDE = 1600
FEW_COLOURS = 4096         # a drawing has fewer, a photograph has more
# Longest side and JPEG quality, from what we want to what certainly fits.
TRIES = ((1600, 80), (1600, 65), (1600, 50), (1200, 50), (800, 50))
# How a picture lies, by its EXIF number; the names are Pillow's.
TURNS = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_270",
         7: "TRANSVERSE", 8: "ROTATE_90"}
ORIENTATION = 0x0112

RATE = 32_000              # samples a second: enough for a voice
BIT_RATE = 40_000
GRACE = 0.5                # seconds: a recorder that stops by the clock stops a little late
DECODERS = ("aac", "alac", "amrnb", "amrwb", "flac", "mp3", "mp3float", "opus", "libopus", "vorbis",
            "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_u8", "pcm_alaw", "pcm_mulaw")
STILLS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")  # pictures in the MP4 family


class Refusal(Exception):
    """Why the upload is not kept."""


# --- limits ----------------------------------------------------------------------------------------
def limit(kind: str) -> None:
    """What holds from the start."""
    for what, amount in ((resource.RLIMIT_AS, MEMORY[kind]), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
                         (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (amount, amount))


def close_the_door() -> None:
    """What holds once everything is imported: no file, no connection, no thread, no process."""
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))


# --- pictures ----------------------------------------------------------------------------------------
def picture_format(data: bytes) -> str:
    """What the first bytes say; '' for what we do not take."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    marks = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"GIF87a": "GIF", b"GIF89a": "GIF", b"BM": "BMP"}
    return next((name for mark, name in marks.items() if data.startswith(mark)), "")


def picture(data: bytes, largest: int) -> tuple[str, bytes]:
    """The picture, upright, small enough and without anything but its pixels."""
    kind = picture_format(data)
    if not kind:
        raise Refusal("not_a_picture")
    # With what Pillow would import only when it needs it: soon no file can be opened.
    import copy  # noqa: F401

    from PIL import Image, ImagePalette, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401

    Image.preinit()
    close_the_door()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        opened = Image.open(io.BytesIO(data), formats=[kind])
        if opened.width * opened.height > PIXELS:
            raise Refusal("too_many_pixels")
        return smallest(Image, pixels(Image, opened), largest)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refusal("too_many_pixels") from None


def pixels(Image: Any, opened: Any) -> Any:
    """A new picture, RGB or RGBA, with the pixels of `opened` and nothing else of it."""
    shrinks = opened.format in ("JPEG", "MPO")  # these are made smaller while they are decoded
    if not shrinks:
        opened.load()
    turn = TURNS.get(lies(opened))
    if not shrinks:
        opened = in_colour(opened)
    opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if opened.mode != "RGBA" or opened.getextrema()[3][0] == 255:  # nothing of it is transparent
        opened = opened.convert("RGB")
    if turn:
        opened = opened.transpose(Image.Transpose[turn])
    new = Image.new(opened.mode, opened.size)
    new.paste(opened)
    return new


def in_colour(opened: Any) -> Any:
    """RGB or RGBA from a palette, from grey of 1, 8 or 16 bits, or from one colour that stands for clear."""
    if opened.mode.startswith("I"):  # 16 bits, which convert() would cut off at 255
        grey = opened.point(lambda value: value * (1 / 256)).convert("L")
        grey.info = {}
        return grey.convert("RGB")
    mode = "RGBA" if opened.has_transparency_data else "RGB"
    return opened if opened.mode == mode else opened.convert(mode)


def lies(opened: Any) -> int:
    """How the picture lies, as its EXIF says; a picture with broken EXIF lies as it is."""
    try:
        return int(opened.getexif().get(ORIENTATION, 1))
    except Exception:  # whatever a stranger wrote there
        return 1


def smallest(Image: Any, image: Any, largest: int) -> tuple[str, bytes]:
    """PNG for a drawing or what is transparent, where it fits; JPEG for the rest."""
    clear = image.mode == "RGBA"
    png = written(image, format="PNG", optimize=True) if clear or image.getcolors(FEW_COLOURS) else b""
    if clear and len(png) <= largest:
        return "image/png", png
    if clear:
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    jpeg = fitting(image, largest)
    return ("image/png", png) if 0 < len(png) < len(jpeg) else ("image/jpeg", jpeg)


def fitting(image: Any, largest: int) -> bytes:
    """A JPEG of at most `largest` bytes: as good as can be, then as large as can be."""
    for side, quality in TRIES:
        image.thumbnail((side, side))
        jpeg = written(image, format="JPEG", quality=quality, optimize=True)
        if len(jpeg) <= largest:
            break
    return jpeg


def written(image: Any, **how: Any) -> bytes:
    """The bytes of the file."""
    file = io.BytesIO()
    image.save(file, **how)
    return file.getvalue()


# --- sound ---------------------------------------------------------------------------------------------
def sound_format(data: bytes) -> str:
    """FFmpeg's name for what the first bytes say; '' for what we do not take."""
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    if data[4:8] == b"ftyp":
        return "" if data[8:12] in STILLS else "mov"
    if data[:1] == b"\xff" and data[1:2] in (b"\xf0", b"\xf1", b"\xf8", b"\xf9"):
        return "aac"
    if data.startswith(b"ID3") or data[:1] == b"\xff" and data[1:2] in (b"\xfb", b"\xfa", b"\xf3", b"\xf2", b"\xe3"):
        return "mp3"
    return {b"\x1aE\xdf\xa3": "matroska", b"OggS": "ogg"}.get(data[:4], "")


def sound(data: bytes, longest: int) -> tuple[str, bytes]:
    """The sound as mono AAC in MP4, its index at the front."""
    kind = sound_format(data)
    if not kind:
        raise Refusal("not_a_sound")
    # With what av would import only when it needs it: soon no file can be opened.
    import logging  # noqa: F401

    import av.subtitles.codeccontext
    import av.subtitles.stream
    import av.video.codeccontext
    import av.video.stream

    close_the_door()
    source = av.open(io.BytesIO(data), format=kind, metadata_errors="replace",
                     options={"codec_whitelist": ",".join(DECODERS)})
    if not source.streams.audio:
        raise Refusal("not_a_sound")
    stream = source.streams.audio[0]
    if not stream.codec_context or stream.codec_context.name not in DECODERS:
        raise Refusal("not_a_sound")
    frames = shaped(av, decoded(av, source, stream))
    return "audio/mp4", encoded(av, frames, int((longest + GRACE) * RATE))


def decoded(av: Any, source: Any, stream: Any) -> Iterator[Any]:
    """All that can be decoded: a recording may break off, and that which was said before is still worth having."""
    good = bad = 0
    try:
        for packet in source.demux(stream):
            try:
                frames = packet.decode()
            except av.FFmpegError:
                bad += 1
                continue
            good += len(frames)
            yield from frames
    except av.FFmpegError:
        bad += 1
    if bad > good:
        raise Refusal("broken")


def shaped(av: Any, frames: Iterator[Any]) -> Iterator[Any]:
    """The sound as we write it, also where a recording changes on the way, as with another microphone."""
    shape, before = None, None
    for frame in frames:
        now = frame.format.name, frame.layout.name, frame.sample_rate
        if now != before:
            if not (8_000 <= frame.sample_rate <= 192_000 and frame.layout.nb_channels <= 8):
                raise Refusal("broken")
            yield from shape.resample(None) if shape else ()
            shape, before = av.AudioResampler(format="fltp", layout="mono", rate=RATE), now
        frame.pts = None
        yield from shape.resample(frame)
    yield from shape.resample(None) if shape else ()


def encoded(av: Any, frames: Iterator[Any], most: int) -> bytes:
    """An MP4 file of `frames`, which may have `most` samples together."""
    file, samples = io.BytesIO(), 0
    with av.open(file, "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"},
                 io_open=lambda *_: Again(file)) as target:
        stream = target.add_stream("aac", rate=RATE, layout="mono", options={"flags": "+bitexact"})
        stream.bit_rate = BIT_RATE
        for frame in frames:
            frame.pts, frame.time_base = samples, Fraction(1, RATE)
            samples += frame.samples
            if samples > most:
                raise Refusal("too_long")
            target.mux(stream.encode(frame))
        if not samples:
            raise Refusal("broken")
        target.mux(stream.encode(None))
    return file.getvalue()


class Again:
    """A second reader of a file that is being written: FFmpeg moves the index to the front with it."""

    def __init__(self, file: io.BytesIO):
        self.file, self.at = file, 0

    def tell(self) -> int:
        """Where we read."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Read from there."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at}.get(whence, len(self.file.getbuffer()))
        self.at = start + offset
        return self.at

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        with self.file.getbuffer() as whole:
            part = bytes(whole[self.at:self.at + size if size >= 0 else None])
        self.at += len(part)
        return part


def main() -> None:
    """Limits first, then the upload, then the answer."""
    kind, largest, longest = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit(kind)
    data = sys.stdin.buffer.read()
    try:
        mime, made = picture(data, largest) if kind == "picture" else sound(data, longest)
        answer = b"made " + mime.encode() + b"\n" + made
    except Refusal as refusal:
        answer = b"refused " + str(refusal).encode() + b"\n"
    except Exception:  # a decoder may raise anything; nothing is told of the upload
        answer = b"refused broken\n"
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
