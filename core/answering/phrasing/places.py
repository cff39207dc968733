"""How a passage's place in its file is put, in each language: "slide 3", "sheet Budget, rows 5–9"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.model.place import Place, Unit


@dataclass(frozen=True, slots=True)
class Placing:
    """The words of one language. {n}: a number or a name; {day}, {who}: when a message was written and by whom."""

    units: Mapping[Unit, str]
    rows: str
    dated: str
    sent: str
    by: str
    comma: str = ", "


_ENGLISH = Placing(
    {
        Unit.PAGE: "page {n}", Unit.LINE: "line {n}", Unit.PARAGRAPH: "paragraph {n}", Unit.SLIDE: "slide {n}",
        Unit.ROW: "row {n}", Unit.CELL: "cell {n}", Unit.MESSAGE: "message {n}", Unit.SHEET: "sheet {n}",
        Unit.CHAPTER: "{n}", Unit.ATTACHMENT: "attachment {n}", Unit.EVENT: "{n}", Unit.CONTACT: "{n}",
        Unit.ENTRY: "{n}", Unit.SCAN: "recognised in a picture",
    },
    rows="rows {n}", dated="message of {day}", sent="message of {day} from {who}", by="message from {who}",
)  # fmt: skip
_GERMAN = Placing(
    {
        Unit.PAGE: "Seite {n}", Unit.LINE: "Zeile {n}", Unit.PARAGRAPH: "Absatz {n}", Unit.SLIDE: "Folie {n}",
        Unit.ROW: "Zeile {n}", Unit.CELL: "Zelle {n}", Unit.MESSAGE: "Nachricht {n}", Unit.SHEET: "Tabelle {n}",
        Unit.CHAPTER: "{n}", Unit.ATTACHMENT: "Anhang {n}", Unit.EVENT: "{n}", Unit.CONTACT: "{n}",
        Unit.ENTRY: "{n}", Unit.SCAN: "in einem Bild erkannt",
    },
    rows="Zeilen {n}", dated="Nachricht vom {day}", sent="Nachricht vom {day} von {who}", by="Nachricht von {who}",
)  # fmt: skip
_FRENCH = Placing(
    {
        Unit.PAGE: "page {n}", Unit.LINE: "ligne {n}", Unit.PARAGRAPH: "paragraphe {n}",
        Unit.SLIDE: "diapositive {n}", Unit.ROW: "ligne {n}", Unit.CELL: "cellule {n}", Unit.MESSAGE: "message {n}",
        Unit.SHEET: "feuille {n}", Unit.CHAPTER: "{n}", Unit.ATTACHMENT: "pièce jointe {n}", Unit.EVENT: "{n}",
        Unit.CONTACT: "{n}", Unit.ENTRY: "{n}", Unit.SCAN: "reconnu dans une image",
    },
    rows="lignes {n}", dated="message du {day}", sent="message du {day} de {who}", by="message de {who}",
)  # fmt: skip
_SPANISH = Placing(
    {
        Unit.PAGE: "página {n}", Unit.LINE: "línea {n}", Unit.PARAGRAPH: "párrafo {n}", Unit.SLIDE: "diapositiva {n}",
        Unit.ROW: "fila {n}", Unit.CELL: "celda {n}", Unit.MESSAGE: "mensaje {n}", Unit.SHEET: "hoja {n}",
        Unit.CHAPTER: "{n}", Unit.ATTACHMENT: "adjunto {n}", Unit.EVENT: "{n}", Unit.CONTACT: "{n}",
        Unit.ENTRY: "{n}", Unit.SCAN: "reconocido en una imagen",
    },
    rows="filas {n}", dated="mensaje del {day}", sent="mensaje del {day} de {who}", by="mensaje de {who}",
)  # fmt: skip
_CHINESE = Placing(
    {
        Unit.PAGE: "第{n}页", Unit.LINE: "第{n}行", Unit.PARAGRAPH: "第{n}段", Unit.SLIDE: "第{n}张幻灯片",
        Unit.ROW: "第{n}行", Unit.CELL: "第{n}个单元格", Unit.MESSAGE: "第{n}封邮件", Unit.SHEET: "工作表{n}",
        Unit.CHAPTER: "{n}", Unit.ATTACHMENT: "附件{n}", Unit.EVENT: "{n}", Unit.CONTACT: "{n}", Unit.ENTRY: "{n}",
        Unit.SCAN: "从图片中识别",
    },
    rows="第{n}行", dated="{day}的邮件", sent="{who}{day}的邮件", by="{who}的邮件", comma="，",
)  # fmt: skip
_PLACINGS = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH, "zh": _CHINESE}


def word_place(place: Place, language: str, *, who: str = "", day: str = "") -> str:
    """A place in words, or nothing where there is none. `who` and `day` tell a message better than its number."""
    placing = _PLACINGS.get(language, _ENGLISH)
    parts = []
    if who or day:
        template = placing.by if not day else placing.sent if who else placing.dated
        parts.append(template.format(who=who, day=day))
        place = tuple(step for step in place if step.unit is not Unit.MESSAGE)
    for step in place:
        if step.last:
            parts.append(placing.rows.format(n=f"{step.first}–{step.last}"))
        else:
            parts.append(placing.units[step.unit].format(n=step.name or step.first))
    return placing.comma.join(parts)
