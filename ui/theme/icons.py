"""The icon family: SVG drawn in one colour, tinted when it is painted."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.tokens import LIGHT

_INK = "#000"


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    return files("resources").joinpath("icons", f"{name}.svg").read_text("utf-8")


def read_all() -> None:
    """Read every drawing, on a worker: the main thread then finds them and does not wait for the disk."""
    for file in files("resources").joinpath("icons").iterdir():
        if file.name.endswith(".svg"):
            _drawing(file.name.removesuffix(".svg"))


@lru_cache(maxsize=256)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace(_INK, colour).encode()))


def paint_icon(painter: QPainter, area: QRectF, name: str, colour: str) -> None:
    """Draw an icon into `area`, crisp at any scale."""
    _renderer(name, colour).render(painter, area)


def _pixmap(name: str, colour: str, size: int, scale: float, gap: int) -> QPixmap:
    pixmap = QPixmap(round((size + gap) * scale), round(size * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_icon(painter, QRectF(0, 0, pixmap.height(), pixmap.height()), name, colour)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=256)
def icon(name: str, colour: str, size: int = 20, *, disabled: str | None = None, gap: int = 0) -> QIcon:
    """An icon in one colour, with a pixmap for each scale of a screen here, and `gap` pixels of room at its right."""
    made = QIcon()
    for scale in {1.0, 2.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())}:
        made.addPixmap(_pixmap(name, colour, size, scale, gap))
        if disabled is not None:
            made.addPixmap(_pixmap(name, disabled, size, scale, gap), QIcon.Mode.Disabled)
    return made


def drawn_icon(name: str, colour: str, sizes: tuple[int, ...]) -> QIcon:
    """An icon in one colour, drawn for each of these sizes: what shows it picks one and does not scale."""
    made = QIcon()
    for size in sizes:
        made.addPixmap(_pixmap(name, colour, size, 1.0, 0))
    return made


def application_icon() -> QIcon:
    """The ebb line on its own ground, for the task bar."""
    made = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        pixmap = QPixmap(QSize(edge, edge))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(QRectF(0, 0, edge, edge), edge * 0.22, edge * 0.22)
        margin = edge * 0.16
        paint_icon(painter, QRectF(margin, margin, edge - 2 * margin, edge - 2 * margin), "ebb", LIGHT.on_accent)
        painter.end()
        made.addPixmap(pixmap)
    return made
