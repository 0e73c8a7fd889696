"""The doors of the search: results, titles while one types, what was perhaps meant, and searches that are kept."""

from urllib.parse import urlencode

from community.search.models import SavedSearch

from .description import COMMON, PUBLIC
from .list_doors import all_titles, in_space, titles_of
from .oracle import home_of
from .talk_doors import title_of
from .walking import NOWHERE, NothingWritten, Walk, at, door

UNWRITTEN = "zqzqzqzqzqz"


def _path(name: str, **asked) -> str:
    return f"{at(name)}?{urlencode(asked)}"


def _searchable(walk: Walk) -> dict[str, str]:
    """Word → talk in whose document of the index it stands: titles, what posts say, what was learned."""
    found = {}
    for talk in walk.said.standing_talks():
        if in_space(walk, talk):
            found[title_of(talk)] = talk.name
            if "summary" in talk.words:
                found[talk.words["summary"]] = talk.name
            for post in walk.said.posts_in(talk.name):
                if not post.is_removed:
                    found[post.words["words"]] = talk.name
    return found


@door("search")
def results(walk: Walk) -> None:
    """All that one may find for the word that stands in everything, and single secrets, which are as if unwritten."""
    titles, words = all_titles(walk), _searchable(walk)
    others = sorted(set(walk.said.secrets) - set(words))
    for visitor in walk:
        # There are fewer talks than a page of results holds.
        shown = visitor.gets(_path("search", q=COMMON, kind="thread")).words
        expected = titles_of(talk for talk in walk.readable(visitor) if in_space(walk, talk))
        if shown & titles != expected:
            walk.fault(visitor, "finds", (shown & titles) - expected, "and not", expected - shown)
        nothing = visitor.ask(_path("search", q=UNWRITTEN))
        for word in [*walk.some(sorted(words), 3), *walk.some(others, 2)]:
            answer = visitor.ask(_path("search", q=word), echo=[word])
            talk = walk.said.talks[words[word]] if word in words else None
            if talk is not None and visitor.may_read(talk):
                if f"/threads/{walk.world.threads[talk.name].pk}/" not in answer.text:
                    walk.fault(visitor, "does not find", word)
            elif word not in visitor.known and answer.without(word) != nothing.without(UNWRITTEN):
                walk.fault(visitor, "learns that there is", walk.said.secrets[word])
        for home in walk.some(walk.said.spaces, 1):
            visitor.gets(_path("search", q=COMMON, space=walk.world.homes[home.name].pk))


@door("search")
def perhaps_meant(walk: Walk) -> None:
    """A word spelt a little wrong: words of public texts are suggested to everybody, others to nobody."""
    words = _searchable(walk)
    public = {
        word for word, talk in words.items() if home_of(walk.said, walk.said.talks[talk]).audience == PUBLIC
    }
    # What everybody may know may stand in a public text of another kind.
    hidden = sorted(set(walk.said.secrets) - walk["visitor"].known)
    for visitor in walk:
        for word in [*walk.some(sorted(public), 1), *walk.some(hidden, 3)]:
            wrong = f"{word[:6]}x{word[7:]}"
            suggested = word in visitor.ask(_path("search", q=wrong), echo=[wrong]).words
            if suggested != (word in public):
                walk.fault(visitor, "is" if suggested else "is not", "asked whether they meant", word)


@door("search-suggest")
def titles_while_typing(walk: Walk) -> None:
    """The beginning of a title brings it up for those who may read it."""
    for visitor in walk:
        talks = [talk for talk in walk.said.talks.values() if in_space(walk, talk)]
        for talk in walk.some(talks, 5):
            title = title_of(talk)
            answer = visitor.ask(_path("search-suggest", q=title[:8]))
            if visitor.may_read(talk) != (title in answer.words):
                walk.fault(visitor, "typing", title[:8], "gets", *answer.words)


@door("me-searches", "search-change", "search-remove", "search-save", "search-restore")
def kept_searches(walk: Walk) -> None:
    """Searches that others keep are not there, and no choice names a space that is not for one."""
    ways = (("search-change", "get"), ("search-change", "post"), ("search-remove", "post"))
    with NothingWritten(walk, "searches of others"):
        for visitor in walk:
            visitor.ask("/en/me/searches/")
            if not visitor.is_signed_in:
                continue
            other = SavedSearch.objects.exclude(user=visitor.account).first()
            for name, method in ways:
                visitor.meets_nothing(
                    at(name, other.pk), at(name, NOWHERE), {"name": "Theirs", "notify": "never"}, method=method,
                    pieces=[(f"/{other.pk}/", f"/{NOWHERE}/")],
                )  # fmt: skip
            hidden = [home for home in walk.said.spaces if home.words["name"] not in visitor.known]
            for home in walk.some(hidden, 1):
                visitor.gets(_path("search-save", q=COMMON, space=walk.world.homes[home.name].pk))
            visitor.ask("/en/me/searches/restore/", {"undo": "no token"}, method="post")
