"""A conversation is read line by line; what cannot be used is named and the rest goes on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import MachineError
from core.ingest.conversation import LONGEST_LINE, Broken, Message, looks_like_conversation, read_messages


def line(**fields: object) -> str:
    whole = {"conversation": "c", "session": "s1", "id": "m1", "time": "2024-05-07T13:56:00+00:00", "speaker": "Ines"}
    return json.dumps({k: v for k, v in (whole | {"text": "Hello."} | fields).items() if v is not ...})


def items(tmp_path: Path, content: str | bytes, **keywords: int) -> list[Message | Broken]:
    path = tmp_path / "garden.jsonl"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_messages(path, **keywords))


def reasons(tmp_path: Path, content: str | bytes) -> list[str]:
    return [item.reason for item in items(tmp_path, content) if isinstance(item, Broken)]


def test_a_message_is_read_whole(tmp_path):
    (message,) = items(tmp_path, line(captions=["a red gate", " "]))
    assert message == Message(
        conversation="c",
        session="s1",
        id="m1",
        time=datetime(2024, 5, 7, 13, 56, tzinfo=UTC),
        speaker="Ines",
        text="Hello.",
        captions=("a red gate",),
        line=1,
        next_byte=len(line(captions=["a red gate", " "])),
    )


def test_conversation_and_session_may_be_left_out_and_ids_may_be_numbers(tmp_path):
    (message,) = items(tmp_path, line(conversation=..., session=..., time=..., id=7))
    assert (message.conversation, message.session, message.id, message.time) == ("garden", "", "7", None)


def test_a_time_without_a_zone_is_local_and_aware(tmp_path):
    (message,) = items(tmp_path, line(time="2024-05-07T13:56"))
    assert message.time.utcoffset() is not None


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("{", "JSON"),
        ("[1]", "JSON"),
        ("[" * 100_000, "JSON"),
        ('{"a": NaN}', "JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (line(id=...), "“id” is missing"),
        (line(id=True), "“id” is not text"),
        (line(id=" "), "“id” is empty"),
        (line(id="x" * 501), "longer"),
        (line(speaker=...), "“speaker” is missing"),
        (line(speaker=["Ines"]), "“speaker” is not text"),
        (line(text=...), "“text” is missing"),
        (line(text=3), "“text” is not text"),
        (line(text="  "), "“text” is empty"),
        (line(time="yesterday"), "“time” is not a time"),
        (line(time=5), "“time” is not text"),
        (line(captions=[1]), "“captions”"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_the_next_is_read(tmp_path, content, word):
    raw = content if isinstance(content, bytes) else content.encode()
    broken, good = items(tmp_path, raw + b"\n" + line(id="after").encode() + b"\n")
    assert isinstance(broken, Broken)
    assert broken.line == 1
    assert word in broken.reason
    assert isinstance(good, Message)
    assert good.line == 2


def test_a_line_of_absurd_length_is_passed_over(tmp_path):
    content = line(text="x" * (LONGEST_LINE * 2)) + "\n" + line(id="after")
    broken, good = items(tmp_path, content)
    assert "longer than 4 MB" in broken.reason
    assert (good.id, good.line, good.next_byte) == ("after", 2, len(content))


def test_an_id_given_twice_is_silent_with_the_same_text_and_reported_with_another(tmp_path):
    assert reasons(tmp_path, line() + "\n" + line()) == []
    assert len(items(tmp_path, line() + "\n" + line())) == 1
    assert "same “id”" in reasons(tmp_path, line() + "\n" + line(text="Other."))[0]
    assert reasons(tmp_path, line() + "\n" + line(conversation="d", text="Other.")) == []


def test_byte_order_mark_windows_line_ends_and_blank_lines_are_taken(tmp_path):
    content = b"\xef\xbb\xbf" + "\r\n".join([line(), "", line(id="m2"), "  "]).encode()
    assert [item.id for item in items(tmp_path, content)] == ["m1", "m2"]


def test_broken_characters_become_ones_that_can_be_kept(tmp_path):
    (message,) = items(tmp_path, '{"id":"a","speaker":"I","text":"one\\u0000 \\ud800 two"}')
    assert message.text == "one ? two"


def test_a_picture_without_words_is_a_message(tmp_path):
    (message,) = items(tmp_path, line(text="", captions=["a red gate"]))
    assert message.captions == ("a red gate",)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([line(id="a"), line(id="b", text="x\u2028y"), "{", "", line(id=3)]), max_size=8))
def test_reading_can_be_taken_up_after_any_item(tmp_path, lines):
    content = "\n".join(lines)
    whole = items(tmp_path, content)
    for index, item in enumerate(whole):
        rest = items(tmp_path, content, start_byte=item.next_byte, start_line=item.line + 1)
        assert [i for i in rest if isinstance(i, Broken)] == [i for i in whole[index + 1 :] if isinstance(i, Broken)]
        assert set(whole[index + 1 :]) <= set(rest)


def test_a_file_that_is_gone_is_the_machines_matter(tmp_path):
    with pytest.raises(MachineError):
        list(read_messages(tmp_path / "none.jsonl"))


def test_conversations_are_told_from_other_lines(tmp_path):
    good, other = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_text("{broken\n" + line() + "\n")
    other.write_text('{"prompt": "x"}\n' * 5)
    assert looks_like_conversation(good)
    assert not looks_like_conversation(other)
    assert not looks_like_conversation(tmp_path)
    assert not looks_like_conversation(tmp_path / "none")
