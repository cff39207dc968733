"""Slack: an export of a workspace, by its owner or by slackdump.

A zip archive with `users.json`, lists of what there is to talk in (`channels.json`, `groups.json`, `mpims.json`,
`dms.json`) and a folder for each, with a file for each day. This follows public descriptions
(github.com/rusq/slackdump, export.md; github.com/omgitsjessie/slack-exports), read in November 2026.

What a bot posted is no person's word. Joins, leaves and other notices are counted and left.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from core.transfer.bundle import Bundle
from core.transfer.importers.json_parts import items
from core.transfer.importers.talk import LeftOut, Said, Talk, moment, name_of, sound

NOTICE = "notices of the app"

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_USERS = "users.json"
_PLACES = ("channels.json", "groups.json", "mpims.json", "dms.json")
_SAID = frozenset({"", "thread_broadcast", "file_share", "me_message", "bot_message", "file_comment"})
_MENTION = re.compile(r"<([@#!])([^|<>]+)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<([a-z]+:[^|<>\s]+)(?:\|([^<>]*))?>")


class Slack:
    """See `Importer`."""

    product = "Slack"

    def recognises(self, bundle: Bundle) -> bool:
        root = _root(bundle)
        return root is not None and any(_DAY.fullmatch(PurePosixPath(name).name) for name in bundle.names)

    def talks(self, bundle: Bundle) -> Iterator[Talk | LeftOut]:
        root = _root(bundle)
        assert root is not None, "who was not recognised is not read"
        people = {id_: _person(user) for user, id_ in _listed(bundle, root / _USERS)}
        titles = {
            name: _title(place, people)
            for part in _PLACES
            for place, id_ in _listed(bundle, root / part)
            for name in (name_of(place.get("name")), id_)
            if name
        }
        days: dict[str, list[str]] = {}
        for name in bundle.names:
            path = PurePosixPath(name)
            if _DAY.fullmatch(path.name) and path.parent.parent == root:
                days.setdefault(path.parent.name, []).append(name)
        for folder, names in days.items():
            yield from _talk(bundle, folder, titles.get(folder, f"#{folder}"), sorted(names), people)


def _root(bundle: Bundle) -> PurePosixPath | None:
    """The folder inside the export that everything is in."""
    names = {PurePosixPath(name) for name in bundle.names}
    roots = (name.parent for name in sorted(names) if name.name == _USERS)
    return next((root for root in roots if any(root / part in names for part in _PLACES)), None)


def _listed(bundle: Bundle, part: PurePosixPath) -> Iterator[tuple[dict[str, Any], str]]:
    """The entries of a list, each with its id; none where there is no such list."""
    if str(part) in bundle.names:
        with bundle.open(str(part)) as file:
            for entry in items(file, "item", str(part)):
                if isinstance(entry, dict) and (id_ := name_of(entry.get("id"))):
                    yield entry, id_


def _person(user: Mapping[str, Any]) -> str:
    profile = user.get("profile")
    profile = profile if isinstance(profile, dict) else {}
    named = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    return next(filter(None, map(name_of, named)), name_of(user.get("id")))


def _title(place: Mapping[str, Any], people: Mapping[str, str]) -> str:
    members = place.get("members")
    if not place.get("name") or place.get("is_mpim") or name_of(place.get("name")).startswith("mpdm-"):
        named = [people.get(name_of(one), "") for one in members] if isinstance(members, list) else []
        return name_of(", ".join(filter(None, named))) or "Slack"
    return f"#{name_of(place.get('name'))}"


def _talk(
    bundle: Bundle, folder: str, title: str, names: list[str], people: Mapping[str, str]
) -> Iterator[Talk | LeftOut]:
    unsaid, broken = Counter[str](), list[LeftOut]()
    yield Talk(f"slack:{folder}", title, _messages(bundle, names, people, unsaid, broken), unsaid)
    yield from broken


def _messages(
    bundle: Bundle, names: list[str], people: Mapping[str, str], unsaid: Counter[str], broken: list[LeftOut]
) -> Iterator[Said]:
    for name in names:
        with bundle.open(name) as part:
            for entry in items(part, "item", name):
                if isinstance(entry, LeftOut):
                    broken.append(entry)
                    continue
                said = read_message(entry, people)
                if said is None:
                    unsaid[NOTICE] += 1
                else:
                    yield said


def read_message(fields: Any, people: Mapping[str, str]) -> Said | None:
    """One message; None for a notice, and for what says nothing. `people` are names by id."""
    if not isinstance(fields, dict) or fields.get("type") != "message":
        return None
    subtype, id_ = name_of(fields.get("subtype")), name_of(fields.get("ts"))
    text, captions = _words(fields.get("text"), people), _files(fields.get("files"))
    if subtype not in _SAID or not id_ or not (text or captions):
        return None
    profile = fields.get("user_profile")
    known = name_of(profile.get("real_name")) if isinstance(profile, dict) else ""
    user = name_of(fields.get("user"))
    speaker = people.get(user) or known or name_of(fields.get("username")) or user or "Slack"
    at = moment(fields.get("ts"))
    day = "" if at is None else at.date().isoformat()
    machine = subtype == "bot_message" or bool(fields.get("bot_id"))
    return Said(id_, at, speaker, text, captions, session=day, machine=machine)


def _words(text: Any, people: Mapping[str, str]) -> str:
    def named(found: re.Match[str]) -> str:
        sign, id_, shown = found.groups()
        return ("#" if sign == "#" else "@") + (shown or people.get(id_, id_))

    def linked(found: re.Match[str]) -> str:
        address, shown = found.groups()
        return f"{shown} ({address})" if shown and shown != address else address

    return html.unescape(_LINK.sub(linked, _MENTION.sub(named, sound(text)))).strip()


def _files(files: Any) -> tuple[str, ...]:
    if not isinstance(files, list):
        return ()
    named = (name_of(file.get("title") or file.get("name")) for file in files if isinstance(file, dict))
    return tuple(f"file {name}" for name in named if name)
