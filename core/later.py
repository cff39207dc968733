"""Parts that are made by their first use: what a command does not touch, it need not import."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Part = TypeVar("Part")


class later(Generic[Part]):  # noqa: N801 - it is used as a decorator
    """A property that is worked out once for each object, whichever thread comes first. Made parts lie in `vars()`."""

    def __init__(self, make: Callable[[Any], Part]) -> None:
        self._make, self._making = make, threading.RLock()
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, owner: None, kind: type) -> Self: ...

    @overload
    def __get__(self, owner: object, kind: type) -> Part: ...

    def __get__(self, owner: object | None, kind: type) -> Self | Part:
        if owner is None:
            return self
        with self._making:
            made = vars(owner)
            if self._name not in made:
                made[self._name] = self._make(owner)
            part: Part = made[self._name]
            return part
