"""How upper floors tell the ground floor what they bring.

The ground floor never imports what stands above it. Instead it offers
registries, and each app's ``ready()`` puts its entries in: kinds of notice,
searchable kinds, things a thread may hang on, streams, demo sections…
"""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Named entries in the order they were registered.

    ``describe`` names what is kept, for error messages ("notification kind").
    """

    def __init__(self, describe: str):
        self.describe = describe
        self._entries: dict[str, Entry] = {}

    def register(self, name: str, entry: Entry) -> Entry:
        """Keep ``entry`` under ``name``; a second one of that name is a mistake and refused."""
        if name in self._entries and self._entries[name] != entry:
            raise ValueError(f"A {self.describe} called {name!r} is registered already.")
        self._entries[name] = entry
        return entry

    def entry(self, name: str) -> Callable[[Entry], Entry]:
        """Decorator form of :meth:`register`."""
        return lambda entry: self.register(name, entry)

    def get(self, name: str) -> Entry:
        """The entry called ``name``; raises :class:`LookupError` naming what is known."""
        try:
            return self._entries[name]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "none"
            raise LookupError(f"No {self.describe} is called {name!r}; known: {known}.") from None

    def find(self, name: str) -> Entry | None:
        """The entry called ``name``, or nothing."""
        return self._entries.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def items(self) -> Iterator[tuple[str, Entry]]:
        """Names with their entries."""
        return iter(self._entries.items())
