"""Imports from the desk: an archive is uploaded, looked through, confirmed, and brought in by jobs.

One row says everything (``MailImport``). A job works on it for a few minutes and
hands on to the next one; what it did and what it says of it are written in the
same transaction, so a job that dies loses the lot it was at and nothing else.
The lease decides who works: it is taken under the row's lock, shown to be alive
with everything that is written, and given to another when it has fallen silent.
Archives take turns, so that a long one never keeps all workers from their other work.
"""

import hashlib
import logging
import secrets
import time
from contextlib import suppress
from datetime import timedelta

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.audience import Audience
from community.jobs.queue import enqueue, job
from community.live.log import append
from community.networks.models import Membership

from ..attachments.reading import clean_name
from ..models import Space
from ..spaces.domain import check_keeps
from . import notices, receiving
from .archive import NotAnArchive
from .importing import Progress, Report, import_archive
from .models import MailImport
from .refusals import AnotherIsOpen, ArchivedSpace, FileHasGone, NoSuchImport, ReadersHaveChanged
from .states import (
    AT_WORK,
    EXPIRED,
    FILE_GONE,
    LEFT_OFF,
    NEXT_STATES,
    NO_ARCHIVE,
    OPEN,
    STUCK,
    ImportState,
)
from .storage import delete_archive, kept_keys, path_of, storage

logger = logging.getLogger("plethu.mails")

PORTION = timedelta(minutes=2)  # of writing in one job; the file's heads are read before that
SILENCE = timedelta(minutes=1)  # a job not heard of for so long has died
NEXT_TURN = timedelta(seconds=10)  # how long one archive waits before it asks whether another is done
NEXT_TRY = timedelta(seconds=20)  # after an error
MOST_ATTEMPTS = 5  # in a row without getting on
TOLD_EVERY = 1.0  # seconds between two news of progress
HEARD_EVERY = 5.0  # seconds between two signs of life while a lot is read
# The file is kept no longer; it is deleted by the hour, so the last round before the limit is the one that counts.
KEPT_DAYS = 7
KEPT_FOR = timedelta(days=KEPT_DAYS)
_ROUND = timedelta(hours=1)
_STRAY_FOR = timedelta(days=1)
# A mail from further ahead than this has a wrong clock.
_AHEAD = timedelta(days=1)


# --- What a coordinator does --------------------------------------------------------------------------------------


def take_archive(space: Space, *, by, upload: File, language: str, submission_key: str = "") -> MailImport:
    """Keep the uploaded archive and have it looked through; the one of the first press at the second one."""
    check_keeps(by, space)
    if space.archived_at is not None:
        raise ArchivedSpace
    if (found := _submitted(space, by, submission_key)) is not None:
        return found
    if MailImport.objects.filter(space=space, state__in=OPEN).exists():
        raise AnotherIsOpen
    key = secrets.token_hex(16)
    size = receiving.receive(upload, key)
    try:
        with transaction.atomic():
            row = MailImport.objects.create(
                space=space, key=key, file_name=clean_name(upload.name), file_size=size, language=language,
                uploaded_by=by, submission_key=submission_key,
            )  # fmt: skip
            _have_worked_on(row)
    except IntegrityError:
        delete_archive(key)
        if (found := _submitted(space, by, submission_key)) is not None:
            return found
        raise AnotherIsOpen from None
    except BaseException:
        delete_archive(key)
        raise
    return row


def _submitted(space: Space, by, submission_key: str) -> MailImport | None:
    if not submission_key:
        return None
    return MailImport.objects.filter(space=space, uploaded_by=by, submission_key=submission_key).first()


def readers_key(space: Space) -> str:
    """Stands for who may read ``space``: another one as soon as its audience or its networks are others."""
    networks = sorted(space.networks.values_list("pk", flat=True))
    return hashlib.sha256(f"{space.audience} {networks}".encode()).hexdigest()[:16]


def count_readers(space: Space) -> int | None:
    """How many people may read ``space``, where that can be counted."""
    if space.audience == Audience.NETWORKS:
        ties = Membership.objects.active().filter(network__in=space.networks.all(), user__is_active=True)
        return ties.values("user").distinct().count()
    if space.audience == Audience.SPACE:
        return space.invitations.filter(user__is_active=True).count()
    return None


def start_import(found: MailImport, *, by, readers: str) -> bool:
    """Bring in what was looked through; returns whether that begins now. ``readers`` is what was read at confirming."""
    with transaction.atomic():
        row = _locked(found, by)
        if row.state != ImportState.LOOKED:
            return False
        if row.space.archived_at is not None:
            raise ArchivedSpace
        if readers != readers_key(row.space):
            raise ReadersHaveChanged
        _check_file(row)
        row.confirmed_at, row.confirmed_by = timezone.now(), by
        row.position, row.bytes_read, row.pace = None, 0, 0
        _turn(row, ImportState.TO_IMPORT)
        _have_worked_on(row)
    return True


def stop_import(found: MailImport, *, by) -> bool:
    """Have the work end; what is here already stays. Returns whether there was anything to stop."""
    with transaction.atomic():
        row = _locked(found, by)
        if row.state not in OPEN:
            return False
        row.stopped_at, row.stopped_by, row.lease = timezone.now(), by, ""
        _turn(row, ImportState.STOPPED)
    return True


def go_on(found: MailImport, *, by) -> bool:
    """Take up what was stopped or has failed, where it was; returns whether it was left off."""
    try:
        with transaction.atomic():
            row = _locked(found, by)
            if row.state not in LEFT_OFF:
                return False
            if row.space.archived_at is not None:
                raise ArchivedSpace
            _check_file(row)
            row.stopped_at = row.stopped_by = row.finished_at = None
            row.failure, row.attempts = "", 0
            _turn(row, ImportState.TO_LOOK if row.reads_only else ImportState.TO_IMPORT)
            _have_worked_on(row)
    except IntegrityError:
        raise AnotherIsOpen from None
    return True


def drop_file(found: MailImport, *, by) -> bool:
    """Delete the uploaded file now; what was waiting for a decision is stopped by it. Returns whether there was one."""
    with transaction.atomic():
        row = _locked(found, by)
        if not row.has_file or row.is_at_work:
            return False
        if row.state == ImportState.LOOKED:
            row.stopped_at, row.stopped_by = timezone.now(), by
            _turn(row, ImportState.STOPPED)
        _forget_file(row)
        row.save(update_fields=["file_deleted_at"])
    return True


def _locked(found: MailImport, by) -> MailImport:
    row = (
        MailImport.objects.select_for_update(of=("self",)).select_related("space").filter(pk=found.pk).first()
    )
    if row is None:
        raise NoSuchImport
    check_keeps(by, row.space)
    return row


def _check_file(row: MailImport) -> None:
    if not row.has_file or not storage().exists(path_of(row.key)):
        raise FileHasGone


def _turn(row: MailImport, state: ImportState) -> None:
    """Write ``row``, which is locked, in its new state; tell who looks at it, and who has to."""
    if state not in NEXT_STATES[ImportState(row.state)]:
        raise ValueError(f"An import that is {row.state} cannot become {state}.")
    row.state = state
    row.save()
    append(row.stream_key, "turned", data={"state": state})
    notices.tell(row)


def _forget_file(row: MailImport) -> None:
    row.file_deleted_at = timezone.now()
    transaction.on_commit(lambda: delete_archive(row.key))


def _have_worked_on(row: MailImport, *, after: timedelta = timedelta()) -> None:
    enqueue("discussions.import_mails", key=str(row.pk), run_at=timezone.now() + after, import_id=row.pk)


# --- The work -----------------------------------------------------------------------------------------------------


class _LetGo(Exception):
    """Somebody stopped the import, or another job has it now."""


class _PortionIsDone(Exception):
    """The next job goes on."""


@job("discussions.import_mails")
def carry_on(*, import_id: int) -> None:
    """Work on an import for a while."""
    row = _take_lease(import_id)
    if row is None:
        return
    work = _Work(row)
    try:
        with storage().open(path_of(row.key)) as file:
            report = import_archive(
                file.file, row.space, language=row.language, dry_run=row.reads_only, tell=work.tell,
                keep=work.keep, alive=work.alive, begun=work.begun, latest=row.uploaded_at + _AHEAD,
            )  # fmt: skip
        work.finish(report)
    except _LetGo:
        pass
    except _PortionIsDone:
        work.hand_on()
    except NotAnArchive:
        work.fail(NO_ARCHIVE)
    except FileNotFoundError:
        work.fail(FILE_GONE)
    except Exception:
        logger.exception("The import of mails %s stumbled at attempt %s.", row.pk, row.attempts)
        if row.attempts < MOST_ATTEMPTS:
            work.hand_on(after=NEXT_TRY)
        else:
            work.fail(STUCK)


def _take_lease(import_id: int) -> MailImport | None:
    """The row, ours to work on now; None where there is nothing to do, or another is at it."""
    now = timezone.now()
    with transaction.atomic():
        # All that are at work, in one order: whether it is our turn is decided by one job after the other.
        busy = list(
            MailImport.objects.select_for_update(of=("self",))
            .select_related("space")
            .filter(state__in=AT_WORK)
            .order_by("pk")
        )
        row = next((one for one in busy if one.pk == import_id), None)
        if row is None:
            return None
        alive = [one for one in busy if one.lease and one.heard_at and one.heard_at > now - SILENCE]
        if row in alive:
            return None
        if alive:
            _have_worked_on(row, after=NEXT_TURN)
            return None
        row.attempts += 1
        if row.attempts > MOST_ATTEMPTS:
            row.failure, row.lease = STUCK, ""
            _turn(row, ImportState.FAILED)
            return None
        row.lease, row.heard_at = secrets.token_hex(8), now
        row.started_at = row.started_at or now
        if row.is_waiting:
            _turn(row, ImportState.LOOKING if row.state == ImportState.TO_LOOK else ImportState.IMPORTING)
        else:
            row.save()
    return row


class _Work:
    """One job's stretch of an import: what it hears while it reads and writes, and how it ends."""

    def __init__(self, row: MailImport):
        self.row = row
        self.reports_to = "looked" if row.reads_only else "report"
        self.begun = None
        if row.position is not None:
            self.begun = row.position, Report.from_json(getattr(row, self.reports_to))
        self.kept = self.since = row.position or 0
        self.writes_since = time.monotonic()
        self.told_at = float("-inf")
        self.heard_at = time.monotonic()

    def tell(self, progress: Progress) -> None:
        """Between transactions: show that we live, and end when the portion is done."""
        if progress.stage == "reading":
            is_read = progress.done == progress.of
            if is_read or time.monotonic() - self.told_at >= TOLD_EVERY:
                with transaction.atomic():
                    self._still_mine()
                    self._write(bytes_read=progress.done)
            if is_read:
                self.writes_since = time.monotonic()
        elif self.kept == progress.done < progress.of and self._writing_for() > PORTION.total_seconds():
            raise _PortionIsDone

    def alive(self) -> None:
        """After each mail, between transactions."""
        if time.monotonic() - self.heard_at >= HEARD_EVERY:
            with transaction.atomic():
                self._still_mine()
                MailImport.objects.filter(pk=self.row.pk).update(heard_at=timezone.now())
            self.heard_at = time.monotonic()

    def keep(self, position: int, report: Report) -> None:
        """In the transaction of a lot: how far it is with it."""
        self._still_mine()
        now = {"position": position, self.reports_to: report.as_json()}
        if position:
            now |= {"attempts": 0, "pace": (position - self.since) / max(self._writing_for(), 0.001)}
        else:
            now["total"] = report.mails - report.doubled - report.broken_count
        self._write(**now)
        self.kept = position

    def finish(self, report: Report) -> None:
        """Everything was read, or is here."""
        with suppress(_LetGo), transaction.atomic():
            row = self._mine()
            setattr(row, self.reports_to, report.as_json())
            row.lease, row.attempts = "", 0
            if row.reads_only:
                row.position, row.bytes_read = None, 0
                _turn(row, ImportState.LOOKED)
                return
            row.finished_at = timezone.now()
            _forget_file(row)
            _turn(row, ImportState.DONE)

    def hand_on(self, *, after: timedelta = timedelta()) -> None:
        """Let another job go on."""
        with suppress(_LetGo), transaction.atomic():
            row = self._mine()
            row.lease = ""
            row.save(update_fields=["lease"])
            _have_worked_on(row, after=after)

    def fail(self, failure: str) -> None:
        """It cannot go on."""
        with suppress(_LetGo), transaction.atomic():
            row = self._mine()
            row.failure, row.lease, row.finished_at = failure, "", timezone.now()
            _turn(row, ImportState.FAILED)

    def _writing_for(self) -> float:
        return time.monotonic() - self.writes_since

    def _mine(self) -> MailImport:
        """The row, locked and as it is now; ``_LetGo`` where it is no longer ours."""
        row = MailImport.objects.select_for_update().filter(pk=self.row.pk).first()
        if row is None or row.lease != self.row.lease or row.state not in AT_WORK:
            raise _LetGo
        return row

    def _still_mine(self) -> None:
        rows = MailImport.objects.select_for_update().filter(pk=self.row.pk)
        if rows.values_list("lease", flat=True).first() != self.row.lease:
            raise _LetGo

    def _write(self, **now) -> None:
        self.heard_at = time.monotonic()
        MailImport.objects.filter(pk=self.row.pk).update(heard_at=timezone.now(), **now)
        if time.monotonic() - self.told_at >= TOLD_EVERY:
            self.told_at = time.monotonic()
            append(self.row.stream_key, "progress", target="import-progress")


# --- The timetable ------------------------------------------------------------------------------------------------


def wake_silent() -> int:
    """Have the imports whose job has died, or got lost, worked on; returns how many."""
    silent = (
        MailImport.objects.filter(state__in=AT_WORK)
        .exclude(heard_at__gt=timezone.now() - SILENCE)
        .filter(uploaded_at__lt=timezone.now() - SILENCE)
    )
    woken = 0
    for row in silent:
        with transaction.atomic():
            _have_worked_on(row)
        woken += 1
    return woken


def forget_archives() -> int:
    """Delete files that were kept for a week, whatever has become of their import, and strays; returns how many."""
    now, gone = timezone.now(), 0
    for pk in MailImport.objects.filter(
        file_deleted_at__isnull=True, uploaded_at__lt=now - KEPT_FOR + _ROUND
    ).values_list("pk", flat=True):
        with transaction.atomic():
            row = MailImport.objects.select_for_update().get(pk=pk)
            if row.is_open:
                row.failure, row.lease, row.finished_at = EXPIRED, "", now
                _turn(row, ImportState.FAILED)
            _forget_file(row)
            row.save(update_fields=["file_deleted_at"])
        gone += 1
    place = storage()
    wanted = set(MailImport.objects.filter(file_deleted_at__isnull=True).values_list("key", flat=True))
    for key in kept_keys():
        if key not in wanted and place.get_modified_time(path_of(key)) < now - _STRAY_FOR:
            delete_archive(key)
            gone += 1
    return gone
