"""Pictures: the words in them, where the optional part that recognises words is installed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.errors import UserError
from core.ingest.document import PICTURES, Document, Draft
from core.ingest.readers import pace, recognition
from core.model.place import Unit, counted

if TYPE_CHECKING:
    from PIL.Image import Image

SCANNED = (counted(Unit.SCAN, 1),)


def read(data: bytes, title: str) -> Document:
    """Read the words in a picture; of one with several pages (TIFF), page by page.

    Raises:
        UserError: it is damaged or too large, the part that recognises words is missing, or there are no words.
    """
    known = ((kind, name, starts) for kind, (name, starts) in PICTURES.items())
    told = next(((kind, name) for kind, name, starts in known if any(map(data.startswith, starts))), None)
    if told is None:
        raise UserError("This is no picture of a kind that Ebb reads.")
    media_type, name = told
    if not recognition.available():
        raise UserError(f"This is a picture ({name}), and {recognition.MISSING}")
    draft = Draft(media_type)
    pages = list(_pages(data, name, draft))
    for number, text in enumerate(pages, 1):
        draft.enter(SCANNED, unit=Unit.PAGE)
        draft.add(text, page=number if len(pages) > 1 else None)
    document = draft.finish(title=title)
    if not document.sections:
        raise UserError(f"In this picture ({name}) no printed words were found.")
    return document


def _pages(data: bytes, name: str, draft: Draft) -> Iterator[str]:
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    try:
        with (
            warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning),
            Image.open(io.BytesIO(data), formats=(name,)) as picture,
        ):
            for frame in ImageSequence.Iterator(picture) if name == "TIFF" else (picture,):
                if not pace.may_look():
                    draft.notices.append(f"Only the first {pace.MOST_PICTURES} pages were read.")
                    return
                yield recognition.recognise(_pixels(ImageOps.exif_transpose(frame)))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise UserError(f"This picture ({name}) is too large. Make it smaller, and add that.") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UserError(f"This picture ({name}) is damaged and cannot be opened.") from error


def _pixels(picture: Image) -> np.ndarray:
    from PIL import Image

    if "A" in picture.getbands() or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    picture = picture.convert("RGB")
    picture.thumbnail((recognition.LONGEST_SIDE, recognition.LONGEST_SIDE))
    return np.asarray(picture)[:, :, ::-1]
