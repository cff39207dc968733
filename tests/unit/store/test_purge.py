"""What was purged is on no page: not its words, not its vector, whatever was made of it before."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.letting_go import LettingGo
from core.model.answer import Answer, Citation, Means, Role, Route
from core.model.change import ChangeKind
from core.model.forgetting import Meant
from core.model.memory import NewMemory, Precision, Span, Trust
from core.model.night import Cause, StepName
from core.store import chats, corrections, derived, memories, nights, vectors
from core.store.changes import Recorder
from core.store.contents import hash_contents
from core.store.database import Connection, Database
from core.store.verification import verify_database
from tests.conftest import KEY, HashEmbedder
from tests.unit.store.samples import keep, said

EMBEDDER = HashEmbedder()
EVERYDAY = ("the", "boat", "lies", "at", "its", "mooring", "and", "nobody", "has", "seen", "it", "since", "last")
SECRET = [f"qzx{a}{b}{c}vk" for a in "abcdefgh" for b in "mnop" for c in "rstuwy"]
"""Words that nothing else says, so that any trace of one is a trace of what was purged."""


def raw_of(database: Database) -> bytes:
    log = database.file.with_name(database.file.name + "-wal")
    return b"".join(page for file in (database.file, log) for _, page in database.raw_pages(file)).lower()


def embed(database: Database) -> None:
    with database.reading() as connection:
        waiting = memories.unembedded(connection, 0, 10_000)
    rows = EMBEDDER.encode_bulk([memory.text for memory in waiting]) if waiting else np.zeros((0, 16), np.float32)
    ids = [memory.id for memory in waiting]

    def put(connection: Connection) -> None:
        vectors.put_vectors(connection, vectors.use_space(connection, "hash", "f" * 64, 16), ids, rows)

    database.write(put)


def learn(connection: Connection, text: str, parents: list[int], night: int) -> int:
    source = derived.sleep_source(connection)
    position = memories.next_position(connection, source)
    new = NewMemory(text, Span("d", 0, len(text)), trust=Trust.IMPORTED)
    with nights.Journal(connection, night, StepName.SETTLE).change(ChangeKind.LEARNED, f"Said: {text}") as change:
        (made,) = change.store_memories(source, position, [new])
        for parent in parents:
            change.insert("parent", {"memory_id": made, "parent_id": parent})
        change.insert("tag", {"memory_id": made, "kind": "keyword", "tag": text.split()[0], "weight": 1.0})
    return made


def link(connection: Connection, one: int, other: int, reason: str) -> None:
    low, high = sorted((one, other))
    row = {"first_id": low, "second_id": high, "kind": "alike", "weight": 0.5, "reason": reason}
    with Recorder(connection, ChangeKind.LINKED, reason) as change:
        change.insert("link", {**row, "made_at": 1, "used_at": 1})


def edit(connection: Connection, memory_id: int, text: str) -> None:
    with Recorder(connection, ChangeKind.EDITED, f"You changed it to: {text}", memory_id=memory_id) as change:
        before = connection.execute("select text, version from memory where id = ?", (memory_id,)).fetchone()
        old, version = before
        row = {"memory_id": memory_id, "version": version, "text": old, "replaced_at": 1, "reason": ""}
        change.insert("revision", row)
        change.update("memory", {"id": memory_id}, {"text": text, "version": version + 1})


def ask(connection: Connection, question: str, memory_id: int, text: str) -> None:
    chat = chats.begin_chat(connection, question)
    chats.add_turn(connection, chat, Role.USER, question)
    cited = Citation(1, memory_id, "ref", text, "Nora · 8 May")
    answer = Answer(text, (cited,), Route.TARGETED, Means.QUOTE, False, 1)
    chats.add_turn(connection, chat, Role.ASSISTANT, text, answer)


WORDS = st.lists(st.sampled_from(EVERYDAY), min_size=2, max_size=8)
SAYINGS = st.lists(st.tuples(WORDS, st.lists(st.sampled_from(SECRET), max_size=4)), min_size=3, max_size=25)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["learn", "edit", "link", "ask", "exactness", "correct"]),
        st.integers(0, 99), st.integers(0, 99), st.sampled_from(SECRET),
    ),
    max_size=8,
)  # fmt: skip


def act(database: Database, night: int, ids: list[int], kind: str, one: int, other: int, word: str) -> None:
    first, second = ids[one % len(ids)], ids[other % len(ids)]

    def work(connection: Connection) -> None:
        text = connection.execute("select text from memory where id = ?", (first,)).get
        if kind == "learn":
            made = learn(connection, f"{word} {text}", sorted({first, second}), night)
            learn(connection, f"Again {text}", [made], night)
        elif kind == "edit":
            edit(connection, first, f"{text} {word}")
        elif kind == "link" and first != second:
            link(connection, first, second, f"Both say {text}.")
        elif kind == "ask":
            ask(connection, f"What of {text}?", first, text)
        elif kind == "exactness":
            with Recorder(connection, ChangeKind.FADED, "It was not used.", memory_id=first) as change:
                change.update("memory", {"id": first}, {"precision": str(list(Precision)[1 + other % 2])})
        elif kind == "correct":
            source, position = corrections.place_correction(connection)
            new = NewMemory("It is otherwise.", Span("c", 0, 5), trust=Trust.USER, context=f"What of {text}?")
            (made,) = memories.insert_memories(connection, source, position, [new])
            corrections.add_parents(connection, made, [first])

    database.write(work)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(SAYINGS, ACTS, st.data())
def test_what_was_purged_is_on_no_page_and_in_no_later_backup(
    sayings: list[tuple[list[str], list[str]]], acts: list[tuple[str, int, int, str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "vault.db", KEY, backups=Path(folder) / "backups")
        try:
            texts = [" ".join([*words, *secret, f"n{n}"]) for n, (words, secret) in enumerate(sayings)]
            context = ["", *texts]
            _, ids = keep(database, *(said(t, f"m{n}", context=context[n]) for n, t in enumerate(texts)))
            embed(database)
            night = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", list(StepName)))
            for kind, one, other, word in acts:
                act(database, night, ids, kind, one, other, word)
            embed(database)
            going = data.draw(st.lists(st.sampled_from(range(len(ids))), min_size=1, max_size=len(ids), unique=True))
            with database.reading() as connection:
                rows = memories.get_memories(connection, [ids[n] for n in going]).values()
                shadows = [EMBEDDER.encode_query(row.text) for row in rows]
            letting = LettingGo(database, lambda: None)
            for number in going:
                letting.forget(Meant(memory_id=ids[number]), for_good=True, backups=False)
            with database.reading() as connection:
                left = " ".join(
                    f"{text} {speaker}" for text, speaker in connection.execute("select text, speaker from memory")
                )
            gone = {word for number in going for word in texts[number].split() if word in SECRET} - set(left.split())
            database.backup_to(Path(folder) / "backups" / "later.db")
            backup = b"".join(page for _, page in database.raw_pages(Path(folder) / "backups" / "later.db")).lower()
            raw = raw_of(database)
            assert [word for word in gone if word.encode() in raw or word.encode() in backup] == []
            assert [word for word in gone if word[:6].encode() in raw and word[:6] not in left] == []
            for shadow in shadows:
                assert shadow.tobytes().lower() not in raw
                assert np.round(shadow * 127).astype(np.int8).tobytes().lower() not in raw
            for number in going:
                if not any(texts[number] in kept for kept in left.split("\n")):
                    said_of = letting.prove_purged(texts[number])
                    assert [f for f in said_of if not f.ok] == [], texts[number]
            assert all(finding.ok for finding in verify_database(database))
        finally:
            database.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(SAYINGS, ACTS, st.data())
def test_what_is_restored_is_as_it_was(
    sayings: list[tuple[list[str], list[str]]], acts: list[tuple[str, int, int, str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "vault.db", KEY, backups=Path(folder) / "backups")
        try:
            texts = [" ".join([*words, *secret]) for words, secret in sayings]
            _, ids = keep(database, *(said(text, f"m{n}", session=f"s{n}") for n, text in enumerate(texts)))
            night = database.write(lambda c: nights.begin_night(c, Cause.HAND, "here", list(StepName)))
            for kind, one, other, word in acts:
                act(database, night, ids, kind, one, other, word)
            embed(database)
            with database.reading() as connection:
                before = hash_contents(connection)
            letting = LettingGo(database, lambda: None)
            going = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))
            made = []
            for memory_id in going:
                with database.reading() as connection:
                    hidden = connection.execute("select state from memory where id = ?", (memory_id,)).get
                if hidden != "forgotten":
                    made.append(letting.forget(Meant(memory_id=memory_id), for_good=False, backups=False).id)
                assert all(finding.ok for finding in verify_database(database))
            for request_id in data.draw(st.permutations(made)):
                letting.restore(request_id)
            with database.reading() as connection:
                assert hash_contents(connection) == before
                assert memories.count_unembedded(connection) >= len(going)
            embed(database)
            assert all(finding.ok for finding in verify_database(database))
        finally:
            database.close()


def test_a_title_that_breaks_off_before_the_telling_word_goes_with_its_question(database: Database) -> None:
    text = "the the the the the the the since qzxamrvk qzxamrvk qzxamrvk qzxamrvk n3"
    _, ids = keep(database, said(text, "m0"), said("the qzxamrvk", "m1"))
    database.write(lambda c: ask(c, f"What of {text}?", ids[0], text))
    letting = LettingGo(database, lambda: None)
    letting.forget(Meant(memory_id=ids[0]), for_good=True, backups=False)
    assert [finding for finding in letting.prove_purged(text) if not finding.ok] == []
