"""The pages the site stands on, as data: which there are under each language's home page.

An upper floor adds its own in its ``registrations.py``::

    structure.register(
        "events",
        StructuralKind(lambda: GatheringsIndexPage, titles={"en": "Events", "cy": "Digwyddiadau", "gd": "Tachartasan"}),
    )

They are made after every ``migrate`` wherever they are missing (``domain.tree``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from community.registry import Registry


@dataclass(frozen=True)
class StructuralKind:
    """A page of which there is one under each home page; its model says its address (``fixed_slug``)."""

    model: Callable[[], type]
    titles: dict[str, str]  # language code → title; English must be there
    intros: dict[str, str] = field(default_factory=dict)


structure: Registry[StructuralKind] = Registry("structural page")


def _networks():
    from .models import NetworksIndexPage

    return NetworksIndexPage


def _library():
    from .models import LibraryIndexPage

    return LibraryIndexPage


def _news():
    from .models import NewsIndexPage

    return NewsIndexPage


structure.register(
    "networks",
    StructuralKind(
        _networks,
        titles={"en": "Networks", "cy": "Rhwydweithiau", "gd": "Lìonraidhean"},
        intros={
            "en": "Bodies of practitioners who learn from one another. Join one, or several.",
            "cy": "Cyrff o ymarferwyr sy’n dysgu oddi wrth ei gilydd. Ymunwch ag un, neu fwy.",
            "gd": "Buidhnean de luchd-cleachdaidh a bhios ag ionnsachadh bho chèile.",
        },
    ),
)
structure.register(
    "library",
    StructuralKind(_library, titles={"en": "Library", "cy": "Llyfrgell", "gd": "Leabharlann"}),
)
structure.register(
    "news",
    StructuralKind(
        _news,
        titles={"en": "News", "cy": "Newyddion", "gd": "Naidheachdan"},
        intros={
            "en": "What the networks and this site have to tell.",
            "cy": "Yr hyn sydd gan y rhwydweithiau a’r wefan hon i’w ddweud.",
            "gd": "Na tha aig na lìonraidhean agus aig an làrach seo ri innse.",
        },
    ),
)
NEWS_TITLES = structure.get("news").titles
