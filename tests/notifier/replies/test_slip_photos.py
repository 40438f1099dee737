"""A picture of a slip is made anew: nothing that a camera wrote beside it stays."""

import io

import pytest
from PIL import Image

from notifier.errors import ValueRefused
from notifier.replies.slip_photos import LARGEST_PHOTO, clean_picture

_ORIENTATION, _CAMERA, _GPS = 0x0112, 0x0110, 0x8825


def photo(width: int = 60, height: int = 40, kind: str = "JPEG") -> bytes:
    """As a phone takes it: held upright, with where it was taken."""
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_CAMERA] = 6, "SecretPhone 9"
    exif[_GPS] = {1: "N", 2: (51.0, 30.0, 0.0)}
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_and_by_what_it_was_taken_is_gone_and_it_stands_upright(kind: str) -> None:
    assert b"SecretPhone" in photo(kind=kind)
    cleaned = clean_picture(photo(kind=kind) + b"<script>")
    assert b"SecretPhone" not in cleaned
    assert b"<script>" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (40, 60), {})


def test_a_large_picture_is_made_as_large_as_it_is_read() -> None:
    with Image.open(io.BytesIO(clean_picture(photo(4_000, 3_000)))) as image:
        assert max(image.size) == 2_000


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", b"GIF89a", photo()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ValueRefused, match="no picture that can be read"):
        clean_picture(content)


def test_what_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueRefused, match="larger than 12 MB"):
        clean_picture(b"x" * (LARGEST_PHOTO + 1))
    monkeypatch.setattr("notifier.replies.slip_photos._MOST_PIXELS", 2_000)
    with pytest.raises(ValueRefused, match="too many pixels"):
        clean_picture(photo())
