"""Moving a vault to another embedding model: its vectors are made beside those in use, which stay until all are there.

So a question is compared with vectors of one model only, and finds by meaning as well as before until the moment in
which one transaction changes over. What is made so far is in the vault, whoever is killed; giving up drops it. The
vectors that were left behind go afterwards, some at a time: a million of them are gigabytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from core.model.memory import Memory, Precision
from core.store import memories, vectors
from core.store.database import Connection
from core.store.settings import get_setting, set_setting
from core.store.vectors import Space, Vector

_KEY = "models.embedding"


@dataclass(frozen=True, slots=True)
class Moving:
    """Which embedding model a vault uses, and where it is on the way to another one.

    Models go by their id in the catalogue, the starter model by an empty text. `to` is the one that is wanted, None
    where there is none; `space` the one its vectors are in, 0 before the first; `left` the one that was left behind and
    is emptied, 0 where there is none.
    """

    use: str = ""
    to: str | None = None
    space: int = 0
    left: int = 0
    paused: bool = False


def read_moving(connection: Connection) -> Moving:
    """Where the vault is; the starter model where nothing was chosen."""
    kept = get_setting(connection, _KEY)
    return Moving(**json.loads(kept)) if kept else Moving()


def _write(connection: Connection, moving: Moving) -> None:
    set_setting(connection, _KEY, json.dumps(asdict(moving)))


def begin_move(connection: Connection, to: str) -> Moving:
    """Want another model; one that was wanted before is given up. Returns where the vault is now.

    One that is wanted already goes on. A vault that has no vectors yet has moved at once.
    """
    now = read_moving(connection)
    if now.to == to:
        pause_move(connection, paused=False)
        return replace(now, paused=False)
    now = give_up_move(connection)
    if to == now.use:
        return now
    space = vectors.current_space(connection)
    begun = space is not None and vectors.count_vectors(connection, space) > 0
    now = replace(now, to=to) if begun else replace(now, use=to)
    _write(connection, now)
    return now


def give_up_move(connection: Connection) -> Moving:
    """Drop what was made for a model that is no longer wanted. Returns where the vault is now."""
    moving = read_moving(connection)
    if moving.to is None:
        return moving
    if moving.space:
        vectors.drop_space(connection, moving.space)
    now = Moving(moving.use, left=moving.left)
    _write(connection, now)
    return now


def pause_move(connection: Connection, *, paused: bool) -> None:
    """Let the move rest, or go on; where there is none, nothing changes."""
    now = read_moving(connection)
    if now.to is not None:
        _write(connection, replace(now, paused=paused))


def open_next_space(connection: Connection, to: str, model: str, fingerprint: str, dimension: int) -> Space | None:
    """The space that the vectors of the model `to` go into, made where need be; None where it is no longer wanted."""
    moving = read_moving(connection)
    if moving.to != to:
        return None
    known = _find(connection, moving.space)
    if known is not None and (known.fingerprint, known.dimension) == (fingerprint, dimension):
        return known
    if known is not None:  # its weights are others by now
        vectors.drop_space(connection, known.id)
    made = vectors.make_space(connection, model, fingerprint, dimension)
    _write(connection, replace(moving, space=made.id))
    return made


def count_to_move(connection: Connection) -> tuple[int, int]:
    """How many memories have a vector of the next model, and how many are to have one."""
    space = _find(connection, read_moving(connection).space)
    wanted = connection.execute("select count(*) from memory where state <> 'forgotten'").get
    return 0 if space is None else vectors.count_vectors(connection, space), int(wanted)


def memories_to_move(connection: Connection, space: Space, after: int, limit: int) -> list[Memory]:
    """Memories without a vector in the next space, by id, those after `after`."""
    rows = connection.execute(
        "select id from memory where state <> 'forgotten' and id > ? "
        f"and not exists (select 1 from vector_{space.id} where memory_id = memory.id) order by id limit ?",
        (after, limit),
    )
    known = memories.get_memories(connection, [id_ for (id_,) in rows])
    return [known[id_] for id_ in sorted(known)]


def put_next_vectors(connection: Connection, space: Space, moved: Sequence[Memory], rows: Vector) -> int:
    """Store unit vectors for the next space, shape (len(moved), dimension). Returns how many.

    A memory that has one by now, that is gone, or that was changed since it was read is left out.
    """
    if _find(connection, space.id) is None:
        return 0
    ids = json.dumps([one.id for one in moved])
    versions = {one.id: one.version for one in moved}
    standing = connection.execute(
        "select id, version, precision from memory where state <> 'forgotten' "
        f"and not exists (select 1 from vector_{space.id} where memory_id = memory.id) "
        "and id in (select value from json_each(?))",
        (ids,),
    )
    wanted = {id_: Precision(precision) for id_, version, precision in standing if version == versions[id_]}
    return len(vectors.keep_vectors(connection, space, [one.id for one in moved], rows, wanted))


def change_over(connection: Connection, space: Space) -> bool:
    """Use the next space and its model from now on, if every memory has its vector there. Returns whether it does."""
    moving = read_moving(connection)
    if moving.to is None or moving.space != space.id or memories_to_move(connection, space, 0, 1):
        return False
    if moving.left and _find(connection, moving.left) is not None:
        vectors.drop_space(connection, moving.left)
    old = vectors.current_space(connection)
    vectors.take_space(connection, space.id)
    # Any number but 0 says that a memory has its vector: those that have one already need not be written again.
    connection.execute("update memory set embedded_in = ? where embedded_in = 0 and state <> 'forgotten'", (space.id,))
    _write(connection, Moving(moving.to, left=0 if old is None else old.id))
    return True


def empty_left(connection: Connection, limit: int) -> bool:
    """Remove up to `limit` of the vectors that were left behind. Returns whether there are more."""
    moving = read_moving(connection)
    space = _find(connection, moving.left)
    if space is not None:
        connection.execute(
            f"delete from vector_{space.id} where memory_id in (select memory_id from vector_{space.id} limit ?)",
            (limit,),
        )
        if connection.execute(f"select exists (select 1 from vector_{space.id})").get:
            return True
        vectors.drop_space(connection, space.id)
    if moving.left:
        _write(connection, replace(moving, left=0))
    return False


def _find(connection: Connection, space_id: int) -> Space | None:
    return next((one for one in vectors.spaces(connection) if one.id == space_id), None) if space_id else None
