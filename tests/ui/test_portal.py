"""A picture of the screen from the desktop's portal, over a real bus: its file goes at once, and no is an answer."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from core.errors import MachineError
from tests.faults.command import ROOT
from ui.capture.portal import take_picture

REFUSED = "This desktop does not let its screen be read."


@pytest.mark.skipif(
    not shutil.which("dbus-run-session") or find_spec("jeepney") is None, reason="no D-Bus of our own can be had here"
)
def test_the_portal_hands_over_a_picture_or_says_no(tmp_path: Path) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.ui.portal_driver", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    came = {line["answer"]: (line["came"], line["there"]) for line in map(json.loads, ran.stdout.splitlines())}
    assert came == {
        "0": ("64 by 32", False),
        "1": ("left", True),
        "2": (REFUSED, True),
        "error": (REFUSED, True),
        "nobody": (REFUSED, True),
    }


def test_what_is_no_picture_is_neither_taken_nor_removed(qapp: QApplication, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Nora")
    for uri in (file.as_uri(), "https://example.org/a.png", (tmp_path / "gone.png").as_uri()):
        with pytest.raises(MachineError):
            take_picture(uri)
    assert file.exists()
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.save(str(tmp_path / "shot.png"))
    assert take_picture((tmp_path / "shot.png").as_uri()).width() == 8
    assert not (tmp_path / "shot.png").exists()
