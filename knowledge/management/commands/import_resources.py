"""Bring references into the library: ``manage.py import_resources papers.ris --network wales``."""

import contextlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from community.languages import LANGUAGE_CODES
from community.networks.models import Network
from knowledge.library.importing.applying import Choices, Report, UnknownKind, import_file


class _DryRun(Exception):
    """Undoes what a dry run wrote."""


class Command(BaseCommand):
    help = "Import CSV, RIS or BibTeX files into the library. Doing it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", metavar="FILE", type=Path, help="files ending in .csv, .ris or .bib"
        )
        parser.add_argument(
            "--network",
            action="append",
            default=[],
            metavar="SLUG",
            help="who looks after the records; may be repeated",
        )
        parser.add_argument(
            "--language", default="en", choices=LANGUAGE_CODES, help="language of descriptions and abstracts"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="let the file win where it and a record differ"
        )
        parser.add_argument("--drafts", action="store_true", help="keep new records as drafts for curators")
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would happen and change nothing"
        )

    def handle(self, *, files, network, language, overwrite, drafts, dry_run, **options):
        choices = Choices(
            networks=tuple(_network(slug) for slug in network),
            text_language=language,
            overwrite=overwrite,
            as_drafts=drafts,
        )
        reports: list[Report] = []
        try:
            # Rows have transactions of their own; one around all of them is only for taking everything back.
            with transaction.atomic() if dry_run else contextlib.nullcontext():
                reports = [_import(path, choices) for path in files]
                if dry_run:
                    raise _DryRun
        except _DryRun:
            self.stdout.write("A dry run: nothing was changed.")
        for report in reports:
            self._show(report)
        if any(report.broken for report in reports):
            # Scripts can tell that something is to be mended; what was sound has been imported all the same.
            raise CommandError("Some rows could not be used; see above.", returncode=2)

    def _show(self, report: Report) -> None:
        self.stdout.write(
            f"{report.file}: {report.rows} rows: {report.created} new, {report.updated} updated, "
            f"{report.unchanged} unchanged, {len(report.broken)} broken"
        )
        for line, reason in sorted(report.broken):
            self.stderr.write(f"  {report.file}, line {line}: {reason}")
        for line, note in sorted(report.notes):
            self.stdout.write(f"  {report.file}, line {line}: note: {note}")


def _network(slug: str) -> Network:
    try:
        return Network.objects.get(slug=slug)
    except Network.DoesNotExist:
        known = ", ".join(Network.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no network “{slug}”. Known: {known}.") from None


def _import(path: Path, choices: Choices) -> Report:
    try:
        return import_file(path, choices)
    except UnknownKind as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
