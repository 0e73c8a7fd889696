"""What can be chosen beside the words, with the names people know it by."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from community.discussions.models import Space
from community.languages import CONTENT_LANGUAGES
from community.networks.models import Network
from community.topics.models import Topic

from .asking import Asking
from .forms import PERIODS
from .query import Answer, kind_labels

MOST_SHOWN = 12  # choices of one group; the chosen one is always among them
# Larger numbers that are an "at least" are told in thousands.
_THOUSAND = 1000


def count_words(number: int, *, is_capped: bool) -> str:
    """A number as it is read: ``1,234``, and ``2,000+`` where there are at least so many."""
    if not is_capped:
        return number_format(number, force_grouping=True)
    if number >= _THOUSAND:
        number -= number % _THOUSAND
    return _("%(number)s+") % {"number": number_format(number, force_grouping=True)}


@dataclass(frozen=True)
class Names:
    """Names of networks, spaces and topics by number; a query each, none where there is nothing to name."""

    networks: dict[int, str]
    spaces: dict[int, str]
    topics: dict[int, str]

    @classmethod
    def read(cls, user, *, networks: set[int], spaces: set[int], topics: set[int]) -> "Names":
        """The names of these, as far as ``user`` may know them."""
        return cls(
            networks={
                one.pk: one.short_name
                for one in (Network.objects.filter(pk__in=networks) if networks else ())
            },
            spaces={
                one.pk: one.name
                for one in (Space.objects.visible_to(user).filter(pk__in=spaces) if spaces else ())
            },
            topics={one.pk: one.name for one in (Topic.objects.filter(pk__in=topics) if topics else ())},
        )

    @classmethod
    def for_answer(cls, answer: Answer, chosen: dict, user) -> "Names":
        """The names in the facets of an answer."""
        return cls.read(
            user,
            networks=set(answer.networks) | _numbers([chosen], "network"),
            spaces=set(answer.spaces) | _numbers([chosen], "space"),
            topics=set(answer.topics) | _numbers([chosen], "topic"),
        )

    @classmethod
    def for_all(cls, asked: Iterable[Asking], user) -> "Names":
        """The names in the choices of these searches."""
        chosen = [one.chosen for one in asked]
        return cls.read(
            user,
            networks=_numbers(chosen, "network"),
            spaces=_numbers(chosen, "space"),
            topics=_numbers(chosen, "topic"),
        )

    def options(self, name: str) -> dict:
        """Value → name of everything that can be chosen of one group, in the order it is listed."""
        match name:
            case "kind":
                return kind_labels()
            case "language":
                return dict(CONTENT_LANGUAGES)
            case "period":
                return PERIODS
            case _:
                return {"network": self.networks, "space": self.spaces, "topic": self.topics}[name]

    def of(self, asked: Asking) -> list[str]:
        """The choices of a search by their names; what is gone or hidden has none."""
        return [
            str(self.options(name)[value])
            for name, value in asked.chosen.items()
            if value in self.options(name)
        ]


def _numbers(chosen: list[dict], name: str) -> set[int]:
    return {one[name] for one in chosen if name in one}


def facet_groups(answer: Answer, asked: Asking, names: Names, *, kept: dict) -> list[dict]:
    """Groups of links for the component ``facets``, each with the number that following it gives.

    ``kept``: what else stands in the address.
    """
    labels = {
        "kind": _("Kind"),
        "network": _("Network"),
        "space": _("Space"),
        "topic": _("Topic"),
        "language": _("Language"),
        "period": _("When"),
    }
    counts = {
        "kind": answer.kinds,
        "network": answer.networks,
        "space": answer.spaces,
        "topic": answer.topics,
        "language": answer.languages,
        "period": {name: count for name, count in answer.periods.items() if count},
    }
    groups = []
    for name, label in labels.items():
        selected = asked.chosen.get(name)
        words = names.options(name)
        values = [value for value in words if value in counts[name] or value == selected]
        if name in ("network", "space", "topic"):
            values.sort(key=lambda value: (value != selected, -counts[name].get(value, 0), str(words[value])))
        # Under its own choice a group was counted apart, and may be capped where the answer is not.
        is_capped = ("since" if name == "period" else name) in answer.capped if selected else answer.is_capped
        others = {key: value for key, value in asked.chosen.items() if key != name}
        groups.append(
            {
                "id": name,
                "label": label,
                "options": [
                    {
                        "label": words[value],
                        "lang": value if name == "language" else "",
                        "count": count_words(counts[name].get(value, 0), is_capped=is_capped),
                        "selected": value == selected,
                        "url": "?"
                        + urlencode(
                            {
                                "q": asked.text,
                                **others,
                                **({} if value == selected else {name: value}),
                                **kept,
                            }
                        ),
                    }
                    for value in values[:MOST_SHOWN]
                ],
            }
        )
    return groups
