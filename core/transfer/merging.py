"""Bringing an archive together with what is here: the same record once, a later version over an earlier one.

One pass over the records finds, for each, whether it is here already. A pass that only looks writes nothing and says
what would be; one that writes does the same in the transaction it is given. Either way all the vault is asked goes by
its indexes, and of the records only their numbers are held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from core.model.transfer import Conflict, Merged
from core.store import arriving, imports
from core.store.arriving import Here
from core.store.chats import FORGOTTEN
from core.store.database import Connection
from core.store.memories import delete_memories
from core.store.purged import Digester, anything_purged, forget_purged, is_purged, mark_of
from core.store.sources import grow_source
from core.store.surroundings import renew_contexts
from core.store.travelling import SETTINGS, Record
from core.transfer.lines import Damaged
from core.transfer.matching import ABSENT, Numbers, Place, original_of, same_of

_BATCH = 500
_MOST_CONFLICTS = 200


class Merge:
    """One pass. Call `take` with every record in order, then `finish`."""

    def __init__(
        self, connection: Connection, *, write: bool, with_purged: bool = False, import_id: int | None = None
    ) -> None:
        """Look only, or `write`; then what comes is noted under `import_id`.

        What was purged here is left out, unless it is wanted back `with_purged`.
        """
        self._connection, self._write, self._with_purged = connection, write, with_purged
        self._import_id = import_id
        self._keeps_ids = arriving.is_empty(connection)
        self._digester = Digester(connection)
        self._purged_here = anything_purged(connection)
        self._sources: dict[int, Place] = {}
        self._entities, self._memories, self._chats = Numbers(), Numbers(), Numbers()
        self._next = -1
        self._waiting: list[Record] = []
        self._new = set[int]()  # ids of the archive, kept only where something of it was purged here
        self._purged = set[int]()
        self._families: list[tuple[int, list[int]]] = []
        self._missing: dict[int, list[int]] = {}
        self._renewing: list[int] = []
        self._above: list[tuple[int, int]] = []
        self._counts = Counter[str]()
        self._conflicts: list[Conflict] = []
        self._takers: dict[str, Callable[[Record], None]] = {
            "source": self._take_source, "entity": self._take_entity, "memory": self._waiting.append,
            "parents": self._take_parents, "link": self._take_link, "topic": self._take_topic,
            "chat": self._take_chat, "turn": self._take_turn, "setting": self._take_setting,
        }  # fmt: skip

    def take(self, record: Record) -> None:
        """Take in the next record.

        Raises:
            Damaged: it points to a record that is not in the archive.
        """
        if self._waiting and (record["type"] != "memory" or len(self._waiting) >= _BATCH):
            self._take_memories()
        self._takers[record["type"]](record)

    def finish(self) -> Merged:
        """Do what needs all records. Returns what came of it."""
        self._take_memories()
        self._leave_out_what_rests_on_purged()
        if self._write:
            for there, above in self._above:
                if self._memories[there] and self._memories[above]:
                    arriving.put_topic_under(self._connection, self._memories[there], self._memories[above])
            for source_id, positions in self._missing.items():
                arriving.renew_contexts_behind(self._connection, source_id, positions)
            renew_contexts(self._connection, self._renewing)
            arriving.drop_unnamed(self._connection)
        return Merged(**self._counts, conflicts=tuple(self._conflicts))

    # -- sources and names -----------------------------------------------------------------------------------------

    def _take_source(self, record: Record) -> None:
        content_hash = bytes.fromhex(record["content_hash"])
        mark = mark_of(record["kind"], record["location"], record["content_hash"])
        by_ref = record["kind"] in ("conversation", "import")
        found = arriving.find_source(self._connection, record["kind"], record["location"], content_hash)
        if found is not None and not found[1]:
            beside = f"{record['location']} (archive, {record['content_hash'][:8]})"
            self._note(
                record["location"], f"Another file lies here under this name; the archive's is kept as “{beside}”."
            )
            record = {**record, "location": beside}
            found = None
        if found is not None:
            self._sources[record["id"]] = Place(found[0], True, mark, by_ref)
            return
        self._counts["sources"] += 1
        there = record["id"]
        id_ = arriving.insert_source(self._connection, self._numbered(record)) if self._write else None
        self._sources[there] = Place(id_, False, mark, by_ref)

    def _take_entity(self, record: Record) -> None:
        id_ = arriving.entity_id(self._connection, self._numbered(record)) if self._write else ABSENT
        self._entities.put(record["id"], id_)

    def _numbered(self, record: Record) -> Record:
        return record if self._keeps_ids else {**record, "id": None}

    # -- memories --------------------------------------------------------------------------------------------------

    def _take_memories(self) -> None:
        """Find which of the waiting memories are here, and store the others."""
        batch = list(self._waiting)
        self._waiting.clear()
        here = self._find_here(batch)
        new: list[Record] = []
        for record in batch:
            place = self._place_of(record)
            found = same_of(here.get((record["source"], record["ref"]), ()), record, by_ref=place.by_ref)
            if found is not None:
                self._memories.put(record["id"], found.id)
                self._meet(found, record)
            elif self._is_purged(record, place):
                self._memories.put(record["id"], ABSENT)
                self._purged.add(record["id"])
                self._counts["purged"] += 1
                if place.id is not None:
                    self._missing.setdefault(place.id, []).append(record["position"])
            else:
                self._counts["new"] += 1
                self._memories.put(record["id"], self._next)
                self._next -= 1
                new.append(record)
        if self._purged_here:
            self._new.update(record["id"] for record in new)
        if self._write:
            self._store(new)

    def _place_of(self, record: Record) -> Place:
        place = self._sources.get(record["source"])
        if place is None:
            raise Damaged("The archive points to a source that is not in it. Nothing was changed.")
        return place

    def _find_here(self, batch: Sequence[Record]) -> dict[tuple[int, str], list[Here]]:
        refs: dict[int, set[str]] = {}
        for record in batch:
            if self._place_of(record).known:
                refs.setdefault(record["source"], set()).add(record["ref"])
        found: dict[tuple[int, str], list[Here]] = {}
        for source, wanted in refs.items():
            source_id = self._sources[source].id
            assert source_id is not None
            for here in arriving.find_here(self._connection, source_id, wanted):
                found.setdefault((source, here.ref), []).append(here)
        return found

    def _is_purged(self, record: Record, place: Place) -> bool:
        if not self._purged_here:
            return False
        digest = self._digester.of_memory(
            place.mark, record["kind"], record["form"], record["ref"], original_of(record)
        )
        if not is_purged(self._connection, digest):
            return False
        if self._with_purged and self._write:
            forget_purged(self._connection, digest)
        return not self._with_purged

    def _store(self, new: list[Record]) -> None:
        wanted: dict[int, list[Record]] = {}
        for record in new:
            wanted.setdefault(record["source"], []).append(record)
        positions: dict[int, int] = {}
        for source, records in wanted.items():
            source_id = self._sources[source].id
            assert source_id is not None
            places = [record["position"] for record in records]
            free = (
                arriving.free_positions(self._connection, source_id, places) if self._sources[source].known else places
            )
            positions |= {record["id"]: place for record, place in zip(records, free, strict=True)}
            if self._sources[source].known and self._sources[source].by_ref:
                grow_source(self._connection, source_id, sum(len(record["text"]) for record in records))
        arriving_records = [
            {
                **self._numbered(record),
                "source": self._sources[record["source"]].id,
                "position": positions[record["id"]],
                "names": [[self._entities[id_], *rest] for id_, *rest in record["names"]],
                "aliases": [[folded, self._entities[id_]] for folded, id_ in record["aliases"]],
            }
            for record in new
        ]
        ids = arriving.insert_memories(self._connection, arriving_records)
        if self._import_id is not None:
            imports.note_memories(self._connection, self._import_id, ids)
        for record, id_ in zip(new, ids, strict=True):
            self._memories.change(record["id"], id_)
            if record["context"] is None and record["form"] == "chunk" and self._sources[record["source"]].by_ref:
                self._renewing.append(id_)

    def _meet(self, here: Here, record: Record) -> None:
        """A memory that is here: take its later version, its later strength, or leave it."""
        if here.state == "forgotten":
            self._counts["already"] += 1
            self._counts["forgotten"] += 1
            return
        if self._write and record["reinforced_at"] > here.reinforced_at:
            arriving.strengthen(self._connection, here.id, record)
        if here.text == record["text"]:
            self._counts["already"] += 1
            return
        ours = arriving.texts_before(self._connection, here.id)
        theirs = {text for _, text, *_ in record["revisions"]}
        edited_at = max((at for _, _, at, _ in record["revisions"]), default=0)
        if record["text"] in ours:
            self._counts["already"] += 1
        elif here.text in theirs:
            self._take_version(here, record, max(record["version"], here.version + 1))
        elif here.original != original_of(record):
            self._counts["already"] += 1
            self._note(here.ref, "It is here with other words; those that are here were kept.")
        elif edited_at > here.edited_at:
            self._take_version(here, record, max(record["version"], here.version) + 1)
            self._note(here.ref, "It was edited here and there; the archive's words are the later ones and were taken.")
        else:
            self._counts["already"] += 1
            self._note(here.ref, "It was edited here and there; the words here are the later ones and were kept.")

    def _take_version(self, here: Here, record: Record, version: int) -> None:
        self._counts["newer"] += 1
        if self._write:
            self._note_part("change", arriving.take_version(self._connection, here, record, version))

    # -- what connects memories ------------------------------------------------------------------------------------

    def _take_parents(self, record: Record) -> None:
        parents = [self._memories[id_] for id_ in record["of"]]
        id_ = self._memories[record["memory"]]
        if self._purged:
            self._families.append((record["memory"], record["of"]))
        if self._write and id_:
            arriving.add_parents(self._connection, id_, [parent for parent in parents if parent])

    def _take_link(self, record: Record) -> None:
        first, second = self._memories[record["first"]], self._memories[record["second"]]
        if self._write and first and second:
            arriving.add_links(self._connection, [{**record, "first": first, "second": second}])

    def _take_topic(self, record: Record) -> None:
        id_ = self._memories[record["memory"]]
        if record["above"] is not None:
            self._above.append((record["memory"], record["above"]))
        if self._write and id_:
            arriving.add_topic(self._connection, {**record, "memory": id_})

    def _leave_out_what_rests_on_purged(self) -> None:
        """What was made from memories that were purged here may say what they said: it does not come in either."""
        gone: list[int] = []
        families, self._families = self._families, []
        more = True
        while more:
            more = False
            for there, parents in families:
                if there in self._new and not self._purged.isdisjoint(parents):
                    self._new.discard(there)
                    self._purged.add(there)
                    gone.append(there)
                    more = True
        self._counts["new"] -= len(gone)
        self._counts["left_out"] += len(gone)
        if self._write and gone:
            delete_memories(self._connection, [self._memories[there] for there in gone])
        for there in gone:
            self._memories.change(there, ABSENT)

    # -- chats and settings ----------------------------------------------------------------------------------------

    def _take_chat(self, record: Record) -> None:
        self._leave_out_what_rests_on_purged()
        found = arriving.find_chat(self._connection, record["started_at"])
        if found is None and self._purged_here and self._is_chat_purged(record["started_at"]):
            self._chats.put(record["id"], ABSENT)
            return
        if found is None:
            self._counts["chats"] += 1
            found = arriving.insert_chat(self._connection, self._numbered(record)) if self._write else -1
            self._note_part("chat", found)
        self._chats.put(record["id"], found)

    def _is_chat_purged(self, started_at: int) -> bool:
        digest = self._digester.of_chat(started_at)
        if self._with_purged and self._write:
            forget_purged(self._connection, digest)
        return not self._with_purged and is_purged(self._connection, digest)

    def _take_turn(self, record: Record) -> None:
        chat_id = self._chats[record["chat"]]
        cited = [(self._memories[row[1]], row) for row in record["citations"]]
        if not self._write or not chat_id:
            return
        if arriving.has_turn(self._connection, chat_id, record["role"], record["said_at"]):
            return
        kept = [[row[0], id_, *row[2:]] for id_, row in cited if id_]
        text = record["text"]
        if any(row[1] in self._purged and not row[-1] for _, row in cited):
            text, kept = FORGOTTEN, []
            arriving.redact_question(self._connection, chat_id)
        turn_id = arriving.insert_turn(
            self._connection, {**self._numbered(record), "chat": chat_id, "text": text, "citations": kept}
        )
        self._note_part("turn", turn_id)

    def _take_setting(self, record: Record) -> None:
        key, value = record["key"], record["value"]
        if key in SETTINGS and not arriving.has_setting(self._connection, key):
            self._counts["settings"] += 1
            if self._write:
                arriving.add_setting(self._connection, key, value)

    def _note_part(self, kind: imports.Part, part_id: int | None) -> None:
        if self._write and self._import_id is not None and part_id is not None:
            imports.note_part(self._connection, self._import_id, kind, part_id)

    def _note(self, ref: str, said: str) -> None:
        self._counts["conflicting"] += 1
        if len(self._conflicts) < _MOST_CONFLICTS:
            self._conflicts.append(Conflict(ref, said))
