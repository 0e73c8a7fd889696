"""Bringing the archive of a mailing list into a space.

The file is passed over twice: once for the heads, which say what belongs
together, and once for the words, a few hundred mails at a time, each lot in a
transaction of its own. What is there already is known by its Message-ID, so an
import that was broken off is simply run again, and a grown archive adds what is new.
Who keeps its position and its report goes on from there instead.

Nobody is notified, and nobody begins to follow anything: it was all said long ago.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import transaction

from community.jobs.queue import enqueue
from community.live.log import Entry, append, append_all

from ..domain.threads import slug_of
from ..models import Post, Space, Thread
from .addresses import owners_of
from .archive import mails_in, words_of
from .letters import EARLIEST, Broken, Head, Letter, read_head, read_letter, reason_of
from .models import ImportedMail
from .weaving import WINDOW, Strand, is_lost_answer, weave

BATCH = 250
# Broken mails that are named when a report is kept; of further ones only the number is.
MOST_NAMED = 500
_KEYS_A_QUERY = 400
_TOLD_AFTER = 4 * 1024 * 1024  # bytes
UNTITLED = {"en": "(no subject)", "cy": "(dim pwnc)", "gd": "(gun chuspair)"}


@dataclass(frozen=True, slots=True)
class BrokenMail:
    """A mail that was passed over: which, where in the file, and why (a code of ``letters.REASONS``)."""

    number: int
    offset: int
    code: str
    detail: str = ""

    @property
    def reason(self) -> str:
        """Why, in the active language."""
        return reason_of(self.code, self.detail)


@dataclass
class Report:
    """What became of an archive."""

    mails: int = 0  # in the file
    new: int = 0
    new_threads: int = 0
    known: int = 0  # imported before
    doubled: int = 0  # twice in the file
    undated: int = 0  # without a possible date: placed after the mail before them in the file
    with_account: int = 0  # written from a verified address of an account
    removed: int = 0  # their conversation was removed here
    broken: list[BrokenMail] = field(default_factory=list)
    unnamed: int = 0  # broken as well, and no longer known by number

    @property
    def broken_count(self) -> int:
        return len(self.broken) + self.unnamed

    def as_json(self) -> dict:
        """To be kept; :meth:`from_json` reads it. Not more than ``MOST_NAMED`` broken mails keep their names."""
        kept = asdict(self)
        kept["broken"] = [[one.number, one.offset, one.code, one.detail] for one in self.broken[:MOST_NAMED]]
        kept["unnamed"] = self.broken_count - len(kept["broken"])
        return kept

    @classmethod
    def from_json(cls, kept: dict) -> "Report":
        return cls(**kept | {"broken": [BrokenMail(*one) for one in kept.get("broken", ())]})


@dataclass(frozen=True)
class Progress:
    """How far it is: ``stage`` is "reading" (done of all bytes) or "writing" (done of all mails)."""

    stage: str
    done: int
    of: int


def import_archive(
    file: BinaryIO,
    space: Space,
    *,
    language: str = "en",
    dry_run: bool = False,
    tell: Callable[[Progress], None] = lambda progress: None,
    keep: Callable[[int, Report], None] = lambda position, report: None,
    alive: Callable[[], None] = lambda: None,
    begun: tuple[int, Report] | None = None,
    latest: datetime | None = None,
) -> Report:
    """Import the mbox ``file`` into ``space``. ``language`` is that of mails too short to show theirs.

    With ``dry_run`` everything is read and nothing written. Raises ``NotAnArchive``.

    ``keep`` is called with a position and the report so far, in the transaction of what they count, whenever the
    import could be taken up there: ``begun`` is such a pair. ``tell`` hears of progress outside of transactions,
    ``alive`` of each mail whose words were read; both may raise to break off. A mail that claims to be younger than
    ``latest`` has a wrong clock; whoever takes an import up gives the same moment again, so that the mails stand in
    the same order.
    """
    read = Report()
    heads = _read_heads(file, read, tell, latest)
    tag = _tag_of_list(heads)
    hidden = frozenset(head.address for head in heads if head.address)
    position, report = begun or (0, read)
    importer = _Importer(file, space, language, dry_run, report, hidden, tag, keep, alive)
    if begun is None:
        with transaction.atomic():
            keep(0, report)
    written = False
    try:
        for lot in _lots(importer.joined_to_known(weave(heads)), position):
            importer.bring_in(lot)
            written = written or not dry_run
            tell(Progress("writing", lot.position, len(heads)))
    finally:
        # Lists of the space that are open, or kept whole, are drawn again: once, however many came.
        if written and report.new:
            with transaction.atomic():
                append(space.stream_key, "reshaped")
    report.broken.sort(key=lambda broken: broken.number)
    return report


def _read_heads(file: BinaryIO, report: Report, tell, latest: datetime | None) -> list[Head]:
    size = file.seek(0, 2)
    heads: dict[str, Head] = {}
    before, told = EARLIEST, 0
    for place in mails_in(file):
        report.mails += 1
        if report.mails % 200 == 0 or place.end - told > _TOLD_AFTER:
            told = place.end
            tell(Progress("reading", told, size))
        try:
            head = read_head(place, latest)
        except Broken as broken:
            report.broken.append(BrokenMail(place.number, place.start, broken.code, broken.detail))
            continue
        if head.key in heads:
            report.doubled += 1
            continue
        if head.sent_at is None:
            report.undated += 1
            head.sent_at = before
        before = head.sent_at
        heads[head.key] = head
    tell(Progress("reading", size, size))
    return list(heads.values())


def _tag_of_list(heads: list[Head]) -> str:
    """ "[practice]", where half of all subjects bear it: it says nothing about any of them."""
    counts: dict[str, int] = {}
    for head in heads:
        if head.tag:
            counts[head.tag] = counts.get(head.tag, 0) + 1
    tag = max(counts, key=counts.__getitem__, default="")
    return tag if tag and counts[tag] * 2 >= len(heads) else ""


@dataclass(slots=True)
class _Lot:
    """Mails that are written together. ``position`` counts all up to its end; ``is_whole``: it ends a conversation."""

    mails: list[tuple[Strand, list[Head]]]
    position: int
    is_whole: bool = True

    @property
    def count(self) -> int:
        return sum(len(mails) for _strand, mails in self.mails)


def _lots(strands: Iterable[Strand], position: int = 0) -> Iterator[_Lot]:
    """Some hundred mails each: many short conversations together, a long one in pieces. Begins after ``position``."""
    pieces, count, passed = [], 0, 0
    for strand in strands:
        start = min(max(position - passed, 0), len(strand.heads))
        passed += start
        for at in range(start, len(strand.heads), BATCH):
            piece = strand.heads[at : at + BATCH]
            if count and count + len(piece) > BATCH:
                yield _Lot(pieces, passed, is_whole=at == 0)
                pieces, count = [], 0
            pieces.append((strand, piece))
            count += len(piece)
            passed += len(piece)
    if pieces:
        yield _Lot(pieces, passed)


@dataclass
class _Addition:
    """What is added to one thread in one lot."""

    thread: Thread
    posts: list[Post] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.thread.pk is None


@dataclass
class _Here:
    """What is in the space already of one lot, and what the lot adds."""

    threads_of: dict[str, int | None]  # of mails; None where the post is gone
    roots: dict[str, int]  # of lost mails that others answer
    existing: dict[int, Thread]
    posts: dict[str, Post]
    begun: dict[int, _Addition]  # by id of the strand
    written: dict[str, tuple[Post, _Addition]] = field(default_factory=dict)
    _going_on: dict[int, _Addition] = field(default_factory=dict)

    def going_on(self, thread_id: int) -> _Addition | None:
        """The thread that is here, to be added to; None where it was removed."""
        thread = self.existing[thread_id]
        return self._going_on.setdefault(thread_id, _Addition(thread)) if thread.removed_at is None else None


class _Importer:
    def __init__(self, file, space, language, dry_run, report, hidden, tag, keep, alive):
        self.file, self.space, self.language, self.dry_run = file, space, language, dry_run
        self.report, self.hidden, self.tag, self.keep, self.alive = report, hidden, tag, keep, alive
        self._rehearsed: dict[int, _Addition] = {}  # what a dry run would have begun

    def joined_to_known(self, strands: list[Strand]) -> list[Strand]:
        """Strands that begin with a lost answer are tied to the last conversation here of that subject."""
        lost = [strand for strand in strands if is_lost_answer(strand.heads[0], ())]
        by_subject: dict[str, list[tuple[datetime, int]]] = {}
        for keys in _pieces([strand.heads[0].subject_key for strand in lost]):
            rows = ImportedMail.objects.filter(space=self.space, subject_hash__in=keys, post__isnull=False)
            for key, at, thread_id in rows.values_list("subject_hash", "sent_at", "post__thread_id"):
                by_subject.setdefault(key, []).append((at, thread_id))
        for strand in lost:
            head = strand.heads[0]
            before = [
                found
                for found in by_subject.get(head.subject_key, ())
                if timedelta() <= head.sent_at - found[0] <= WINDOW
            ]
            if before:
                strand.thread_id = max(before)[1]
        return strands

    def bring_in(self, lot: _Lot) -> None:
        """Write what of this lot is not here yet, all or nothing."""
        letters: dict[str, Letter] = {}
        known = self._known({head.key for _strand, mails in lot.mails for head in mails})
        broken: list[BrokenMail] = []
        for _strand, mails in lot.mails:
            for head in mails:
                if head.key in known:
                    continue
                try:
                    letters[head.key] = read_letter(
                        words_of(self.file, head.place),
                        hidden=self.hidden | {head.address}
                        if head.address not in self.hidden
                        else self.hidden,
                        is_answer=bool(head.references) or head.is_reply,
                        default_language=self.language,
                    )
                except Broken as found:
                    broken.append(BrokenMail(head.place.number, head.place.start, found.code, found.detail))
                self.alive()  # one mail may be as large as a thousand others
        with transaction.atomic():
            if letters:
                self._write(lot.mails, letters)
            self.report.known += lot.count - len(letters) - len(broken)
            self.report.broken += broken
            # A dry run has nothing to go on with in the middle of a conversation.
            if lot.is_whole or not self.dry_run:
                self.keep(lot.position, self.report)

    def _known(self, keys: Iterable[str]) -> dict[str, int | None]:
        """Digest → thread of the mails that are here; None where their post is gone."""
        found: dict[str, int | None] = {}
        for piece in _pieces(keys):
            rows = ImportedMail.objects.filter(space=self.space, message_hash__in=piece)
            found.update(rows.values_list("message_hash", "post__thread_id"))
        return found

    def _write(self, lot, letters: dict[str, Letter]) -> None:
        # Two imports into one space take turns; conversations go on meanwhile.
        Space.objects.select_for_update(no_key=True).get(pk=self.space.pk)
        self._find_beginning(*lot[0])
        named = {key for _strand, mails in lot for head in mails for key in (head.key, *head.references)}
        threads_of = self._known(named)
        roots = self._threads_by_root(named - set(threads_of))
        existing = self._locked(
            {*threads_of.values(), *roots.values(), *(strand.thread_id for strand, _mails in lot)}
        )
        here = _Here(
            threads_of=threads_of,
            roots=roots,
            existing=existing,
            posts=self._posts({key for key in named if threads_of.get(key) in existing}),
            begun=self._rehearsed if self.dry_run else {},
        )
        owners = owners_of(head.address for _strand, mails in lot for head in mails if head.key in letters)
        additions: dict[int, _Addition] = {}  # by id of the object
        written: list[tuple[Head, Post]] = []
        for strand, mails in lot:
            for head in mails:
                if head.key not in letters:
                    continue
                if head.key in threads_of:  # another import was quicker
                    self.report.known += 1
                    continue
                parent, addition = self._place(head, strand, here)
                if addition is None:
                    self.report.removed += 1
                    continue
                additions[id(addition)] = addition
                post = self._post(head, letters[head.key], addition, owners)
                if parent is not None and parent.thread is addition.thread:
                    post.in_reply_to = parent
                here.written[head.key] = (post, addition)
                here.begun.setdefault(id(strand), addition)
                written.append((head, post))
        self.report.new += len(written)
        self.report.with_account += sum(post.author is not None for _head, post in written)
        if not self.dry_run:
            self._save(list(additions.values()), written)
            for strand, _mails in lot:
                if (addition := here.begun.get(id(strand))) is not None:
                    strand.thread_id = addition.thread.pk

    def _place(self, head: Head, strand: Strand, here: "_Here") -> "tuple[Post | None, _Addition | None]":
        """``(the post it answers, where it goes)``; nowhere, if its conversation was removed here."""
        for reference in head.references:
            if reference in here.written:
                return here.written[reference]
            if (thread_id := here.threads_of.get(reference)) in here.existing:
                addition, parent = here.going_on(thread_id), here.posts.get(reference)
                if parent is not None and addition is not None:
                    parent.thread = addition.thread
                return parent, addition
        if (addition := here.begun.get(id(strand))) is not None:
            return None, addition
        by_root = (here.roots.get(key) for key in (*head.references, head.root))
        of_the_others = (here.threads_of.get(one.key) for one in strand.heads)
        for thread_id in (strand.thread_id, *by_root, *of_the_others):
            if thread_id in here.existing:
                return None, here.going_on(thread_id)
        self.report.new_threads += 1
        return None, _Addition(self._thread(head))

    def _find_beginning(self, strand: Strand, mails: list[Head]) -> None:
        """Where a long conversation goes on that an earlier run began: only its first lot can be such a piece."""
        if self.dry_run or strand.thread_id is not None or mails[0] is strand.heads[0]:
            return
        at = next(index for index, head in enumerate(strand.heads) if head is mails[0])
        before = self._known(head.key for head in strand.heads[max(at - BATCH, 0) : at])
        strand.thread_id = next((pk for pk in before.values() if pk is not None), None)

    def _threads_by_root(self, keys: Iterable[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for piece in _pieces(keys):
            rows = ImportedMail.objects.filter(space=self.space, root_hash__in=piece, post__isnull=False)
            found.update(rows.order_by("-pk").values_list("root_hash", "post__thread_id"))
        return found

    def _locked(self, pks: Iterable[int | None]) -> dict[int, Thread]:
        found = {}
        for piece in _pieces(sorted(pk for pk in pks if pk is not None)):
            rows = Thread.objects.select_for_update(of=("self",)).filter(pk__in=piece).order_by("pk")
            found.update({thread.pk: thread for thread in rows})
        return found

    def _posts(self, keys: Iterable[str]) -> dict[str, Post]:
        found = {}
        for piece in _pieces(keys):
            rows = ImportedMail.objects.filter(
                space=self.space, message_hash__in=piece, post__removed_at__isnull=True
            )
            found.update(
                {row.message_hash: row.post for row in rows.select_related("post") if row.post is not None}
            )
        return found

    def _thread(self, head: Head) -> Thread:
        title = head.title
        if head.tag and head.tag != self.tag:
            title = f"{head.tag} {title}"[:200]
        return Thread(space=self.space, title=title, started_at=head.sent_at, last_post_at=head.sent_at)

    def _post(self, head: Head, letter: Letter, addition: _Addition, owners) -> Post:
        thread = addition.thread
        author = owners.get(head.address)
        extras: dict = {} if author else {"sender": head.name}
        if letter.folded:
            extras["mail"] = letter.folded
        if not thread.last_number and addition.is_new:
            thread.language, thread.author = letter.language, author
            thread.sender_name = None if author else head.name
            thread.title = thread.title or UNTITLED[letter.language]
            thread.slug = slug_of(thread.title)
        thread.last_number += 1
        thread.post_count += 1
        thread.started_at = min(thread.started_at, head.sent_at) if addition.is_new else thread.started_at
        thread.last_post_at = max(thread.last_post_at, head.sent_at)
        return Post(
            thread=thread, number=thread.last_number, author=author, html=letter.html, text=letter.text,
            language=letter.language, created_at=head.sent_at, extras=extras,
        )  # fmt: skip

    def _save(self, additions: list[_Addition], written) -> None:
        fresh = [addition for addition in additions if addition.is_new]
        grown = [addition.thread for addition in additions if not addition.is_new]
        Thread.objects.bulk_create([addition.thread for addition in fresh])
        Thread.objects.bulk_update(grown, ["last_number", "post_count", "last_post_at"], batch_size=100)
        answers = []
        for _head, post in written:
            post.thread = post.thread  # it has its number now
            if post.in_reply_to is not None and post.in_reply_to.pk is None:
                answers.append((post, post.in_reply_to))
                post.in_reply_to = None
        Post.objects.bulk_create([post for _head, post in written], batch_size=200)
        for post, parent in answers:
            post.in_reply_to = parent
        Post.objects.bulk_update([post for post, _parent in answers], ["in_reply_to"], batch_size=100)
        ImportedMail.objects.bulk_create(
            [
                ImportedMail(
                    space=self.space, post=post, message_hash=head.key, root_hash=head.root,
                    subject_hash=head.subject_key, sent_at=head.sent_at,
                    # Of an account's own mails nothing is kept beside the account.
                    sender_name="" if post.author else head.name, sender_address="" if post.author else head.address,
                )
                for head, post in written
            ],
            batch_size=200,
        )  # fmt: skip
        append_all([Entry(thread.stream_key, "reshaped") for thread in grown])
        enqueue("search.index", kind="thread", pks=sorted({addition.thread.pk for addition in additions}))


def _pieces(keys: Iterable) -> Iterator[list]:
    keys = list(keys)
    for start in range(0, len(keys), _KEYS_A_QUERY):
        yield keys[start : start + _KEYS_A_QUERY]
