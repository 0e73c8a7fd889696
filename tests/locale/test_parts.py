"""New words come in parts, which the main file takes in."""

import pytest
from django.core.management import CommandError, call_command

from community import translations
from community.translations import PartRefused, part_paths, po_path, read, update

SOURCE = """from django.utils.translation import gettext as _, ngettext

def words(n):
    return _("Reply"), _("Close"), ngettext("%(n)d post", "%(n)d posts", n)
"""


@pytest.fixture
def project(tmp_path):
    """A project of three texts, one of them with Welsh."""
    (tmp_path / "community").mkdir()
    (tmp_path / "community" / "words.py").write_text(SOURCE)
    (tmp_path / "locale" / "parts").mkdir(parents=True)
    part(tmp_path, "first", Reply="Ateb")
    update(tmp_path, "cy")
    return tmp_path


def part(project, name, **words):
    """A part of Welsh words."""
    entries = "".join(f'msgid "{text}"\nmsgstr "{string}"\n\n' for text, string in words.items())
    (project / "locale" / "parts" / f"{name}.cy.po").write_text(entries, encoding="utf-8")


def held(project):
    """English → Welsh in the main file."""
    return {message.id: message.string for message in read(po_path(project, "cy"), "cy") if message.id}


def test_a_part_is_taken_into_the_main_file_and_removed(project):
    part(project, "threads", Close="Cau")
    assert translations.untranslated(project, "cy") == ["community/words.py:4 ('%(n)d post', '%(n)d posts')"]

    assert update(project, "cy") == (3, 1)

    assert held(project)["Reply"] == "Ateb"
    assert held(project)["Close"] == "Cau"
    assert part_paths(project, "cy") == []


def test_a_part_of_another_language_is_left_to_it(project):
    part(project, "threads", Close="Cau")
    update(project, "gd")
    assert [path.name for path in part_paths(project, "cy")] == ["threads.cy.po"]


def test_a_correction_in_the_main_file_stays(project):
    path = po_path(project, "cy")
    path.write_text(path.read_text(encoding="utf-8").replace('"Ateb"', '"Ymateb"'), encoding="utf-8")
    update(project, "cy")
    assert held(project)["Reply"] == "Ymateb"


def test_two_parts_with_the_same_words_are_one(project):
    part(project, "one", Close="Cau")
    part(project, "two", Close="Cau")
    update(project, "cy")
    assert held(project)["Close"] == "Cau"


def test_parts_that_disagree_are_named_and_nothing_is_written(project):
    before = po_path(project, "cy").read_bytes()
    part(project, "one", Close="Cau")
    part(project, "two", Close="Terfynu")

    with pytest.raises(PartRefused, match=r"one\.cy\.po and two\.cy\.po have different words for 'Close'"):
        update(project, "cy")

    assert po_path(project, "cy").read_bytes() == before
    assert len(part_paths(project, "cy")) == 2


def test_all_plural_forms_of_a_part_without_a_header_are_taken(project):
    forms = ["%(n)d neges", "%(n)d neges", "%(n)d o negeseuon", "%(n)d neges"]
    (project / "locale" / "parts" / "posts.cy.po").write_text(
        'msgid "%(n)d post"\nmsgid_plural "%(n)d posts"\n'
        + "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(forms))
    )
    update(project, "cy")
    assert list(held(project)[("%(n)d post", "%(n)d posts")]) == forms


def test_words_for_a_text_that_nothing_says_are_not_thrown_away(project):
    part(project, "threads", Clsoe="Cau")
    with pytest.raises(PartRefused, match=r"threads\.cy\.po has words for a text that nothing says: 'Clsoe'"):
        update(project, "cy")
    assert [path.name for path in part_paths(project, "cy")] == ["threads.cy.po"]


class TestTheCommand:
    def test_a_part_that_is_not_taken_in_fails_the_check(self, project, settings):
        settings.BASE_DIR = project
        part(project, "threads", Close="Cau")
        with pytest.raises(CommandError, match=r"threads\.cy\.po\. Run make messages"):
            call_command("translations", check=True)

    def test_and_one_without_welsh_too(self, project, settings):
        settings.BASE_DIR = project
        with pytest.raises(CommandError, match=r"Welsh is missing for:\ncommunity/words\.py:4 'Close'"):
            call_command("translations", check=True)
