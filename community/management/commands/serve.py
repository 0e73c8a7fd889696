"""``manage.py serve``: the whole site at one port."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from community import installation
from config.server import open_port, serve


class Command(BaseCommand):
    """Serves pages, live updates and, where nothing else does it, the background work."""

    help = "Serve the site: pages, live updates and, in the embedded mode, background work."
    # They take seconds and belong to `make check`; what keeps the site from running is looked at below.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (8000)")
        parser.add_argument("--migrate", action="store_true", help="bring the database up to date first")
        parser.add_argument(
            "--workers", type=int, default=1, help="processes; more than one needs REDIS_URL (1)"
        )

    def handle(self, *, host, port, migrate, workers, **options):
        if workers < 1 or (workers > 1 and settings.EMBEDDED):
            raise CommandError(
                "Several workers need REDIS_URL, and a worker and timetable of their own for the jobs."
            )
        try:
            # The port first: it tells in an instant what migrating would tell after half a minute.
            bound = open_port(host, port)
            installation.check_data_dir()
            installation.check_database()
            installation.check_redis()
            if migrate:
                installation.migrate(self.stdout)
            serve(bound, workers=workers, on_ready=lambda: self._say_ready(host, bound.getsockname()[1]))
        except installation.NotReady as reason:
            raise CommandError(str(reason)) from None
        except KeyboardInterrupt:
            pass

    def _say_ready(self, host, port):
        shown = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(host, host)  # noqa: S104
        self.stdout.write(f"The site is ready: http://{shown}:{port}")
        self.stdout.flush()
