from io import BytesIO

import pytest
from PIL import Image

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits
from ingest.readers.pdf import page_count
from ingest.readers.picture import as_pdf

LIMITS = ReadingLimits()


def picture(size: tuple[int, int] = (60, 80), mode: str = "RGB", kind: str = "PNG", **more: object) -> bytes:
    stream = BytesIO()
    Image.new(mode, size, 1).save(stream, kind, **more)
    return stream.getvalue()


def reason(content: bytes, limits: ReadingLimits = LIMITS) -> Reason:
    with pytest.raises(Unreadable) as refused:
        as_pdf(content, limits)
    return refused.value.reason


@pytest.mark.parametrize(("mode", "kind"), [("RGBA", "PNG"), ("1", "TIFF"), ("L", "JPEG"), ("P", "PNG")])
def test_any_picture_becomes_a_page(mode, kind):
    assert page_count(as_pdf(picture(mode=mode, kind=kind), LIMITS), LIMITS) == 1


def test_each_frame_is_a_page():
    frames = [Image.new("1", (30, 40)) for _ in range(3)]
    stream = BytesIO()
    frames[0].save(stream, "TIFF", save_all=True, append_images=frames[1:], dpi=(200, 200))
    assert page_count(as_pdf(stream.getvalue(), LIMITS), LIMITS) == 3
    assert reason(stream.getvalue(), ReadingLimits(max_pages=2)) is Reason.TOO_MANY_PAGES


def test_pictures_beyond_the_limits_or_damaged_are_refused():
    assert reason(picture((300, 300)), ReadingLimits(max_pixels=1000)) is Reason.TOO_LARGE
    noise = Image.effect_noise((200, 200), 80)
    stream = BytesIO()
    noise.save(stream, "PNG")
    assert reason(stream.getvalue()[:9000]) in (Reason.TRUNCATED, Reason.BROKEN)
    assert reason(b"\x89PNG\r\n\x1a\n") is Reason.BROKEN
