"""The demonstration's events: invented ones with people, needs and conversations, and real ones of the past.

What is found by its address is left as it is, so that loading again brings back nothing that somebody changed.
"""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.text import slugify
from django.utils.translation import override
from wagtail.models import Page

from community.demo_loading import DemoContext, DemoSection, csv_rows, sections, toml_rows
from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import reply_to
from community.languages import LANGUAGE_CODES
from knowledge.pages.domain.writing import publish_under

from .gatherings.models import Gathering, JoiningDetails
from .gatherings.pages import EventPage, GatheringsIndexPage
from .gatherings.states import DatePrecision, Mode
from .gatherings.times import moment_at, whole
from .registrations.domain.forgetting import KEEP_NEEDS_FOR
from .registrations.models import AccessNeeds, Registration
from .registrations.states import RegistrationState

FOLDER = Path(__file__).parent / "demo"
COMING, PAST = "coming.toml", "events.csv"
LANGUAGES = ("en", "cy")
MODES = {"online": Mode.ONLINE, "in person": Mode.IN_PERSON, "hybrid": Mode.HYBRID, "": ""}
LONGEST_ADDRESS = 70  # characters of a title
# A date that says no more than the columns do: "20 February 2013", "14–20 November 2016", "May 2019".
_PLAIN_DATE = re.compile(r"^(\d{1,2}(–\d{1,2})? )?[A-Z][a-z]+ \d{4}$")


def load(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Events to come with everything that hangs on them, then the records of old ones."""
    indexes = {
        page.locale.language_code: page for page in GatheringsIndexPage.objects.select_related("locale")
    }
    for line, row in toml_rows(folder / COMING, "event"):
        with context.row(COMING, line):
            _coming(context, row, indexes)
    if (folder / PAST).exists():
        networks = _networks_by_name(context)
        for line, row in csv_rows(folder / PAST):
            with context.row(PAST, line):
                _past(context, row, indexes["en"], networks)


# --- Invented ones ------------------------------------------------------------------------------------------------


def _coming(context, row, indexes) -> None:
    if Gathering.objects.filter(slug=row["slug"]).exists():
        return
    facts = _facts(context, row)
    hosts = [context.find("networks", slug) for slug in row["hosts"]]
    topics = [context.find("topics", slug) for slug in row.get("topics", ())]
    people = [(context.find("people", one["person"]), one) for one in row.get("registrations", ())]
    authors = [context.find("people", post["author"]) for post in row.get("post", ())]
    translation_key = None
    for language in LANGUAGES:
        page = EventPage(
            **facts,
            locale=indexes[language].locale,
            title=row[f"title_{language}"],
            intro=row.get(f"intro_{language}", ""),
            venue=row.get("venue", ""),
            access_info=row.get(f"access_info_{language}", ""),
            interpretation_info=row.get(f"interpretation_{language}", ""),
            body=[_block(block) for block in row.get(f"body_{language}", ())],
        )
        page.hosts, page.topics = hosts, topics
        if translation_key is not None:
            page.translation_key = translation_key
        publish_under(indexes[language], page)
        translation_key = page.translation_key
    gathering = Gathering.objects.get(translation_key=translation_key)
    announced = min(context.ago(30), gathering.starts_at - dt.timedelta(days=30))
    _date(gathering, announced)
    if row.get("joining_url"):
        JoiningDetails.objects.create(gathering=gathering, url=row["joining_url"])
    _seat(context, gathering, people)
    _talk(context, gathering, row.get("post", ()), authors)


def _facts(context, row) -> dict:
    zone = row.get("time_zone", "Europe/London")
    day = (context.began_at + dt.timedelta(days=row["in_days"])).astimezone(ZoneInfo(zone)).date()
    starts_at, ends_at = (
        moment_at(dt.datetime.combine(day, dt.time.fromisoformat(row[name])), zone)
        for name in ("start", "end")
    )
    return {
        "slug": row["slug"],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "time_zone": zone,
        "mode": Mode(row["mode"]),
        "capacity": row.get("capacity"),
    }


def _block(row):
    match row["type"]:
        case "heading":
            return ("heading", {"text": row["text"], "level": "2"})
        case "paragraph":
            return ("paragraph", row["html"])
        case "quote":
            return ("quote", {"words": row["text"], "who": row.get("attribution", ""), "role": ""})
        case "call_to_action":
            link = {"page": None, "document": None, "address": row["url"]}
            return ("call_to_action", {"title": "", "text": row["text"], "label": row["label"], "link": link})
        case other:
            raise LookupError(f"there is no block “{other}”")


def _seat(context, gathering, people) -> None:
    """Give the people their places, one after the other in the days before; nobody is told, since it is long ago."""
    if gathering.capacity is not None and len(people) > gathering.capacity:
        raise ValueError(f"there are {len(people)} registrations for {gathering.capacity} places")
    began = min(context.began_at, gathering.starts_at)
    for number, (person, row) in enumerate(people):
        days_before = 14 * (len(people) - number) / (len(people) + 1)
        registration = Registration.objects.create(
            gathering=gathering,
            user=person,
            state=RegistrationState.REGISTERED,
            language_wish=row.get("language_wish", ""),
            registered_at=began - dt.timedelta(days=days_before),
        )
        # For an event long over the clock has run out already.
        if row.get("access_needs") and gathering.ends_at + KEEP_NEEDS_FOR > context.began_at:
            AccessNeeds.objects.create(registration=registration, text=row["access_needs"])


def _talk(context, gathering, rows, authors) -> None:
    if not rows:
        return
    gathering.refresh_from_db()
    with override(rows[0].get("language", "en")):
        thread = thread_on("event", gathering)
    written = []
    for row, author in zip(rows, authors, strict=True):
        answers = row.get("in_reply_to")
        written.append(
            reply_to(
                thread,
                by=author,
                html=row["html"].strip(),
                language=row.get("language", "en"),
                in_reply_to=written[answers - 1] if answers else None,
                at=context.ago(row["days_ago"]),
            )
        )


# --- Real ones of the past ----------------------------------------------------------------------------------------


def _networks_by_name(context) -> dict[str, object]:
    """Network by each of its names, in small letters."""
    found = {}
    for network in context.networks.values():
        for code in LANGUAGE_CODES:
            for name in (getattr(network, f"name_{code}"), getattr(network, f"short_name_{code}")):
                if name:
                    found[name.casefold()] = network
    return found


def _past(context, row, index, networks) -> None:
    precision, starts_at, ends_at = span_of(row["date_start"], row["date_end"])
    if not row["title"]:
        raise ValueError("the title is missing")
    if row["format"] not in MODES:
        raise ValueError(f"there is no format “{row['format']}”")
    slug = _address(row["title"], row["date_start"][:4])
    if Gathering.objects.filter(slug=slug).exists():
        return
    names = [name.strip() for name in row["hosts"].split(";") if name.strip()]
    page = EventPage(
        locale=index.locale,
        title=row["title"],
        slug=slug,
        starts_at=starts_at,
        ends_at=ends_at,
        date_precision=precision,
        date_text="" if _PLAIN_DATE.match(row["date"]) else row["date"],
        mode=MODES[row["format"]],
        venue=row["location"],
        other_hosts=", ".join(name for name in names if name.casefold() not in networks),
        takes_registrations=False,
        more_url=row["url"],
    )
    page.hosts = [networks[name.casefold()] for name in names if name.casefold() in networks]
    page.topics = [context.find("topics", topic) for topic in row["themes"].split(";") if topic]
    publish_under(index, page)
    _date(Gathering.objects.get(translation_key=page.translation_key), starts_at)


def _address(title: str, year: str) -> str:
    """Whole words of the title, with the year where it is not among them."""
    words = slugify(title)
    if len(words) > LONGEST_ADDRESS:
        words = words[: LONGEST_ADDRESS + 1].rpartition("-")[0]
    return words if not year or year in words else f"{words}-{year}"


def span_of(
    start: str, end: str, zone: str = "Europe/London"
) -> tuple[str, dt.datetime | None, dt.datetime | None]:
    """(precision, start, end in UTC) of ISO dates that may lack day or month. Raises ``ValueError`` for others.

    >>> span_of("2018-11", "")[0].value
    'month'
    """
    if not start:
        return DatePrecision.UNKNOWN, None, None
    precisions = {10: DatePrecision.DAY, 7: DatePrecision.MONTH, 4: DatePrecision.YEAR}
    if len(start) not in precisions:
        raise ValueError(f"“{start}” is no date")
    first, last = (dt.date.fromisoformat((text + "-01-01")[:10]) for text in (start, end or start))
    if last < first:
        raise ValueError(f"it ends on {end}, before it starts on {start}")
    return precisions[len(start)], *whole(precisions[len(start)], first, last, zone)


def _date(gathering, announced) -> None:
    """Have been announced at that moment, so that the demonstration's past stands in its order."""
    if announced is None:
        announced = dt.datetime(2012, 1, 1, tzinfo=dt.UTC)
    Gathering.objects.filter(pk=gathering.pk).update(created_at=announced, changed_at=announced)
    Page.objects.filter(translation_key=gathering.translation_key).update(
        first_published_at=announced, last_published_at=announced
    )


sections.register("events", DemoSection("Events", load, order=80))
