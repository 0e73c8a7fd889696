"""From nothing to a living site: what ``make run`` calls."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from community import installation, translations


class Command(BaseCommand):
    """Prepares what is missing, loads the demonstration into an empty database, and serves."""

    help = "Prepare and serve the site; the first time also load the demonstration."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
        parser.add_argument("--prepare-only", action="store_true", help="stop before serving")

    def handle(self, *args, host, port, no_demo, prepare_only, **options):
        try:
            if not prepare_only:
                installation.check_port(host, port)
            installation.check_data_dir()
            installation.check_database()
            installation.check_redis()
            installation.migrate(self.stdout)
            translations.compile_all(settings.BASE_DIR)
            installation.collect_static(self.stdout)
        except installation.NotReady as error:
            self.stderr.write(str(error))
            sys.exit(1)
        if not no_demo:
            self._offer_demo()
        if not prepare_only:
            call_command("serve", host=host, port=port)

    def _offer_demo(self):
        """An empty database gets the demonstration; one that holds anything is left as it is."""
        from community.demo_loading import is_demo, show_accounts

        if installation.is_empty():
            call_command("load_demo", stdout=self.stdout)
        elif is_demo():
            show_accounts(self.stdout)
