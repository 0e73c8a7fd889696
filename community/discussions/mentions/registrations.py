"""What follows from the words of a post: whom it mentions."""

from ..domain.hooks import on_post_written, on_words, on_words_changed
from .domain import mentioned_by
from .finding import keep_mentions

on_words.register("mentions", mentioned_by)
on_post_written.register("kept-mentions", keep_mentions)
on_words_changed.register("kept-mentions", keep_mentions)
