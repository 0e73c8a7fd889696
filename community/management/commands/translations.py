"""Collect, check and compile the translations."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from community import translations


class Command(BaseCommand):
    """``--update`` writes the catalogues from source and parts, ``--check`` fails on a Welsh text or a part left out."""

    help = "Translations: --update from the source, --check for gaps, --compile for use."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--update",
            action="store_true",
            help="write locale/*/LC_MESSAGES/django.po anew and take the parts in",
        )
        parser.add_argument(
            "--check", action="store_true", help="fail when a Welsh text is missing or a part not taken in"
        )
        parser.add_argument("--compile", action="store_true", help="make the .mo files the site reads")
        parser.add_argument("--missing", metavar="LANGUAGE", help="list texts without words in this language")

    def handle(self, *args, **options):
        root = settings.BASE_DIR
        if options["update"]:
            for language in translations.LANGUAGES:
                try:
                    texts, missing = translations.update(root, language)
                except translations.PartRefused as refused:
                    raise CommandError(str(refused)) from refused
                self.stdout.write(f"{language}: {texts} texts, {missing} without words")
        if options["compile"]:
            translations.compile_all(root)
        if language := options["missing"]:
            for line in translations.untranslated(root, language):
                self.stdout.write(line)
        if options["check"]:
            self._check(root)

    def _check(self, root):
        if left := [
            path for language in translations.LANGUAGES for path in translations.part_paths(root, language)
        ]:
            names = ", ".join(path.name for path in left)
            raise CommandError(f"Words that the site does not read yet: {names}. Run make messages.")
        if missing := translations.untranslated(root, "cy"):
            raise CommandError("Welsh is missing for:\n" + "\n".join(missing))
