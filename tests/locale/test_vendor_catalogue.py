"""``locale/vendor`` gives Welsh and Gaelic to what third parties say to members.

Read with Babel alone: no database, no compiled catalogue, no gettext.
"""

import io
import re
from collections import Counter
from functools import cache
from gettext import c2py
from importlib.util import find_spec
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

LANGUAGES = ("cy", "gd")
VENDOR = Path(__file__).parents[2] / "locale" / "vendor"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Packages of Django that speak to members. Its admin is not installed; flatpages, gis and redirects neither.
DJANGO = (
    "django/conf",
    "django/contrib/auth",
    "django/contrib/contenttypes",
    "django/contrib/humanize",
    "django/contrib/postgres",
    "django/contrib/sessions",
    "django/contrib/sites",
)
# What reaches people who are not editing: pages behind a password, refused files, mails about a workflow.
WAGTAIL = (
    "wagtail/forms.py",
    "wagtail/templates/wagtailcore",
    "wagtail/documents/templates/wagtaildocs/password_required.html",
    "wagtail/documents/fields.py",
    "wagtail/images/fields.py",
    "wagtail/admin/templates/wagtailadmin/notifications",
    "taggit/forms.py",
)
REPLACED = "in place of the wording that Django ships"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%[sdr]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.fixture
def texts(language):
    """The messages of the vendor catalogue in the language, without its header."""
    return entries(vendor(language))


@cache
def read(path, language):
    """The catalogue in a file; an empty one where the package ships none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def vendor(language):
    return read(VENDOR / language / "LC_MESSAGES" / "django.po", language)


def shipped(package, language):
    """The catalogue that comes with a package given as a path, such as ``django/contrib/auth``."""
    return read(installed(package) / "locale" / language / "LC_MESSAGES" / "django.po", language)


def installed(path):
    """Where a file or folder of an installed package is, without importing the package."""
    first, _, rest = path.partition("/")
    return Path(find_spec(first).origin).parent / rest


def entries(catalogue):
    return [message for message in catalogue if message.id]


def forms(words):
    """One text or several as a tuple."""
    return tuple(words) if isinstance(words, (list, tuple)) else (words,)


def key(message):
    """What gettext looks a message up by: its first text and its context."""
    return forms(message.id)[0], message.context


def has_words(message):
    return bool(forms(message.string)) and all(forms(message.string)) and not message.fuzzy


def translated(catalogue):
    return {key(message) for message in entries(catalogue) if has_words(message)}


def marked_in(path):
    """The texts marked in a Python file or template, as ``{(text, context): plural or None}``."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Babel reads the result as Python, where the indents of a template would be errors.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.strip() for line in lines)
    found = {}
    for _line, text, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        words = forms(text)
        found[words[0], context] = words[1] if len(words) > 1 else None
    return found


def marked_below(path):
    """The same for all of a folder, or for one file; tests and catalogues left out."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    found = {}
    for file in files:
        if file.suffix in (".py", ".html", ".txt") and not {"tests", "locale", "spec"} & set(file.parts):
            for text, plural in marked_in(file).items():
                found[text] = plural or found.get(text)
    return found


@cache
def allauth_texts():
    """All that allauth can say: what its source marks, and what its own English catalogue lists besides."""
    listed = {key(m): forms(m.id)[1] if m.pluralizable else None for m in entries(shipped("allauth", "en"))}
    return listed | marked_below(installed("allauth"))


def without_words(wanted, catalogue):
    """Those of the wanted ``{(text, context): plural}`` that the catalogue leaves in English."""
    held = {key(message): message for message in entries(catalogue) if has_words(message)}
    return {
        text
        for text, plural in wanted.items()
        if text not in held or (plural is not None and not held[text].pluralizable)
    }


def numbers_of_form(catalogue):
    """For each plural form, how many of the numbers 0 to 199 take it."""
    form_of = c2py(catalogue.plural_expr)
    return Counter(form_of(n) for n in range(200))


def test_every_text_has_words_in_the_language(texts):
    assert [key(message) for message in texts if not has_words(message)] == []


def test_nothing_is_fuzzy_or_obsolete(language):
    catalogue = vendor(language)
    assert [key(message) for message in catalogue if message.fuzzy] == []
    assert list(catalogue.obsolete) == []


def test_no_text_stands_twice(language):
    source = (VENDOR / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    # Babel keeps the last of two, so only the file itself can tell; the header is one entry more.
    assert len(re.findall(r"^msgid ", source, re.M)) == len(entries(vendor(language))) + 1


def test_the_plural_rule_is_the_one_django_uses(language):
    ours, theirs = vendor(language), shipped("django/conf", language)
    assert ours.num_plurals == theirs.num_plurals == 4
    assert re.sub(r"\s", "", ours.plural_expr) == re.sub(r"\s", "", theirs.plural_expr)


def test_the_welsh_plural_rule_sets_apart_one_two_and_eight_with_eleven():
    form_of = c2py(vendor("cy").plural_expr)
    assert [form_of(n) for n in (0, 1, 2, 3, 7, 8, 9, 11, 12)] == [2, 0, 1, 2, 2, 3, 2, 3, 2]


def test_plurals_have_all_four_forms_and_singles_have_one(texts):
    wrong = [key(m) for m in texts if len(forms(m.string)) != (4 if m.pluralizable else 1)]
    assert wrong == []


def test_gaps_stay_as_they_are(texts, language):
    """``%(name)s`` and its kind, and HTML tags, are the same in number in both languages."""
    counts = numbers_of_form(vendor(language))
    for message in texts:
        originals = [gaps(text) for text in forms(message.id)]
        for number, words in enumerate(forms(message.string)):
            # A form for one number only ("an hour ago") may leave the number out, like the English singular.
            allowed = originals if counts[number] == 1 else originals[-1:]
            assert gaps(words) in allowed, f"{key(message)}: {words}"


def gaps(text):
    return Counter(PLACEHOLDER.findall(text)), Counter(TAG.findall(text))


def test_lines_and_edges_stay_as_they_are(texts):
    """Mails keep their paragraphs, and what is glued to a text keeps its distance."""
    for message in texts:
        for words in forms(message.string):
            original = forms(message.id)[0]
            assert words.count("\n") == original.count("\n"), words
            assert edges(words) == edges(original), words


def edges(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_all_that_allauth_says_is_found_in_its_source():
    found = marked_below(installed("allauth"))
    assert ("Incorrect password.", None) in found  # Python, lazy
    assert ("Login", "field label") in found  # Python, with a context
    assert ("Change Phone", "action") in found  # a template, with a context
    assert found["You have added %(count)s security key.", None] == "You have added %(count)s security keys."
    assert len(found) > 350


def test_all_that_allauth_says_has_words(language):
    assert without_words(allauth_texts(), vendor(language)) == set()


@pytest.mark.parametrize(
    "taken", [("Sign In", None), ("Change Phone", "action"), ("You have added %(count)s security key.", None)]
)
def test_a_text_taken_from_the_catalogue_is_missed(language, taken):
    shortened = Catalog(locale=language)
    for message in entries(vendor(language)):
        if key(message) != taken:
            shortened.add(message.id, message.string, context=message.context)
    assert without_words(allauth_texts(), shortened) == {taken}


@pytest.mark.parametrize("package", DJANGO)
def test_what_django_leaves_in_english_has_words(language, package):
    ours, theirs = translated(vendor(language)), translated(shipped(package, language))
    wanted = {key(message) for message in entries(shipped(package, "en"))}
    assert wanted - theirs - ours == set()


@pytest.mark.parametrize("path", WAGTAIL)
def test_what_wagtail_says_to_members_has_words(language, path):
    held = translated(vendor(language))
    for package in ("wagtail", "wagtail/admin", "wagtail/documents", "wagtail/images"):
        held |= translated(shipped(package, language))
    wanted = marked_below(installed(path))
    assert wanted, "nothing marked: has the file moved?"
    assert set(wanted) - held == set()


def test_every_text_is_still_said_by_somebody(texts):
    """After an upgrade, what no package says any more goes."""
    said = set(allauth_texts())
    for package in (*DJANGO, "wagtail", "wagtail/admin", "wagtail/documents", "wagtail/images", "taggit"):
        said |= {key(message) for message in entries(shipped(package, "en"))}
    assert {key(message) for message in texts} - said == set()


def test_a_replaced_wording_goes_once_django_ships_the_same():
    theirs = {}
    for package in DJANGO:
        theirs |= {key(m): m for m in entries(shipped(package, "cy")) if has_words(m)}
    replaced = [m for m in entries(vendor("cy")) if REPLACED in m.user_comments]
    assert replaced
    for message in replaced:
        assert key(message) in theirs, f"Django ships none any more, drop the comment: {key(message)}"
        assert message.string != theirs[key(message)].string, f"no longer needed: {key(message)}"


def test_welsh_keeps_to_the_house_spelling():
    wrong = re.compile(r"\bebost|\bgorffenaf\b|\bcyfrinar\b|\bfory\b|\bffild", re.IGNORECASE)
    said = [words for message in entries(vendor("cy")) for words in forms(message.string)]
    assert [words for words in said if wrong.search(words)] == []
