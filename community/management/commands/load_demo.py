"""Loads the demonstration; again changes nothing."""

import sys
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from community.demo_loading import DemoContext, RealData, load, show_accounts
from community.demo_mails import mbox_of


class Command(BaseCommand):
    """``manage.py load_demo``"""

    help = "Load the demonstration into an empty database, or complete the one that is there."

    def add_arguments(self, parser):
        parser.add_argument(
            "--old-list",
            metavar="FILE",
            type=Path,
            help="load nothing, and write the archive of the old mailing list there, with what the loading leaves out: "
            "for trying the import at the desk",
        )

    def handle(self, *args, old_list=None, **options):
        if old_list is not None:
            self._write_archive(old_list)
            return
        began = time.monotonic()
        self.stdout.write("Loading the demonstration …")
        try:
            broken = load(say=self._say)
        except RealData as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        if broken:
            self.stderr.write(f"{len(broken)} rows could not be used:")
            for row in broken:
                self.stderr.write(f"  {row}")
        self.stdout.write(f"The demonstration is ready ({time.monotonic() - began:.0f} s).")
        show_accounts(self.stdout)

    def _write_archive(self, path: Path):
        archive, lines = mbox_of(DemoContext(began_at=timezone.now(), say=self._say), whole=True)
        try:
            path.write_bytes(archive)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{len(lines)} mails are in {path}.")

    def _say(self, text):
        self.stdout.write(f"  {text}")
        self.stdout.flush()
