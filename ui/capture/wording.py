"""Captures in words: why something is left out, and where it comes from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.model.capture import CaptureKind, LeftOut, Origin, Verdict


def _tr(text: str) -> str:
    return QCoreApplication.translate("Capture", text)


def reason(verdict: Verdict) -> str:
    """Why something is left out: "because Ebb itself put it there"."""
    return {
        None: "",
        LeftOut.EMPTY: _tr("there are no words in it"),
        LeftOut.TOO_LONG: _tr("it is longer than a capture may be: save it as a file, and add that"),
        LeftOut.OWN: _tr("it was copied from Ebb itself"),
        LeftOut.CONCEALED: _tr("whoever copied it marks it as not to be kept, as password managers do"),
        LeftOut.NOT_ON: _tr("it is not turned on"),
        LeftOut.PAUSED: _tr("capture is paused"),
        LeftOut.APP: _tr("its application is left out (“{about}”)"),
        LeftOut.TITLE: _tr("its window is left out (“{about}”)"),
        LeftOut.NOT_TOLD: _tr("the system does not tell which application it comes from, and some are left out"),
        LeftOut.SECRET: _tr("it looks like it holds a {about}"),
    }[verdict.why].format(about=verdict.about)


def source(origin: Origin) -> str:
    """Where a capture comes from: "from the clipboard, Firefox — How to splice a rope"."""
    kind = {
        CaptureKind.NOTE: _tr("a note"),
        CaptureKind.CLIPBOARD: _tr("from the clipboard"),
        CaptureKind.SCREENSHOT: _tr("from the screen"),
        CaptureKind.FILE: _tr("a file"),
    }[origin.kind]
    where = " — ".join(filter(None, (origin.app, origin.title)))
    return f"{kind}, {where}" if where else kind
