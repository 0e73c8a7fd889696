"""Whose an e-mail address is. The floor that keeps the addresses says so here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from community.registry import Registry


@dataclass(frozen=True)
class AddressBook:
    """Verified addresses only, in small letters: ``of(user)`` and, the other way round, address → account."""

    of: Callable[[object], set[str]]
    owners: Callable[[Iterable[str]], dict[str, object]]


address_books: Registry[AddressBook] = Registry("address book")


def addresses_of(user) -> set[str]:
    """The addresses this person has shown to be theirs."""
    return {address for book in address_books for address in book.of(user)}


def owners_of(addresses: Iterable[str]) -> dict[str, object]:
    """The accounts that have shown these addresses to be theirs."""
    addresses = {address for address in addresses if address}
    if not addresses:
        return {}
    return {address: user for book in address_books for address, user in book.owners(addresses).items()}
