"""The verdict on a model, as a word in the colour it has."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from core.model.plan import Fit
from ui.widgets.labels import Label

_TONES = {Fit.FITS: "accent", Fit.SLOW: "warn", Fit.WONT_FIT: "danger"}


def show_verdict(label: Label, fit: Fit) -> None:
    """Say in `label` whether a model fits."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("verdict", text)

    label.setText({Fit.FITS: tr("fits"), Fit.SLOW: tr("slow"), Fit.WONT_FIT: tr("won't fit")}[fit])
    label.set_tone(_TONES[fit])
