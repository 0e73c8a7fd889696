"""What follows from the words of a post: cards of the things it links to."""

from django.template.loader import get_template

from community.languages import LANGUAGE_CODES
from community.search.index import on_written

from ..domain.hooks import on_post_written, on_words, on_words_changed
from ..models import Post, Thread
from ..parts import PostPart, post_parts
from .domain import cards_of, index_changed, note_links
from .kinds import cards as card_kinds


def draw(post: Post, thread: Thread, language: str) -> str:
    """The cards, in the reader's language where the thing has words in it."""
    cards = post.extras.get("cards")
    if not cards:
        return ""
    shown = []
    for card in cards:
        kind = card_kinds.find(card["kind"])
        title_language = next(
            (code for code in (language, *LANGUAGE_CODES) if code in card["titles"]), language
        )
        if kind is not None and card["titles"]:
            shown.append(
                {
                    "url": f"/{language}{card['path']}",
                    "title": card["titles"].get(title_language) or next(iter(card["titles"].values())),
                    "lang": title_language,
                    "label": kind.label,
                    "icon": kind.icon,
                }
            )
    return get_template("community/discussions/cards/cards.html").render({"cards": shown, "post": post})


post_parts.register("cards", PostPart(draw=draw))
on_words.register("cards", cards_of)
on_post_written.register("cards", note_links)
on_words_changed.register("cards", note_links)
on_written.register("cards", index_changed)
