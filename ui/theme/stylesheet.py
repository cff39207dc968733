"""One style sheet for every control, written from the tokens."""

from __future__ import annotations

from functools import lru_cache
from string import Template

from ui.theme.tokens import Radius, Tokens, mix

_SHEET = Template("""
QWidget { color: $text; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="danger"] { color: $danger; }

QFrame#rail { background: $surface; border: none; border-right: 1px solid $line; }
QFrame#panel { background: $surface; border: none; border-left: 1px solid $line; }
QFrame#card { background: $surface; border: 1px solid $line; border-radius: ${message}px; }
QFrame#note { background: $background; border: 1px solid $dash; }
QFrame#popover { background: $surface; border: 1px solid $line; border-radius: ${message}px; }
QFrame#completions { background: $surface; border: 1px solid $dash; border-radius: ${control}px; }
QFrame#rule { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame#drop { background: $surface; border: 1px dashed $dash; border-radius: ${message}px; }
QFrame#drop[over="true"] { background: $soft; border: 1px dashed $accent; }
QFrame#veil { background: $veil; border: 2px dashed $accent; border-radius: ${message}px; }
QFrame#composer { background: $surface; border: 1px solid $line; border-radius: ${message}px; }
QFrame#composer[active="true"] { border: 1px solid $accent; }
QFrame#field { background: $surface; border: 1px solid $line; border-radius: ${control}px; }
QFrame#field[active="true"] { border: 2px solid $accent; }
QFrame#warning { background: $surface; border: 1px solid $danger; border-radius: ${message}px; }
QFrame#message { background: transparent; border: 1px solid transparent; border-radius: ${message}px; }
QFrame#message[focal="true"] { background: $soft; border: 1px solid $accent; }
QFrame#notice { background: $surface; border: 1px solid $line; border-radius: ${control}px; }
QFrame#notice[tone="warn"] { border: 1px solid $warn; }
QFrame#notice[tone="danger"] { border: 1px solid $danger; }

QPushButton { background: $surface; border: 1px solid $line; border-radius: ${control}px; padding: 7px 15px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $soft; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 14px; }
QPushButton:disabled { color: $muted; background: $background; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[look="primary"]:hover { background: $accent_hover; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $line; color: $muted; border: 1px solid $line; }
QPushButton[look="danger"] { color: $danger; border: 1px solid $danger; }
QPushButton[look="danger"]:disabled { color: $muted; border: 1px solid $line; }
QPushButton[look="danger"]:focus { border: 2px solid $danger; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 7px 8px; }
QPushButton[look="link"]:hover { background: $soft; }
QPushButton[look="link"]:focus { border: 2px solid $accent; padding: 6px 7px; }
QPushButton[look="link"]:disabled { color: $muted; }

QPushButton[look="chip"] { border-radius: ${message}px; padding: 5px 15px; }
QPushButton[look="chip"]:focus { padding: 4px 14px; }
QPushButton[look="chip"]:checked { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[look="chip"]:checked:focus { border: 2px solid $text; padding: 4px 14px; }
QPushButton[look="row"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 6px 10px; }
QPushButton[look="row"]:hover { background: $hover; }
QPushButton[look="row"]:checked { background: $soft; }
QPushButton[look="row"]:focus { border: 2px solid $accent; padding: 5px 9px; }
QPushButton::menu-indicator { image: none; width: 0; }

QMenu { background: $surface; border: 1px solid $dash; border-radius: ${control}px; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $soft; color: $text; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: ${control}px; padding: 4px; }
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton[look="round"] { background: $accent; border: 2px solid $accent; border-radius: 18px; }
QToolButton[look="round"]:hover { background: $accent_hover; }
QToolButton[look="round"]:focus { border: 2px solid $text; }
QToolButton[look="round"]:disabled { background: $line; border: 2px solid $line; }
QToolButton[look="place"] { color: $muted; padding: 6px 0px; border: 2px solid transparent; }
QToolButton[look="place"]:checked { background: $soft; color: $accent; }
QToolButton[look="place"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit[look="field"] {
    background: $surface; border: 1px solid $line; border-radius: ${control}px; padding: 8px 11px;
    selection-background-color: $accent; selection-color: $on_accent; placeholder-text-color: $muted; }
QLineEdit:focus { border: 2px solid $accent; padding: 7px 10px; }
QDateEdit { background: $surface; border: 1px solid $line; border-radius: ${control}px; padding: 7px 11px;
    selection-background-color: $accent; selection-color: $on_accent; min-width: 108px; }
QDateEdit:focus { border: 2px solid $accent; padding: 6px 10px; }
QDateEdit::drop-down { border: none; width: 24px; }
QDateEdit::down-arrow { image: none; }
QCalendarWidget QWidget { background: $surface; alternate-background-color: $surface; }
QCalendarWidget QAbstractItemView { background: $surface; color: $text; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QAbstractItemView:disabled { color: $muted; }
QLineEdit:disabled { color: $muted; background: $background; }
QPlainTextEdit#words { background: transparent; border: none; placeholder-text-color: $muted;
    selection-background-color: $accent; selection-color: $on_accent; }

QCheckBox, QRadioButton { spacing: 10px; padding: 5px 6px 5px 2px;
    border: 2px solid transparent; border-radius: ${control}px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QCheckBox:disabled { color: $muted; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $muted;
    background: $surface; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border: 1px solid $accent; }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; background: $on_accent; }

QScrollArea, QScrollArea > QWidget > QWidget#inside { background: transparent; border: none; }
QTableView { background: transparent; border: none; outline: none; selection-background-color: transparent; }
QListView { background: transparent; border: none; outline: none; }
QListView:focus { border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar::handle:vertical { background: $grip; border-radius: 3px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: $muted; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle:horizontal { background: $grip; border-radius: 3px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; background: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
""")


@lru_cache(maxsize=2)
def stylesheet(tokens: Tokens) -> str:
    """The sheet for one theme."""
    return _SHEET.substitute(
        background=tokens.background,
        surface=tokens.surface,
        line=tokens.line,
        text=tokens.text,
        muted=tokens.muted,
        accent=tokens.accent,
        on_accent=tokens.on_accent,
        soft=tokens.soft,
        warn=tokens.warn,
        danger=tokens.danger,
        hover=mix(tokens.surface, tokens.text, 0.05),
        accent_hover=mix(tokens.accent, tokens.text, 0.15),
        dash=mix(tokens.line, tokens.muted, 0.5),
        veil=f"#E6{tokens.soft[1:]}",
        grip=mix(tokens.line, tokens.muted, 0.35),
        control=int(Radius.CONTROL),
        message=int(Radius.MESSAGE),
    )
