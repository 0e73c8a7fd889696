"""The index that members search."""

from django.core.management.base import BaseCommand

from community.search import index


class Command(BaseCommand):
    """``--rebuild`` writes every document anew, ``--kind`` only those of one kind."""

    help = "Make the search index anew."

    def add_arguments(self, parser):
        parser.add_argument("--rebuild", action="store_true", required=True)
        parser.add_argument("--kind", default=None, help="only this kind, for example thread")

    def handle(self, *args, kind, **options):
        self.stdout.write(f"{index.rebuild(kind)} documents written.")
