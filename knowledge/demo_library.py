"""The demonstration's library: real works through the real importer, then what invented members made of them."""

import zlib
from pathlib import Path

from wagtail.signal_handlers import disable_reference_index_auto_update

from community.demo_loading import DemoContext, DemoSection, sections, toml_rows
from community.discussions.domain.subjects import thread_on
from community.discussions.domain.threads import reply_to
from community.networks.models import Membership

from .library.domain import submissions
from .library.domain.records import content_changed
from .library.importing.applying import Choices, import_file
from .library.models import Resource, ResourceText, Submission

FOLDER = Path(__file__).parent / "demo"
FILES = ("resources.csv", "references.ris", "references.bib")
MEMBERS = "community.toml"
# The library looks as if it had grown over this many days.
DAYS_OF_GROWTH = 240
# Country of a work → networks that look after it; works of elsewhere belong to both.
LOOKED_AFTER_BY = {"wales": ("wales",), "scotland": ("scotland",)}
EVERYBODY = ("wales", "scotland")


def load_library(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """Records, the networks that look after them, their days of arrival, plain summaries and Welsh words."""
    for name in FILES:
        report = import_file(folder / name, Choices())
        for line, reason in report.broken:
            context.report(name, line, reason)
    # Nothing here uses a picture or a document, so Wagtail's index of what uses what need not look at each save.
    with disable_reference_index_auto_update():
        _add_what_files_do_not_say(context, folder)


def _add_what_files_do_not_say(context: DemoContext, folder: Path) -> None:
    _give_to_networks(context)
    _spread_arrivals(context)
    for line, row in toml_rows(folder / MEMBERS, "translation"):
        with context.row(MEMBERS, line):
            resource = _record(row["title"])
            words = {"title": row["title_cy"], "summary": row["description_cy"]}
            # A work that is in Welsh has its Welsh title already.
            words["title"] = "" if words["title"] == resource.title else words["title"]
            _write(resource, row["language"], **words)
    for line, row in toml_rows(folder / MEMBERS, "plain_summary"):
        with context.row(MEMBERS, line):
            resource = _record(row["title"])
            for language in ("en", "cy"):
                if row[language] and resource.texts.filter(language=language).exists():
                    _write(resource, language, plain_summary=row[language])


def _record(named: str) -> Resource:
    """The record with this reference key or title; raises ``LookupError`` where there is none."""
    found = Resource.objects.filter(ref_key=named).first() or Resource.objects.filter(title=named).first()
    if found is None:
        raise LookupError(f"there is no resource “{named}”")
    return found


def _give_to_networks(context: DemoContext) -> None:
    for resource in Resource.objects.filter(networks__isnull=True, live=True).order_by("pk"):
        slugs = {slug for country in resource.countries for slug in LOOKED_AFTER_BY.get(country, EVERYBODY)}
        networks = [context.networks[slug] for slug in sorted(slugs or EVERYBODY) if slug in context.networks]
        resource.networks.set(networks)
        resource.save()
        content_changed(resource)


def _spread_arrivals(context: DemoContext) -> None:
    """Days of arrival instead of one moment, in an order that mixes formats and never changes."""
    new = list(Resource.objects.filter(live=True, first_published_at__gte=context.began_at))
    new.sort(key=lambda resource: zlib.crc32(resource.title.encode()))
    for place, resource in enumerate(new):
        arrived = context.ago(
            1.5 + place * DAYS_OF_GROWTH / max(len(new), 1), hour=9 + place % 9, minute=place % 60
        )
        Resource.objects.filter(pk=resource.pk).update(first_published_at=arrived, last_published_at=arrived)


def _write(resource: Resource, language: str, **words) -> None:
    """Fill what is empty of the record's text in ``language``; what somebody has written since stays."""
    texts = list(resource.texts.all())
    text = next((one for one in texts if one.language == language), None)
    if text is None:
        text = ResourceText(language=language)
        texts.append(text)
    changed = False
    for name, value in words.items():
        if value and not getattr(text, name):
            setattr(text, name, value)
            changed = True
    if not changed:
        return
    source = next((one for one in texts if one.language == resource.source_language), None)
    for one in texts:
        # These words came in together, so each translation is up to date with the source as it is now.
        if source is not None and one is not source:
            one.source_hash = source.fingerprint
    resource.texts.set(texts)
    resource.save()
    content_changed(resource)


def load_voices(context: DemoContext, *, folder: Path = FOLDER) -> None:
    """What members say of the library: comments on records, and suggestions with what became of them."""
    for line, row in toml_rows(folder / MEMBERS, "comment"):
        with context.row(MEMBERS, line):
            key = f"demo-comment-{zlib.crc32(row['html'].encode()):08x}"
            author = context.find("people", row["author"])
            thread = thread_on("resource", _record(row["resource"]))
            if thread.posts.filter(author=author, submission_key=key).exists():
                continue
            at = context.ago(row["days_ago"])
            reply_to(thread, by=author, html=row["html"], language=row["language"], submission_key=key, at=at)
    for line, row in toml_rows(folder / MEMBERS, "submission"):
        with context.row(MEMBERS, line):
            _suggestion(context, row)


def _suggestion(context: DemoContext, row: dict) -> None:
    network = context.find("networks", row["network"])
    author = context.find("people", row["author"])
    if Submission.objects.filter(network=network, url=row["url"], submitter=author).exists():
        return
    submission = submissions.suggest(
        network,
        by=author,
        url=row["url"],
        title=row["title"],
        why=row["why"],
        language=row.get("language") or author.language,
        at=context.ago(row["days_ago"]),
    )
    curator = (
        Membership.objects.that_may("curates_library")
        .filter(network=network)
        .order_by("role", "pk")
        .last()
        .user
    )
    # Answers came within two days, and no answer lies in the future.
    answered = context.ago(max(row["days_ago"] - 1.6, 0.1))
    match row["state"]:
        case "accepted":
            submissions.accept(submission, by=curator, at=answered)
        case "declined":
            submissions.decline(submission, by=curator, reason=row["reason"], at=answered)
        case "new":
            pass
        case other:
            raise LookupError(f"there is no state “{other}” to load")


sections.register("library", DemoSection("Library", load_library, 60))
sections.register("voices", DemoSection("Comments and suggestions", load_voices, 90))
