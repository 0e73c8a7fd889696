"""Things for tests, each made with one call and without surprises."""

from .community import (
    make_area,
    make_member,
    make_network,
    make_person,
    make_post,
    make_posts,
    make_space,
    make_thread,
    make_topic,
)

__all__ = [
    "make_area", "make_member", "make_network", "make_person", "make_post", "make_posts",
    "make_space", "make_thread", "make_topic",
]  # fmt: skip
