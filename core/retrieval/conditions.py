"""What the operators of a query mean in this vault: names become speakers, periods become times of the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.model import times
from core.model.memory import Kind, SourceKind
from core.retrieval.operators import Query
from core.store.reach import Conditions
from core.understanding.folding import fold


def resolve(query: Query, speakers: Sequence[str]) -> tuple[Conditions, str]:
    """Return the conditions of a query, and a sentence when they name somebody who has said nothing here."""
    chosen: dict[str, None] = {}
    for name in query.people:
        meant = _speakers_called(name, speakers)
        if not meant:
            return Conditions(), f"Nobody called “{name[:40]}” has said anything in your memory."
        chosen.update(dict.fromkeys(meant))
    since, until = (
        None if moment is None else times.to_store(moment)[0]
        for moment in ((query.period.start, query.period.end) if query.period is not None else (None, None))
    )
    return (
        Conditions(
            speakers=tuple(chosen),
            places=query.places,
            kinds=tuple(kind.value for kind in query.kinds if isinstance(kind, Kind)),
            source_kinds=tuple(kind.value for kind in query.kinds if isinstance(kind, SourceKind)),
            tags=query.tags,
            phrases=query.phrases,
            excluded=query.excluded,
            since=since,
            until=until,
        ),
        "",
    )


def _speakers_called(name: str, speakers: Iterable[str]) -> list[str]:
    """The speakers of this name, or, when there is none, those whose name begins so or has it as a part."""
    wanted = fold(name)
    folded = {speaker: fold(speaker) for speaker in speakers}
    return (
        [speaker for speaker, known in folded.items() if known == wanted]
        or [speaker for speaker, known in folded.items() if wanted in known.split()]
        or [speaker for speaker, known in folded.items() if known.startswith(wanted)]
    )
