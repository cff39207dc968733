"""Exports of Slack: channels and direct messages, day by day, with names in the place of numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.transfer.bundle import Bundle
from core.transfer.importers.slack import NOTICE, Slack, read_message
from core.transfer.importers.talk import LeftOut
from tests.unit.transfer.importers.exports import read, write_zip

USERS = [
    {"id": "U1", "name": "nora", "profile": {"real_name": "Nora May", "display_name": "nora"}},
    {"id": "U2", "name": "ben", "real_name": "Ben"},
    {"id": "U3"},
    None,
]


def message(ts: float, user: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": user, "text": text, "ts": f"{ts:.6f}", "team": "T1"} | more


def export(**days: Any) -> dict[str, Any]:
    return {
        "users.json": USERS,
        "channels.json": [{"id": "C1", "name": "boats", "members": ["U1", "U2"]}],
        "dms.json": [{"id": "D1", "members": ["U1", "U2"]}],
    } | {name.replace("__", "/").replace("_", "-") + ".json": content for name, content in days.items()}


def test_channels_and_direct_messages(tmp_path: Path) -> None:
    first = [message(1_683_554_160, "U1", "Ahoy <@U2>, see <https://boats.example|the boats> &amp; <#C1|boats>!")]
    second = [message(1_683_640_560, "U2", "Aye"), message(1_683_640_570, "U2", "joined", subtype="channel_join")]
    whole = export(
        boats__2023_05_08=first, boats__2023_05_09=second, D1__2023_05_08=[message(1_683_554_170, "U3", "Psst")]
    )
    (direct, whispered), (boats, said) = read(Slack(), write_zip(tmp_path / "x.zip", whole))
    assert (boats.location, boats.title, boats.unsaid) == ("slack:boats", "#boats", {NOTICE: 1})
    assert [(one.speaker, one.text, one.session) for one in said] == [
        ("Nora May", "Ahoy @Ben, see the boats (https://boats.example) & #boats!", "2023-05-08"),
        ("Ben", "Aye", "2023-05-09"),
    ]  # fmt: skip
    assert (direct.title, whispered[0].speaker) == ("Nora May, Ben", "U3")
    assert said[0].id == "1683554160.000000"


def test_inside_a_folder_of_its_own(tmp_path: Path) -> None:
    whole = {
        f"Boats export/{name}": part for name, part in export(boats__2023_05_08=[message(1.7e9, "U1", "A")]).items()
    }
    ((talk, said),) = read(Slack(), write_zip(tmp_path / "x.zip", whole))
    assert (talk.title, len(said)) == ("#boats", 1)


def test_what_a_bot_posted_is_no_persons_word() -> None:
    said = read_message(message(1.7e9, "", "Build 5 failed", subtype="bot_message", username="CI", bot_id="B1"), {})
    assert said is not None
    assert (said.speaker, said.machine) == ("CI", True)
    files = read_message(
        message(1.7e9, "U9", "", files=[{"name": "a.pdf"}, 5], user_profile={"real_name": "Guest"}), {}
    )
    assert files is not None
    assert (files.speaker, files.captions, files.machine) == ("Guest", ("file a.pdf",), False)


def test_a_broken_day_is_said_and_the_others_are_read(tmp_path: Path) -> None:
    whole = export(boats__2023_05_08="[{", boats__2023_05_09=[message(1.7e9, "U1", "Here")])
    (_, said), broken = read(Slack(), write_zip(tmp_path / "x.zip", whole))
    assert [one.text for one in said] == ["Here"]
    assert isinstance(broken, LeftOut)
    assert broken.where == "boats/2023-05-08.json"


def test_other_archives_are_none(tmp_path: Path) -> None:
    for parts in ({"users.json": USERS}, {"channels.json": []}, export()):
        with Bundle(write_zip(tmp_path / "x.zip", parts)) as bundle:
            assert not Slack().recognises(bundle)


@given(st.dictionaries(
    st.sampled_from(("type", "ts", "text", "user", "subtype", "files", "user_profile", "bot_id")),
    st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.just({})), st.just({})),
))  # fmt: skip
def test_any_message_is_read_or_passed_over(fields: dict[str, Any]) -> None:
    read_message({**fields, "type": "message"}, {})
