"""Facts about the repository that would otherwise be found too late."""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template.loader import get_template
from django.test import override_settings

from community import translations

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path
    for path in (ROOT / "templates").rglob("*")
    if path.suffix in (".html", ".txt", ".xml") and path.is_file()
)


def name_of(path):
    return str(path.relative_to(ROOT / "templates"))


def test_every_template_can_be_read():
    broken = []
    for path in TEMPLATES:
        try:
            get_template(name_of(path))
        except Exception as error:
            broken.append(f"{name_of(path)}: {error}")
    assert not broken, "\n".join(broken)


INLINE = [
    (re.compile(r"<[^>%]*\son[a-z]+\s*=", re.I), "an inline handler"),
    (re.compile(r"<[^>%]*\sstyle\s*=", re.I), "an inline style"),
    (re.compile(r"<style\b", re.I), "an inline style sheet"),
    (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>", re.I), "an inline script"),
    (re.compile(r"""(?:href|src|action)\s*=\s*["']\s*javascript:""", re.I), "a script address"),
]


def test_no_template_has_inline_script_or_style():
    """The Content-Security-Policy would refuse them; mails are no pages and need their styles inside."""
    wrong = []
    for path in TEMPLATES:
        name = name_of(path)
        if path.suffix != ".html" or "mail" in name or "/email/" in name or name.startswith("wagtailadmin/"):
            continue
        source = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
        wrong += [f"{name}: {what}" for pattern, what in INLINE if pattern.search(source)]
    assert not wrong, "\n".join(wrong)


def _package_template_names():
    """Templates of installed packages, which ours may replace by standing at the same path."""
    names = set()
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if (folder.is_dir() and ROOT not in folder.parents) or ".venv" in folder.parts:
            names |= {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return names


def _stem(name):
    return re.sub(r"_(subject|message)$", "", name.rsplit(".", 1)[0])


def _named_in_code():
    """Everything in quotation marks in our code and templates, as one text."""
    texts = []
    for folder in ("config", "community", "profiles", "knowledge", "events"):
        texts += [path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in TEMPLATES]
    return "\n".join(texts)


def test_no_template_is_unused():
    packaged, code = _package_template_names(), _named_in_code()
    # Packages ask for a mail by its stem: "login_code" + "_subject.txt", "_message.txt", ".html".
    packaged_stems = {_stem(name) for name in packaged}
    by_model = {f"{model._meta.app_label}/{model._meta.model_name}.html" for model in apps.get_models()}
    unused = []
    for path in TEMPLATES:
        name = name_of(path)
        # Names are often put together from a stem ("mail/reply" + ".txt"), or from a folder and a file.
        stem = _stem(name)
        if name in packaged or stem in packaged_stems or name in by_model or stem in code:
            continue
        if name in {"400.html", "403.html", "404.html", "429.html", "500.html", "403_csrf.html"}:
            continue
        folder, _slash, file = name.rpartition("/")
        if (
            f"{folder}/" in code or folder.startswith("allauth/elements")
        ) and f'"{file.rsplit(".", 1)[0]}"' in code:
            continue
        unused.append(name)
    assert not unused, "\n".join(unused)


def test_every_text_has_welsh_words():
    missing = translations.untranslated(ROOT, "cy")
    assert not missing, "\n".join(missing)


def _placeholders(text):
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_translations_keep_the_gaps_of_their_text(language):
    wrong = []
    for message in translations.read(translations.po_path(ROOT, language), language):
        if not message.id or not translations.is_translated(message):
            continue
        plural = isinstance(message.id, list | tuple)
        wanted = _placeholders(message.id[-1] if plural else message.id)
        strings = message.string if plural else [message.string]
        for string in strings:
            held = _placeholders(string)
            # A form for exactly one or two may leave the number out.
            if held != wanted and not (plural and set(held) <= set(wanted)):
                wrong.append(f"{message.id!r} → {string!r}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=out, verbosity=1)
    except SystemExit:
        pytest.fail(out.getvalue())


def test_the_lock_file_names_no_index_and_no_host():
    for name in ("requirements.lock", "requirements-uv.lock"):
        assert "://" not in (ROOT / name).read_text(), name


def test_every_dependency_says_why_it_is_here():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    silent = [
        line.strip() for line in lines if re.match(r'\s+"[A-Za-z]', line) and ">=" in line and "#" not in line
    ]
    assert not silent, silent


def test_every_setting_from_the_environment_is_documented():
    read = set()
    for path in (ROOT / "config" / "settings").glob("*.py"):
        read |= set(re.findall(r'env\.\w+\(\s*f?"([A-Z][A-Z0-9_]+)"', path.read_text()))
    documented = (ROOT / "docs" / "operations.md").read_text()
    assert not {name for name in read if f"`{name}`" not in documented}


@override_settings()
def test_every_view_template_extends_the_base_or_is_a_part():
    """A page that does not extend the base has no skip link, no language switch and no landmark."""
    loose = []
    for path in TEMPLATES:
        source = path.read_text()
        if path.suffix == ".html" and "<html" in source and name_of(path) not in (
            "base.html", "500.html", "mail/base.html", "community/notifications/outbox_body.html",
            "community/discussions/outside/taken_head.html",
        ):  # fmt: skip
            loose.append(name_of(path))
    assert not loose, loose
