"""A kind of thing whose texts a test puts in the index, alone there."""

import contextlib

from community.search import index
from community.search.index import SearchKind, SearchText
from community.search.models import SearchDocument, SearchWord


class Shelf:
    """Call it to put a text on the shelf and into the index: ``shelf(1, "Co-production", keys=["members"])``."""

    def __init__(self):
        self.texts: dict[tuple[int, str], SearchText] = {}

    def __call__(self, pk, title, body="", *, language="en", keys=("public",), part="", **fields):
        text = SearchText(pk, language, title, body, f"/shelf/{pk}/", keys, part=part, **fields)
        self.texts[pk, part] = text
        index.write("shelf", [pk])
        return text

    def remove(self, pk):
        """Take a thing off the shelf and out of the index."""
        for place in [place for place in self.texts if place[0] == pk]:
            del self.texts[place]
        index.write("shelf", [pk])

    def load(self, pks):
        """The texts of these things."""
        return [text for (pk, _part), text in self.texts.items() if pk in pks]

    def all_pks(self):
        """Everything on the shelf."""
        return sorted({pk for pk, _part in self.texts})


@contextlib.contextmanager
def registered_shelf():
    """An empty index with a shelf in it."""
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    shelf = Shelf()
    index.kinds._entries["shelf"] = SearchKind("shelf", "Shelf", shelf.load, shelf.all_pks)
    try:
        yield shelf
    finally:
        del index.kinds._entries["shelf"]
