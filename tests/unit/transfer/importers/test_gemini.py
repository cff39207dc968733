"""Google Takeout's activities of Gemini: by day, oldest first, whatever stands around them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.importers.gemini import NO_PROMPT, Gemini, read_activity
from core.transfer.importers.markup import words_of
from core.transfer.importers.talk import LeftOut, Said
from tests.unit.transfer.importers.exports import read, write_zip

PLACE = "Takeout/My Activity/Gemini Apps/MyActivity.json"


def activity(title: str, time: str, answer: str | None = None, **more: Any) -> dict[str, Any]:
    item = {"header": "Gemini Apps", "title": title, "time": time, "products": ["Gemini Apps"]}
    return item | ({"safeHtmlItem": [{"html": answer}]} if answer else {}) | more


def test_days_of_prompts_and_answers(tmp_path: Path) -> None:
    path = write_zip(
        tmp_path / "takeout.zip",
        {
            PLACE: [
                activity("Prompted And the fee?", "2026-05-03T10:05:00.123Z", "<p>It costs <b>40</b> euros.</p>"),
                activity("Gave feedback: good response", "2026-05-03T10:04:00Z"),
                activity("Asked Where is the mooring?", "2026-05-03T10:00:00Z", "<ul><li>North quay<li>berth 4</ul>"),
                activity("Prompted Hello", "2026-05-01T10:00:00Z", attachedFiles=["plan.pdf"]),
                activity("Prompted When?", "long ago"),
            ]
        },
    )
    first, left, second = read(Gemini(), path)
    assert isinstance(left, LeftOut)
    assert left.where.endswith("activity 5")
    (talk, said), (other, hello) = (found for found in (first, second) if not isinstance(found, LeftOut))
    assert (talk.location, talk.title, talk.unsaid) == ("gemini:2026-05-03", "Gemini, 2026-05-03", {NO_PROMPT: 1})
    assert [(one.speaker, one.text, one.machine) for one in said] == [
        ("me", "Where is the mooring?", False), ("Gemini", "North quay\nberth 4", True),
        ("me", "And the fee?", False), ("Gemini", "It costs 40 euros.", True),
    ]  # fmt: skip
    assert (other.location, hello[0].captions) == ("gemini:2026-05-01", ("file plan.pdf",))


def test_the_web_page_is_left_with_what_to_ask_for(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "takeout.zip", {PLACE.replace("json", "html"): "<html>Gemini Apps …"})
    ((left),) = read(Gemini(), path)
    assert isinstance(left, LeftOut)
    assert "as JSON" in left.reason


def test_titles_in_other_languages_are_kept_as_they_are() -> None:
    said = read_activity(activity("Du hast gefragt: Wo?", "2026-05-03T10:05:00Z", "<p>Dort.</p>"))
    assert isinstance(said, list)
    assert [one.text for one in said] == ["Du hast gefragt: Wo?", "Dort."]


def test_the_words_of_a_page() -> None:
    page = (
        "<h2>A &amp; B</h2><p>one\n two<br>three</p><pre>x\n  y</pre><script>no</script><table><tr><td>1<td>2</table>"
    )
    assert words_of(page) == "A & B\none two\nthree\nx\ny\n1 2"


@given(st.recursive(st.none() | st.text(max_size=9) | st.integers(), lambda inner: st.lists(inner, max_size=3)))
def test_anything_is_read_or_said(value: Any) -> None:
    for fields in (value, activity("Prompted x", "2026-05-03T10:05:00Z", safeHtmlItem=value), {"title": value}):
        found = read_activity(fields)
        assert isinstance(found, str) or all(isinstance(one, Said) for one in found)
    assert json.dumps(words_of(str(value)))
