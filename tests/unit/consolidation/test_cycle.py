"""A cycle can stop at any moment and go on at any later one, and nothing of it is done twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.consolidation.cycle import Cycle
from core.model.change import ChangeKind
from core.model.night import Cause, NightState, SleepProgress, StepName
from core.store import nights
from core.store.contents import hash_contents
from core.store.database import Database
from core.store.nights import Journal, NightBusy


class Died(BaseException):
    """The process ends here, as far as the cycle can tell."""


@dataclass
class CountingPiece:
    number: int
    name: StepName
    before: Callable[[], None]

    units = 1

    @property
    def cursor(self) -> str:
        return str(self.number)

    def apply(self, journal: Journal) -> None:
        self.before()
        with journal.change(ChangeKind.TAGGED, f"Number {self.number} of {self.name}.") as change:
            change.insert("setting", {"key": f"{self.name}.{self.number}", "value": "done"})


class CountingStep:
    """Writes a setting for each number up to `most`; `meanwhile` is called before each is planned and written."""

    def __init__(self, name: StepName, most: int, meanwhile: Callable[[], None] = lambda: None) -> None:
        self.name, self.most, self.meanwhile = name, most, meanwhile

    def count(self, database: Database) -> int:
        return self.most

    def plan(self, database: Database, cursor: str, stop: threading.Event) -> CountingPiece | None:
        self.meanwhile()
        number = int(cursor or 0) + 1
        return CountingPiece(number, self.name, self.meanwhile) if number <= self.most else None


def run(database: Database, *steps: CountingStep, stop: threading.Event | None = None) -> tuple[int, NightState]:
    return Cycle(database, steps).run(Cause.HAND, lambda progress: None, stop or threading.Event())


def written(database: Database) -> list[str]:
    with database.reading() as connection:
        return [key for (key,) in connection.execute("select key from setting order by key")]


def test_a_cycle_does_every_step_in_order_and_tells_how_far_it_is(database: Database) -> None:
    told: list[SleepProgress] = []
    steps = [CountingStep(StepName.SETTLE, 3), CountingStep(StepName.CONNECT, 2)]
    night_id, state = Cycle(database, steps).run(Cause.HAND, told.append, threading.Event())
    assert state is NightState.DONE
    assert written(database) == ["connect.1", "connect.2", "settle.1", "settle.2", "settle.3"]
    assert [(one.step, one.done) for one in told] == [
        ("settle", 0), ("settle", 1), ("settle", 2), ("settle", 3), ("connect", 0), ("connect", 1), ("connect", 2),
    ]  # fmt: skip
    with database.reading() as connection:
        night = nights.get_night(connection, night_id)
    assert night is not None
    assert night.counts == {ChangeKind.TAGGED: 5}


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deaths=st.lists(st.integers(1, 14), max_size=4), most=st.integers(0, 5))
def test_wherever_a_cycle_dies_the_next_one_goes_on_and_nothing_is_done_twice(
    tmp_path_factory: pytest.TempPathFactory, deaths: list[int], most: int
) -> None:
    folder = tmp_path_factory.mktemp("cycle")
    opened = Database(folder / "vault.db", bytes(32), backups=folder)
    try:
        for death in deaths:
            left = iter(range(death, -1, -1))

            def meanwhile(left: object = left) -> None:
                if next(left, 1) == 0:  # type: ignore[call-overload]
                    raise Died

            try:
                run(opened, CountingStep(StepName.SETTLE, most, meanwhile), CountingStep(StepName.FADE, 2, meanwhile))
            except Died:
                # A process that is killed cannot even note that it ended.
                opened.write(lambda c: c.execute("update night set state = 'running', owner = '1@0.00'").fetchall())
        run(opened, CountingStep(StepName.SETTLE, most), CountingStep(StepName.FADE, 2))
        assert written(opened) == ["fade.1", "fade.2", *(f"settle.{n}" for n in range(1, most + 1))]
    finally:
        opened.close()


def test_a_stopped_night_ends_before_its_next_piece_and_the_next_night_goes_on_there(database: Database) -> None:
    stop = threading.Event()
    done = [0]

    def meanwhile() -> None:
        done[0] += 1
        if done[0] == 5:
            stop.set()

    first, state = run(database, CountingStep(StepName.SETTLE, 9, meanwhile), stop=stop)
    assert state is NightState.STOPPED
    assert len(written(database)) == 2
    second, state = run(database, CountingStep(StepName.SETTLE, 9))
    assert (state, second > first) == (NightState.DONE, True)
    assert len(written(database)) == 9
    with database.reading() as connection:
        counts = [nights.get_night(connection, night_id).counts[ChangeKind.TAGGED] for night_id in (first, second)]  # type: ignore[union-attr]
    assert counts == [2, 7]


def test_two_cycles_never_run_at_the_same_time(database: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        go_on.wait(10)

    sleeper = threading.Thread(target=run, args=(database, CountingStep(StepName.SETTLE, 1, wait)))
    sleeper.start()
    try:
        assert inside.wait(10)
        with pytest.raises(NightBusy):
            run(database, CountingStep(StepName.SETTLE, 1))
    finally:
        go_on.set()
        sleeper.join()
    assert written(database) == ["settle.1"]


def test_a_night_that_rests_between_its_pieces_is_woken_by_stop(database: Database) -> None:
    stop = threading.Event()

    def work() -> None:
        threading.Timer(0.05, stop.set).start()
        time.sleep(0.2)

    cycle = Cycle(database, [CountingStep(StepName.SETTLE, 100, work)])
    _, state = cycle.run(Cause.IDLE, lambda progress: None, stop)
    assert state is NightState.STOPPED
    assert len(written(database)) <= 1


def test_undoing_a_night_leaves_the_vault_as_it_was(database: Database) -> None:
    with database.reading() as connection:
        before = hash_contents(connection)
    night_id, _ = run(database, CountingStep(StepName.SETTLE, 4))
    undone = database.write(lambda c: nights.undo_night(c, night_id))
    assert (undone.changes, undone.left, written(database)) == (4, (), [])
    with database.reading() as connection:
        assert hash_contents(connection) == before
