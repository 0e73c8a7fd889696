"""A poll below the words of its post, drawn from ``Post.extras["poll"]`` alone.

The fragment is everybody's. Results that only voters may see are not in it:
they are put in for the reader who has voted, by :func:`mine` in the page and by
``voices.js`` in fragments that arrive later.
"""

from collections.abc import Iterable
from datetime import datetime

from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.templatetags.formatting import joined

from ..models import Post, Thread
from ..parts import BELOW, PostPart
from .models import Method, Showing, Vote
from .permissions import EXTRA

_RESULTS = "community/discussions/polls/results.html"


def draw(post: Post, thread: Thread, language: str) -> str:
    """The poll with what everybody may see of it."""
    poll = post.extras.get(EXTRA)
    if not poll:
        return ""
    is_open = not poll["closed_at"]
    asks_here = is_open and poll["method"] != Method.RANKED
    tags = _tags(post, thread, poll)
    context = {
        **facts(post, poll),
        "page": page_of(thread, post.number),
        "language": language,
        "asks_here": asks_here,
        "tags": tags,
        "rows": rows_of(poll, post.number, tags),
        "shows": results_are_public(poll),
        "words": outcome_in_words(poll),
    }
    return get_template("community/discussions/polls/poll.html").render(context)


def mine(user, posts: Iterable[Post]) -> dict[int, list[tuple[str, str]]]:
    """What ``user`` voted in these posts. One query, and none where no post has a poll."""
    polls = {post.pk: post for post in posts if post.extras.get(EXTRA)}
    if not polls:
        return {}
    swaps = {}
    votes = Vote.objects.filter(user=user, poll__post__in=polls).select_related("poll")
    for vote in votes:
        post = polls[vote.poll.post_id]
        poll = post.extras[EXTRA]
        before = _tags(post, post.thread, poll)
        after = _tags(post, post.thread, poll, chosen=vote.numbers)
        swaps[post.number] = [(before[name], after[name]) for name in before if before[name] != after[name]]
    return swaps


def results_fragment(post: Post) -> str:
    """The table of results alone, for whoever may see it; the caller knows."""
    poll = post.extras[EXTRA]
    return get_template(_RESULTS).render(
        {**facts(post, poll), "rows": rows_of(poll, post.number), "words": outcome_in_words(poll)}
    )


PART = PostPart(draw, BELOW, mine)


# --- What is said of a poll ------------------------------------------------------------------------------------------


def page_of(thread: Thread, number: int) -> str:
    """Address of the poll's own page."""
    return reverse("post-poll", args=[thread.pk, thread.slug, number])


def results_are_public(poll: dict) -> bool:
    """Whether everybody who may read the thread sees the results."""
    return bool(poll["closed_at"]) or poll["showing"] == Showing.ALWAYS


def facts(post: Post, poll: dict) -> dict:
    """What templates say about a poll, before a vote is cast and after."""
    return {
        "post": post,
        "poll": poll,
        "method": method_in_words(poll),
        "is_ranked": poll["method"] == Method.RANKED,
        "closes_at": datetime.fromisoformat(poll["closes_at"]) if poll["closes_at"] else None,
        "closed_at": datetime.fromisoformat(poll["closed_at"]) if poll["closed_at"] else None,
    }


def method_in_words(poll: dict) -> str:
    """How one chooses."""
    if poll["most"]:
        return ngettext("Up to %(count)s choice", "Up to %(count)s choices", poll["most"]) % {
            "count": poll["most"]
        }
    return str(Method(poll["method"]).label)


def rows_of(poll: dict, number: int, tags: dict | None = None) -> list[dict]:
    """The options with their votes; with ``tags`` each has its mark, and while the poll is open its control."""
    outcome = poll["outcome"]
    first = outcome["rounds"][0]["votes"] if outcome else poll["counts"]
    most = max(first.values(), default=0)
    winners = (
        outcome["winners"] if outcome else [int(n) for n, count in first.items() if most and count == most]
    )
    return [
        {
            "number": option,
            "id": f"poll-{number}-{option}",
            "text": text,
            "input": tags.get(f"input {option}", "") if tags else "",
            "mark": tags.get(f"mark {option}", "") if tags else "",
            "count": first[str(option)],
            "share": round(100 * first[str(option)] / poll["voters"]) if poll["voters"] else 0,
            "leads": option in winners,
            "out": _round_of(outcome, option) if outcome else None,
        }
        for option, text in poll["options"]
    ]


def _round_of(outcome: dict, option: int) -> int | None:
    """The round after which a ranked option went out."""
    return next((n for n, one in enumerate(outcome["rounds"], 1) if option in one["out"]), None)


def outcome_in_words(poll: dict) -> str:
    """Of a ranked poll: who has won, or would if it closed now."""
    outcome = poll["outcome"]
    if outcome is None or not outcome["winners"]:
        return ""
    names = dict(poll["options"])
    if len(outcome["winners"]) > 1:
        tied = joined([_quoted(names[option]) for option in outcome["winners"]])
        return format_html(_("{options} have equally many votes in the last round: a tie."), options=tied)
    winner = _quoted(names[outcome["winners"][0]])
    rounds = len(outcome["rounds"])
    last = outcome["rounds"][-1]
    counting = sum(last["votes"].values())
    words = {"option": winner, "votes": max(last["votes"].values()), "counting": counting, "rounds": rounds}
    if rounds == 1:
        return format_html(
            _("{option} is preferred: {votes} of {counting} first choices, more than half."), **words
        )
    return format_html(
        ngettext(
            "{option} is preferred after {rounds} round, with {votes} of {counting} votes.",
            "{option} is preferred after {rounds} rounds, with {votes} of {counting} votes.",
            rounds,
        ),
        **words,
    )


def rounds_in_words(poll: dict) -> list[str]:
    """How a ranked poll was counted, a sentence or two for each round."""
    if not poll["outcome"] or not poll["voters"]:
        return []
    names = dict(poll["options"])
    said = []
    for number, one in enumerate(poll["outcome"]["rounds"], 1):
        counting = sum(one["votes"].values())
        if not one["out"]:
            said.append(
                format_html(_("Round {round}: {result}"), round=number, result=outcome_in_words(poll))
            )
            continue
        words = {
            "round": number,
            "counting": counting,
            "options": joined([_quoted(names[option]) for option in one["out"]]),
        }
        said.append(format_html(_WHY[one["by"]](len(one["out"])), **words))
    return said


_WHY = {
    "empty": lambda count: ngettext(
        "Round {round}: no option has more than half of {counting} votes. {options} has no votes and goes out.",
        "Round {round}: no option has more than half of {counting} votes. {options} have no votes and go out.",
        count,
    ),
    "fewest": lambda count: _(
        "Round {round}: no option has more than half of {counting} votes. {options} has the fewest and goes out."
    ),
    "earlier": lambda count: _(
        "Round {round}: no option has more than half of {counting} votes. {options} shares the fewest, had fewer in an "
        "earlier round, and goes out."
    ),
    "lot": lambda count: _(
        "Round {round}: no option has more than half of {counting} votes. {options} shares the fewest and goes out by "
        "the lot drawn when the poll was made."
    ),
}


def _quoted(text: str) -> str:
    return format_html("“{}”", text)


# --- What is exchanged for who has voted -----------------------------------------------------------------------------


def _tags(post: Post, thread: Thread, poll: dict, chosen: list[int] | None = None) -> dict[str, str]:
    """The pieces of the fragment that are another for who has voted; ``chosen`` is their vote, None for everybody.

    All begin with a tag and hold the number of the post: no words of a post can be mistaken for them.
    """
    number, hidden = post.number, "" if chosen is not None else mark_safe(" hidden")
    voted = format_html('<p class="poll-voted" data-own="vote:{}"{}>', number, hidden)
    tags = {"voted": voted, "withdraw": "", "results": ""}
    if not poll["closed_at"]:
        tags["withdraw"] = format_html(
            '<button class="button button-quiet button-s" type="submit" form="post-verbs" id="poll-{}-withdraw"'
            ' name="vote" value="{}:withdraw" data-press data-say="{}" data-own="vote:{}"{}>',
            number, number, _("Your vote is withdrawn."), number, hidden,
        )  # fmt: skip
        if poll["showing"] == Showing.VOTED:
            tags["results"] = format_html(
                '<div class="poll-own-results" data-own="vote:{}" data-own-part="{}?part=results"{}>{}</div>',
                number, page_of(thread, number), hidden, results_fragment(post) if chosen is not None else "",
            )  # fmt: skip
    if poll["method"] != Method.RANKED:
        kind = "radio" if poll["method"] == Method.SINGLE else "checkbox"
        for option, _text in poll["options"]:
            is_mine = chosen is not None and option in chosen
            if not poll["closed_at"]:
                tags[f"input {option}"] = format_html(
                    '<input class="poll-input" type="{}" form="post-verbs" id="poll-{}-{}" name="poll-{}" value="{}"{}>',
                    kind, number, option, number, option, mark_safe(" checked") if is_mine else "",
                )  # fmt: skip
            tags[f"mark {option}"] = format_html(
                '<span class="poll-mark" data-own="vote:{}:{}"{}>',
                number, option, "" if is_mine else mark_safe(" hidden"),
            )  # fmt: skip
    return tags
