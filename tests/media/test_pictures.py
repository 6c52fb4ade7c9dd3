"""Pictures come out upright, small, and with nothing but their pixels."""
from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageDraw

from portal.media.cleaning import LARGEST_KEPT, LARGEST_UPLOAD, Refused, clean_picture
from tests.media.making import exif, file_of, noise, opened, shades

CANARY = b"<script>canary()</script>"
HELD = {1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270}  # what the camera did, undone by the number


def why(data: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(Refused) as refused:
        clean_picture(data)
    return refused.value.why


def corners(picture: Image.Image) -> list[str]:
    """Which corner is dark, from the top left round."""
    grey, (right, bottom) = picture.convert("L"), (picture.width - 5, picture.height - 5)
    return ["dark" if grey.getpixel(at) < 128 else "light" for at in ((4, 4), (right, 4), (right, bottom), (4, bottom))]


def marked() -> Image.Image:
    """White, wider than high, with a dark corner at the top left, and a grey one beside it."""
    picture = Image.new("RGB", (90, 60), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 25, 25), fill="black")
    return picture


def clear() -> Image.Image:
    """Shades that fade away."""
    picture = shades()
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return picture


KINDS = {
    "JPEG": lambda: file_of(shades(), "JPEG"),
    "JPEG, progressive": lambda: file_of(shades(), "JPEG", progressive=True),
    "JPEG, grey": lambda: file_of(shades().convert("L"), "JPEG"),
    "JPEG, for print": lambda: file_of(shades().convert("CMYK"), "JPEG"),
    "JPEG, two pictures": lambda: file_of(shades(), "MPO", save_all=True, append_images=[shades()]),
    "PNG": lambda: file_of(shades()),
    "PNG, palette": lambda: file_of(shades().convert("P")),
    "PNG, grey": lambda: file_of(shades().convert("L")),
    "PNG, black and white": lambda: file_of(shades().convert("1")),
    "PNG, 16 bits": lambda: file_of(Image.new("I;16", (80, 60), 40_000)),
    "PNG, clear": lambda: file_of(clear()),
    "PNG, one clear colour": lambda: file_of(shades().convert("P"), transparency=3),
    "PNG, clear grey": lambda: file_of(clear().convert("LA")),
    "PNG, moving": lambda: file_of(shades(), save_all=True, append_images=[marked().resize((80, 60))]),
    "WebP": lambda: file_of(shades(), "WEBP"),
    "WebP, clear": lambda: file_of(clear(), "WEBP", lossless=True),
    "GIF": lambda: file_of(shades().convert("P"), "GIF"),
    "GIF, moving": lambda: file_of(shades(), "GIF", save_all=True, append_images=[marked().resize((80, 60))]),
    "BMP": lambda: file_of(shades(), "BMP"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_that_we_name_is_taken(kind):
    given = KINDS[kind]()
    made = clean_picture(given)
    assert made.kind == "picture" and opened(made.data).size == (80, 60)
    assert opened(made.data).get_format_mimetype() == made.mime
    assert not hasattr(opened(made.data), "n_frames") or opened(made.data).n_frames == 1
    expected = opened(given).convert("RGBA").getpixel((40, 30)) if "16" not in kind else (156, 156, 156, 255)
    shown = opened(made.data).convert("RGBA").getpixel((40, 30))
    assert all(abs(one - other) <= 12 for one, other in zip(expected, shown, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_and_all_else_that_a_phone_notes_is_gone(kind):
    given = file_of(shades(), kind, exif=exif(), icc_profile=b"canary profile",
                    **({"comment": "Canary comment", "xmp": b"<x>Canary</x>"} if kind == "JPEG" else {}))
    assert opened(given).getexif().get_ifd(0x8825) and b"Canary" in given
    made = clean_picture(given).data
    assert not dict(opened(made).getexif())
    assert set(opened(made).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"anary" not in made and b"Exif" not in made


@pytest.mark.parametrize("orientation", HELD)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_comes_out_upright_however_the_phone_was_held(kind, orientation):
    upright = marked()
    taken = upright.transpose(HELD[orientation]) if HELD[orientation] is not None else upright
    made = opened(clean_picture(file_of(taken, kind, exif=exif(orientation), quality=95)).data)
    assert made.size == (90, 60)
    assert corners(made) == ["dark", "light", "light", "light"]


def test_a_picture_whose_notes_are_broken_is_still_taken():
    given = file_of(shades(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert clean_picture(given).mime == "image/jpeg"


def test_a_large_photograph_is_made_smaller_and_fits():
    given = file_of(noise(2600, 2000), "JPEG", quality=92)
    assert LARGEST_KEPT < len(given) < LARGEST_UPLOAD
    made = clean_picture(given)
    assert made.mime == "image/jpeg" and len(made.data) <= LARGEST_KEPT
    assert opened(made.data).size == (1600, 1231)


def test_noise_without_an_edge_fits_when_it_is_clear_too():
    given = noise(1500, 1500)
    given.putalpha(Image.effect_noise((1500, 1500), 90))
    made = clean_picture(file_of(given))
    assert made.mime == "image/jpeg" and len(made.data) <= LARGEST_KEPT


def test_a_drawing_stays_a_png_and_what_is_clear_stays_clear():
    drawing = Image.new("RGBA", (1200, 900), (0, 0, 0, 0))
    ImageDraw.Draw(drawing).line((100, 100, 900, 700), fill=(200, 0, 80, 255), width=12)
    made = clean_picture(file_of(drawing))
    assert made.mime == "image/png" and opened(made.data).tobytes() == drawing.tobytes()
    paper = Image.new("RGB", drawing.size, "white")
    paper.paste(drawing, mask=drawing)
    assert clean_picture(file_of(paper)).mime == "image/png"


def test_a_photograph_sent_as_png_becomes_a_jpeg():
    given = file_of(noise(300, 200))
    made = clean_picture(given)
    assert made.mime == "image/jpeg" and len(made.data) < len(given)


def chunk(name: bytes, data: bytes) -> bytes:
    """One part of a PNG file."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is so large, with a megabyte of nothing."""
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b""))


@pytest.mark.parametrize("size", [(7_100, 7_100), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(size):
    assert why(png_of(*size)) == "too_many_pixels"


def test_a_large_picture_below_the_limit_is_taken():
    made = clean_picture(file_of(Image.new("L", (8_600, 5_800), 90), "PNG", compress_level=1))
    assert opened(made.data).size == (1600, 1079)


def zipped() -> bytes:
    """An archive with a page in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("index.html", CANARY)
    return file.getvalue()


@pytest.mark.parametrize("given", [
    file_of(shades()) + b"<html>" + CANARY, file_of(shades(), "JPEG") + zipped(), file_of(shades(), "GIF") + zipped(),
    file_of(shades(), "JPEG", comment=CANARY), file_of(shades(), "BMP") + CANARY,
], ids=["a page after a PNG", "an archive after a JPEG", "an archive after a GIF", "a comment", "a page after a BMP"])
def test_a_second_file_in_a_picture_does_not_come_along(given):
    assert CANARY in given
    made = clean_picture(given).data
    assert b"canary" not in made and b"index.html" not in made
    assert not zipfile.is_zipfile(io.BytesIO(made))
    assert made.endswith((b"IEND\xaeB`\x82", b"\xff\xd9"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_half_a_picture_is_refused(kind):
    given = file_of(shades(), kind)
    assert why(given[:len(given) // 2]) == "broken"
    assert why(given[:12]) == "broken"


@pytest.mark.parametrize("given", [
    b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'>" + CANARY + b"</svg>", b"%PDF-1.7", b"RIFF\0\0\0\0WAVE",
    b"%!PS-Adobe-3.0 EPSF-3.0", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", zipped(), file_of(shades(), "TIFF"),
    file_of(shades(), "ICO"), file_of(shades(), "PPM"), file_of(shades(), "AVIF"),
], ids="nothing words SVG PDF WAV EPS HEIC archive TIFF ICO PPM AVIF".split())
def test_what_is_no_picture_that_we_take_is_refused(given):
    assert why(given) == "not_a_picture"


def test_a_file_over_the_limit_is_not_looked_at():
    assert why(bytes(LARGEST_UPLOAD + 1)) == "too_large"
    assert why(bytes(LARGEST_UPLOAD)) == "not_a_picture"
