"""Bringing candidates into the library: new, filled in, unchanged or broken, row by row."""

from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update

from community.topics.models import Topic

from ..domain.records import content_changed, newest
from ..models import Resource, ResourceText
from . import bibtex_file, csv_file, ris_file
from .candidate import FACTS, TEXT_PARTS, BrokenRow, Candidate
from .matching import match

READERS = {
    ".csv": csv_file.read,
    ".ris": ris_file.read,
    ".bib": bibtex_file.read,
    ".bibtex": bibtex_file.read,
}
# Reference managers put any words among the keywords; only our own table promises to know our topics.
_STRICT_TOPICS = {".csv"}
# Columns that follow from others, or belong to Wagtail.
NOT_CHECKED = ["slug", "sort_title", "latest_revision", "live_revision"]


class UnknownKind(Exception):
    """The file's name ends in nothing we can read."""


@dataclass
class Report:
    """What became of the rows of one file. Broken rows and notes are pairs of line and sentence."""

    file: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + len(self.broken)


@dataclass(frozen=True)
class Choices:
    """How to import.

    ``networks`` look after what is imported. ``overwrite`` lets the file win where it
    and a record differ; otherwise only gaps are filled. ``as_drafts`` publishes
    nothing new. ``by`` is named in the log (may be None).
    """

    networks: tuple = ()
    text_language: str = "en"
    overwrite: bool = False
    as_drafts: bool = False
    by: object = None


def import_file(path: Path, choices: Choices) -> Report:
    """Import one file; each row is a transaction of its own, so what is broken stops nothing else.

    Raises :class:`UnknownKind` for a file we cannot read and ``OSError`` for one that is not there.
    """
    ending = path.suffix.lower()
    if ending not in READERS:
        raise UnknownKind(
            _("“%(file)s” is none of the files that can be imported: %(kinds)s.")
            % {"file": path.name, "kinds": ", ".join(READERS)}
        )
    report = Report(path.name)
    text = _decoded(path.read_bytes(), report)
    if text is None:
        return report
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for read in READERS[ending](text, text_language=choices.text_language):
        if isinstance(read, BrokenRow):
            report.broken.append((read.line, read.reason))
            continue
        if ending not in _STRICT_TOPICS:
            read.topics = [slug for slug in read.topics if slug in topics]
        _bring_in(read, topics, choices, report)
    return report


def _decoded(data: bytes, report: Report) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        report.broken.append((line, _("The file is not in UTF-8. Save it as UTF-8 and import it again.")))
        return None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        report.broken.append((line, _("This is no text file.")))
        return None
    return text


def _bring_in(candidate: Candidate, topics, choices: Choices, report: Report) -> None:
    try:
        # Files name no pictures or documents, so Wagtail's index of what uses what has nothing to learn from a row.
        with transaction.atomic(), disable_reference_index_auto_update():
            candidate.checked(topics)
            what, notes = apply(candidate, topics=topics, choices=choices)
    except BrokenRow as broken:
        report.broken.append((broken.line, broken.reason))
    except ValidationError as error:
        report.broken.append((candidate.line, " ".join(error.messages)))
    except DatabaseError:
        report.broken.append((candidate.line, _("The database refused this row.")))
    else:
        setattr(report, what, getattr(report, what) + 1)
        report.notes += [(candidate.line, note) for note in notes]


def apply(candidate: Candidate, *, topics: dict[str, Topic], choices: Choices) -> tuple[str, list[str]]:
    """Bring one checked candidate in; returns ``"created"``, ``"updated"`` or ``"unchanged"``, and notes for people.

    Doing it twice changes nothing the second time.
    """
    found, neighbour = match(candidate)
    chosen = [topics[slug] for slug in candidate.topics if slug in topics]
    if found is None:
        notes = []
        if neighbour is not None:
            notes.append(
                _("It has the same address as “%(title)s” but another title, so it is kept apart.")
                % {"title": neighbour.title}
            )
        _create(candidate, chosen, choices)
        return "created", notes
    draft = newest(found) if found.has_unpublished_changes and found.latest_revision_id else None
    changed, kept = fill(found, candidate, topics=chosen, choices=choices)
    if changed:
        found.full_clean(exclude=NOT_CHECKED)
        found.save()
        if found.live:
            content_changed(found)
    if draft is not None and fill(draft, candidate, topics=chosen, choices=choices)[0]:
        # A curator's unfinished draft must not bring the old facts back when it is published.
        draft.save_revision(user=choices.by, clean=False)
    notes = []
    if kept:
        notes.append(
            _("“%(title)s” differs in %(columns)s; the record is left as it is.")
            % {"title": found.title, "columns": ", ".join(kept)}
        )
    return ("updated" if changed else "unchanged"), notes


def _create(candidate: Candidate, chosen, choices: Choices) -> Resource:
    if not candidate.format:
        raise BrokenRow(candidate.line, _("The format is missing."))
    now = timezone.now()
    resource = Resource(
        live=not choices.as_drafts,
        has_unpublished_changes=choices.as_drafts,
        first_published_at=None if choices.as_drafts else now,
        last_published_at=None if choices.as_drafts else now,
        source_language=_source_language(candidate, choices),
    )
    for name in FACTS:
        setattr(resource, name, _copied(getattr(candidate, name)) or getattr(resource, name))
    resource.networks.set(choices.networks)
    resource.topics.set(chosen)
    resource.texts.set([_text(code, words) for code, words in candidate.texts.items()])
    _mark_sources(resource)
    resource.full_clean(exclude=NOT_CHECKED)
    resource.save()
    log(instance=resource, action="wagtail.create", user=choices.by)
    if choices.as_drafts:
        resource.save_revision(user=choices.by, clean=False)
    else:
        content_changed(resource)
    return resource


def _source_language(candidate: Candidate, choices: Choices) -> str:
    if choices.text_language in candidate.texts or not candidate.texts:
        return choices.text_language
    return next(iter(candidate.texts))


def _copied(value):
    return list(value) if isinstance(value, list) else value


def _text(code, words) -> ResourceText:
    return ResourceText(language=code, **{part: getattr(words, part) for part in TEXT_PARTS})


def _mark_sources(resource: Resource) -> None:
    """Translations that came in together with their source are up to date with it."""
    source = resource.source_text
    for text in resource.texts.all():
        if source is not None and text is not source and not text.source_hash:
            text.source_hash = source.fingerprint


def fill(resource: Resource, candidate: Candidate, *, topics, choices: Choices) -> tuple[bool, list[str]]:
    """Put the candidate's facts where ``resource`` has none (or, overwriting, wherever they differ), unsaved.

    Returns whether anything changed, and the names of facts that differ and were kept.
    """
    changed, kept = False, []
    if (
        candidate.container_title
        and not candidate.publisher
        and resource.publisher == candidate.container_title
    ):
        # A table with one column for publisher and journal took this for the publisher.
        resource.publisher = ""
        changed = True
    for name in FACTS:
        said, has = _copied(getattr(candidate, name)), getattr(resource, name)
        if not said or said == has or (name == "publisher" and said == resource.container_title):
            continue
        if has and not choices.overwrite:
            kept.append(name)
            continue
        setattr(resource, name, said)
        changed = True
    own = {topic.pk for topic in resource.topics.all()}
    if topics and {topic.pk for topic in topics} != own and (choices.overwrite or not own):
        resource.topics.set(topics)
        changed = True
    keepers = list(resource.networks.all())
    if missing := [network for network in choices.networks if network not in keepers]:
        resource.networks.set([*keepers, *missing])
        changed = True
    changed = _fill_texts(resource, candidate, choices, kept) or changed
    return changed, kept


def _fill_texts(resource: Resource, candidate: Candidate, choices: Choices, kept: list[str]) -> bool:
    texts = {text.language: text for text in resource.texts.all()}
    changed = False
    for code, words in candidate.texts.items():
        if code not in texts:
            texts[code] = _text(code, words)
            changed = True
            continue
        for part in TEXT_PARTS:
            said, has = getattr(words, part), getattr(texts[code], part)
            if not said or said == has:
                continue
            if has and not choices.overwrite:
                kept.append(f"{part}_{code}")
                continue
            setattr(texts[code], part, said)
            changed = True
    if changed:
        resource.texts.set(list(texts.values()))
        _mark_sources(resource)
    return changed
