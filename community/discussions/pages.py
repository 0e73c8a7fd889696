"""The pages of a thread: twenty post numbers each, so that a page's address always holds the same posts.

Numbers are consecutive and a removed post leaves a trace, so where a post
stands follows from its number alone, in a thread of any length.
"""

from dataclasses import dataclass

POSTS_A_PAGE = 20


def first_of_page(number: int) -> int:
    """First post number of the page that holds post ``number``: 1, 21, 41…"""
    return (max(number, 1) - 1) // POSTS_A_PAGE * POSTS_A_PAGE + 1


@dataclass(frozen=True, slots=True)
class PostPage:
    """A stretch of a thread from post ``first`` on, out of ``last_number`` posts."""

    first: int
    last_number: int

    @classmethod
    def holding(cls, number: int, last_number: int) -> "PostPage":
        """The page with post ``number``, or the nearest there is."""
        return cls(first_of_page(min(max(number, 1), max(last_number, 1))), last_number)

    @property
    def end(self) -> int:
        """The last number on the page."""
        return min(self.first + POSTS_A_PAGE - 1, self.last_number)

    @property
    def is_first(self) -> bool:
        return self.first == 1

    @property
    def is_last(self) -> bool:
        """Whether what is written next belongs at the end of this page."""
        return self.first + POSTS_A_PAGE > self.last_number

    @property
    def number(self) -> int:
        return (self.first - 1) // POSTS_A_PAGE + 1

    @property
    def count(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.last_number // POSTS_A_PAGE))

    @property
    def previous(self) -> int | None:
        """First number of the page before."""
        return self.first - POSTS_A_PAGE if self.first > 1 else None

    @property
    def next(self) -> int | None:
        """First number of the page after."""
        return None if self.is_last else self.first + POSTS_A_PAGE

    @property
    def newest(self) -> int:
        """First number of the last page."""
        return first_of_page(self.last_number)
