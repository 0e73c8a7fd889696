"""Bring the archive of a mailing list into a space: ``manage.py import_mbox list.mbox --space practice``."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from community.discussions.mailing_lists.archive import NotAnArchive
from community.discussions.mailing_lists.importing import Progress, Report, import_archive
from community.discussions.models import Space
from community.languages import LANGUAGE_CODES

SECONDS = 5  # between two lines of progress


class Command(BaseCommand):
    help = "Import an mbox file into a space. Doing it again adds only what is new."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", type=Path, help="the archive, an mbox file")
        parser.add_argument("--space", required=True, metavar="SLUG", help="where its conversations go")
        parser.add_argument(
            "--language", default="en", choices=LANGUAGE_CODES, help="of mails too short to show theirs"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="read everything, report, and change nothing"
        )

    def handle(self, *, file, space, language, dry_run, **options):
        try:
            found = Space.objects.get(slug=space)
        except Space.DoesNotExist:
            raise CommandError(f"No space has the address “{space}”.") from None
        try:
            with file.open("rb") as archive:
                report = import_archive(
                    archive, found, language=language, dry_run=dry_run, tell=_Teller(self.stdout)
                )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except NotAnArchive:
            raise CommandError(f"{file} is no mbox file: it does not begin with a line “From …”.") from None
        self._show(report, dry_run)
        if report.broken:
            sys.exit(2)

    def _show(self, report: Report, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("A dry run: nothing was changed.")
        for broken in report.broken:
            self.stderr.write(f"Mail {broken.number} at byte {broken.offset} is broken: {broken.reason}.")
        lines = [
            (report.mails, "mails in the file"),
            (report.new, f"new, in {report.new_threads} new conversations and in those that were here"),
            (report.with_account, "of the new ones by people with an account"),
            (report.known, "imported before"),
            (report.doubled, "twice in the file"),
            (report.undated, "without a possible date, placed after the mail before them"),
            (report.removed, "left out, since their conversation was removed here"),
            (len(report.broken), "broken"),
        ]
        for number, what in lines:
            if number or what in ("mails in the file", "broken") or what.startswith("new"):
                self.stdout.write(f"{number:>8,} {what}")


class _Teller:
    """A line of progress every few seconds, and one at the end of each stage."""

    def __init__(self, out):
        self._out, self._said, self._began, self._stage = out, 0.0, 0.0, ""

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage:
            self._stage, self._began, self._said = progress.stage, now, now
        if now - self._said < SECONDS and progress.done < progress.of:
            return
        self._said = now
        share = progress.done / progress.of if progress.of else 1
        line = f"{progress.stage:>8}: {share:4.0%}"
        if progress.stage == "writing":
            took = max(now - self._began, 0.001)
            line += f", {progress.done:,} of {progress.of:,} mails"
            if progress.done < progress.of and share > 0:
                line += f", about {took / share * (1 - share) / 60:.0f} minutes left"
        self._out.write(line)
        self._out.flush()
