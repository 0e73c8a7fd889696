"""One style sheet and one script, gathered from small source files.

A first visit pays for each file it asks for, and a chain of ``@import`` pays
one round trip after another. So the parts named here are written beside the
component they belong to and served as one: ``css/plethu.css`` and
``js/plethu.js``. :class:`AssembledFinder` does the gathering for the
development server, ``findstatic`` and ``collectstatic`` alike.

Style sheets say which cascade layer they belong to, so their order inside a
layer is the only thing the list decides. Scripts among the parts are complete
in themselves (no import, no export); each keeps its names to itself.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

# What is served → the files it is made of, relative to STATICFILES_DIRS[0], in order. A pattern stands for all
# files it finds, sorted by name, so that a new component or an app's own sheet is picked up by itself.
PARTS = {
    "css/plethu.css": (
        "css/site.css",
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "components/*.css",
        "community/**/*.css",
        "profiles/**/*.css",
        "knowledge/**/*.css",
        "events/**/*.css",
        "css/utilities.css",
    ),
    "js/plethu.js": ("components/*.js",),
}

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _script_comments_removed(source: str) -> str:
    """``source`` without comments that have lines of their own; text inside a line is never touched."""
    without_blocks = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*\n", "", source, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^[ \t]*//.*\n", "", without_blocks, flags=re.MULTILINE)


def _shortened(name: str, source: str) -> str:
    """One part as it is served: comments and blank lines left out; a script gets a scope of its own."""
    if name.endswith(".css"):
        source = _COMMENT.sub("", source)
        lines = (line.strip() for line in source.splitlines())
        return "\n".join(line for line in lines if line)
    source = _script_comments_removed(source)
    lines = (line.rstrip() for line in source.splitlines())
    return "{\n" + "\n".join(line for line in lines if line) + "\n}"


class AssembledStorage(FileSystemStorage):
    """The folder the assembled files are written to."""

    def __init__(self):
        super().__init__(location=assembled_root())


def assembled_root() -> Path:
    """Folder of the assembled files; a temporary one for this user where DATA_DIR cannot be written."""
    wanted = Path(settings.DATA_DIR) / "assembled"
    try:
        wanted.mkdir(parents=True, exist_ok=True)
    except OSError:
        wanted = Path(tempfile.gettempdir()) / f"plethu-assembled-{os.getuid()}"
        wanted.mkdir(mode=0o700, exist_ok=True)
    return wanted


def source_files(name: str) -> list[Path]:
    """The parts of the served file ``name``, in order. Raises ``KeyError`` for a file that is not assembled."""
    root = Path(settings.STATICFILES_DIRS[0])
    return [path for pattern in PARTS[name] for path in sorted(root.glob(pattern))]


def assemble(name: str) -> str:
    """Text of the served file ``name``."""
    return "\n".join(_shortened(name, path.read_text(encoding="utf-8")) for path in source_files(name)) + "\n"


def write_assembled(name: str) -> Path:
    """Write the served file ``name`` where it is missing or other than its parts say; answer its path.

    It is put in place in one step, because several processes may ask at once.
    """
    target = assembled_root() / name
    text = assemble(name)
    if not target.exists() or target.read_text(encoding="utf-8") != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as draft:
            draft.write(text)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, target)
    return target


class AssembledFinder(BaseFinder):
    """Finds the assembled files, made afresh whenever a part has changed."""

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        """Path of the assembled file, as Django's finders answer: a list with ``find_all``."""
        if "all" in kwargs:  # Django's older spelling, still used by some callers
            find_all = kwargs["all"]
        if path not in PARTS:
            return []
        found = str(write_assembled(path))
        return [found] if find_all else found

    def list(self, ignore_patterns) -> Iterator[tuple[str, AssembledStorage]]:
        """Every assembled file with its storage, for ``collectstatic``."""
        storage = AssembledStorage()
        for name in PARTS:
            if not matches_patterns(name, ignore_patterns or []):
                write_assembled(name)
                yield name, storage
