"""Bookmarks by folder and visits by day, without what stands behind “?” in an address."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.model.memory import OTHERS_WORDS
from core.transfer.importers.browser import NO_PAGE, Browser
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read, write_zip

BOOKMARKS = """<!DOCTYPE NETSCAPE-Bookmark-file-1>
<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=UTF-8">
<TITLE>Bookmarks</TITLE>
<H1>Bookmarks</H1>
<DL><p>
    <DT><A HREF="https://boats.example/" ADD_DATE="1683554160">Boats &amp; more</A>
    <DT><H3 ADD_DATE="1683554160">Garden</H3>
    <DL><p>
        <DT><A HREF="https://seeds.example/beans?session=secret#top" ADD_DATE="1683554161" TAGS="seed,bean">Beans</A>
        <DD>Ask Ines first
        <DT><A HREF="javascript:void(0)">Trick</A>
    </DL><p>
    <DT><A HREF="https://tide.example/today">Tides</A>
</DL><p>
"""


def test_bookmarks_by_folder(tmp_path: Path) -> None:
    path = tmp_path / "bookmarks.html"
    path.write_text(BOOKMARKS, "utf-8")
    top, garden = (found for found in read(Browser(), path) if not isinstance(found, LeftOut))
    assert (top[0].title, [one.text for one in top[1]]) == (
        "Bookmarks", ["Boats & more\nboats.example", "Tides\ntide.example/today"],
    )  # fmt: skip
    assert (garden[0].title, garden[0].media_type) == ("Garden", OTHERS_WORDS)
    ((bean),) = garden[1]
    assert (bean.text, bean.captions) == ("Beans\nseeds.example/beans\nAsk Ines first", ("tag seed", "tag bean"))
    assert bean.time is not None
    assert bean.time.timestamp() == 1_683_554_161
    assert top[0].unsaid + garden[0].unsaid == {NO_PAGE: 1}


@pytest.mark.parametrize("name", ["Takeout/Chrome/History.json", "Takeout/Chrome/BrowserHistory.json"])
def test_visits_by_day_each_page_once(tmp_path: Path, name: str) -> None:
    def visit(url: str, title: str, second: int) -> dict[str, object]:
        return {
            "url": url,
            "title": title,
            "time_usec": (1_683_554_160 + second) * 1_000_000,
            "page_transition": "LINK",
        }

    path = write_zip(
        tmp_path / "takeout.zip",
        {name: {"Browser History": [
            visit("https://a.example/x?q=1", "X", 90_000), visit("https://b.example/", "B", 10),
            visit("https://a.example/x", "X", 5), visit("https://b.example/", "B", 0), visit("chrome://flags", "S", 0),
        ]}},
    )  # fmt: skip
    later, earlier = (found for found in read(Browser(), path) if not isinstance(found, LeftOut))
    assert [one.text for one in later[1]] == ["X\na.example/x"]
    assert [one.text for one in earlier[1]] == ["X\na.example/x", "B\nb.example"]
    assert later[0].location > earlier[0].location
