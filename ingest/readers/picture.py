"""Pictures of pages (PNG, JPEG, TIFF, BMP): wrapped into a PDF, so that one reader and one renderer serve both."""

from io import BytesIO

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingest.readers.failures import Reason, Unreadable
from ingest.readers.limits import ReadingLimits

_A4_INCHES = 11.69
_SANE_DPI = range(72, 1201)
_KEPT_QUALITY = 95


def as_pdf(content: bytes, limits: ReadingLimits) -> bytes:
    """Return the frames of a picture as pages of a PDF, upright as the camera noted.

    Raises:
        Unreadable: cut off, broken, too many pixels or frames.
    """
    try:
        with Image.open(BytesIO(content)) as picture:
            if getattr(picture, "n_frames", 1) > limits.max_pages:
                raise Unreadable(Reason.TOO_MANY_PAGES, f"{getattr(picture, 'n_frames', 1)} frames")
            frames = [_page(frame, limits) for frame in ImageSequence.Iterator(picture)]
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        reason = Reason.TOO_LARGE if isinstance(error, Image.DecompressionBombError) else Reason.BROKEN
        raise Unreadable(reason, type(error).__name__) from error
    except (OSError, SyntaxError, ValueError) as error:
        reason = Reason.TRUNCATED if "truncated" in str(error) else Reason.BROKEN
        raise Unreadable(reason, type(error).__name__) from error
    stream = BytesIO()
    dots = _dots_per_inch(frames[0])
    frames[0].save(stream, "PDF", save_all=True, append_images=frames[1:], resolution=dots, quality=_KEPT_QUALITY)
    return stream.getvalue()


def _page(frame: Image.Image, limits: ReadingLimits) -> Image.Image:
    """One frame in a form that a PDF can hold."""
    if frame.width * frame.height > limits.max_pixels:
        raise Unreadable(Reason.TOO_LARGE, f"{frame.width} × {frame.height} pixels")
    dots = frame.info.get("dpi")
    upright = ImageOps.exif_transpose(frame)
    if upright.mode == "1":  # the PDF writer packs two colours by another library, which may be missing
        upright = upright.convert("L")
    kept = upright.convert("RGB") if upright.mode not in ("L", "RGB") else upright.copy()
    kept.info = {"dpi": dots} if dots else {}
    return kept


def _dots_per_inch(frame: Image.Image) -> float:
    """The resolution that the picture states, or that of an A4 page as high as the picture."""
    stated = frame.info.get("dpi", (0, 0))[0]
    return float(stated) if int(stated) in _SANE_DPI else max(frame.width, frame.height) / _A4_INCHES
