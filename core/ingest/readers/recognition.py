"""Words in pictures (OCR): RapidOCR with the models that come inside its package. Nothing is downloaded.

An optional part: it brings ONNX Runtime and OpenCV. Printed Latin and Chinese scripts are recognised; handwriting and
other scripts are not, and what the recogniser is unsure of is left out.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from core.ingest.readers import pace

if TYPE_CHECKING:
    from numpy.typing import NDArray

MISSING = (
    "the part of Ebb that recognises words in pictures is not installed. Run the set-up again (make run), then try "
    "again."
)
LONGEST_SIDE = 3000
"""Pixels: what is larger is made smaller before it is looked at."""

_SETTINGS = {
    "Global.log_level": "critical",
    # Without this, small pictures are blown up before words are looked for, at four times the cost.
    "Det.limit_type": "max",
    "Det.limit_side_len": 1600,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
}
_SUREST = 0.6
_NEXT_LINE = 0.6
_NEXT_PARAGRAPH = 1.9


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that stand together, with the box around them in pixels."""

    text: str
    left: float
    top: float
    bottom: float


def available() -> bool:
    """Whether the optional part is installed."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "PIL"))


def recognise(picture: NDArray[Any]) -> str:
    """The words in a picture (height × width × 3 bytes: blue, green, red), line by line, or nothing."""
    result = _engine()(picture)
    pace.step()
    if result.txts is None or result.boxes is None or result.scores is None:
        return ""
    pieces = [
        _Piece(text, float(box[:, 0].min()), float(box[:, 1].min()), float(box[:, 1].max()))
        for text, box, score in zip(result.txts, result.boxes, result.scores, strict=True)
        if score >= _SUREST and text.strip()
    ]
    return _in_lines(sorted(pieces, key=lambda piece: (piece.top, piece.left)))


@cache
def _engine() -> Any:
    # Its downloader imports a network library that binds a socket to try IPv6; with nothing in that one's place,
    # it could not fetch a model even if one of its own were missing.
    absent = "requests" not in sys.modules
    nothing = ModuleType("requests")
    nothing.__dict__["Response"] = object  # named where its functions say what they return
    sys.modules.setdefault("requests", nothing)
    try:
        from rapidocr import RapidOCR
    finally:
        if absent:
            del sys.modules["requests"]
    return RapidOCR(params=_SETTINGS)


def _in_lines(pieces: list[_Piece]) -> str:
    """Pieces side by side become one line; a gap of nearly two lines begins a paragraph."""
    lines: list[list[_Piece]] = []
    for piece in pieces:
        line = lines[-1] if lines else None
        if line and piece.top - line[0].top < _NEXT_LINE * (line[0].bottom - line[0].top):
            line.append(piece)
        else:
            lines.append([piece])
    words: list[str] = []
    before: _Piece | None = None
    for line in lines:
        height = line[0].bottom - line[0].top
        if before is not None:
            words.append("\n\n" if line[0].top - before.top > _NEXT_PARAGRAPH * max(height, 1.0) else "\n")
        words.append(" ".join(piece.text.strip() for piece in sorted(line, key=lambda piece: piece.left)))
        before = line[0]
    return "".join(words)
