"""What other rooms do when something was written or read.

Hooks run in a job or inside the transaction of the change, as each says; they
write rows and jobs and send nothing. Register under a name of your own:
``on_post_written.register("notifications", tell_followers_later)``.
"""

from collections.abc import Callable

from community.registry import Registry

from ..models import Post, Thread

# Called with each new post, with thread and author loaded, in the job that follows its commit. May be called twice.
on_post_written: Registry[Callable[[Post], None]] = Registry("hook for new posts")

# Called with (user, thread id, number) inside the transaction that raises a person's read mark to that number.
on_thread_read: Registry[Callable[[object, int, int], None]] = Registry("hook for read threads")

# Called with (thread id it was in, ids of posts) in the job after posts were taken to another thread. May be called twice.
on_posts_moved: Registry[Callable[[int, list[int]], None]] = Registry("hook for moved posts")

# Called with a thread whose audience is another now, in the job after that change. May be called twice.
on_thread_moved: Registry[Callable[[Thread], None]] = Registry("hook for moved threads")

# Called with each post that was given other words, in the job that follows. May be called twice.
on_words_changed: Registry[Callable[[Post], None]] = Registry("hook for changed words")

# What follows from the words of a post and is kept in its ``extras``, by name: mentions, cards of links. Each is called
# with a post whose thread and words are set, before it is saved and again when the words change; an empty answer
# leaves nothing there.
on_words: Registry[Callable[[Post], object]] = Registry("what follows from words")


def extras_of(post: Post) -> dict:
    """``post.extras`` with what follows from its present words."""
    extras = dict(post.extras)
    for name, follows in on_words.items():
        if found := follows(post):
            extras[name] = found
        else:
            extras.pop(name, None)
    return extras
