"""The demonstration: real library, invented people, loaded by the rooms of the house in order.

Each room registers a :class:`DemoSection` that reads its own data files. Loading
again changes nothing that is there: sections find rows by their natural keys.
A broken row is reported with file, line and reason and stops nothing else.

A database that holds anything real is never touched: see :func:`check_may_load`.
"""

import contextlib
import csv
import logging
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import Error as DatabaseError
from django.db import models, transaction
from django.utils import timezone

from community.refusals import Refusal
from community.registry import Registry

DEMO_DOMAIN = "demo.example"
DEMO_PASSWORD = "plethu-demo"  # noqa: S105  (printed for everyone to see)
_CACHE_KEY = "installation-is-demo"


class DemoLoad(models.Model):
    """The mark of an installation that holds the demonstration; one row or none."""

    began_at = models.DateTimeField(default=timezone.now)  # "three days ago" in the data counts from here
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"demonstration of {self.began_at:%Y-%m-%d}"


@dataclass(frozen=True)
class DemoSection:
    """A part of the demonstration: ``load(context)`` makes what is missing. Sections run by ``order``."""

    name: str
    load: "Callable[[DemoContext], None]"
    order: int


sections: Registry[DemoSection] = Registry("demo section")


class RealData(Exception):
    """The database holds something that the demonstration did not make."""


@dataclass(frozen=True)
class BrokenRow:
    """A row of the data that could not be used."""

    file: str
    line: int
    reason: str

    def __str__(self):
        return f"{self.file}, line {self.line}: {self.reason}"


@dataclass
class DemoContext:
    """What sections share. Each fills in what later ones look up, also for rows that were there already."""

    began_at: datetime
    say: Callable[[str], None]
    people: dict = field(default_factory=dict)  # handle → User
    networks: dict = field(default_factory=dict)  # slug → Network
    spaces: dict = field(default_factory=dict)  # slug → Space
    topics: dict = field(default_factory=dict)  # slug → Topic
    areas: dict = field(default_factory=dict)  # GSS code → Area
    broken: list[BrokenRow] = field(default_factory=list)

    def ago(self, days: float, *, hour: int | None = None, minute: int = 0) -> datetime:
        """The moment ``days`` (parts allowed; negative: to come) before the first loading, in UTC.

        With ``hour`` and ``minute``, that time of that day in the installation's zone.
        """
        moment = self.began_at - timedelta(days=days)
        if hour is not None:
            local = timezone.localtime(moment, timezone.get_default_timezone())
            moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return moment

    def report(self, file: str | Path, line: int, reason: object) -> None:
        """Note a broken row; the loading goes on."""
        self.broken.append(BrokenRow(Path(file).name, line, one_sentence(reason)))

    @contextlib.contextmanager
    def row(self, file: str | Path, line: int) -> Iterator[None]:
        """Around the making of one row: what makes it unusable undoes it, is reported, and stops nothing else."""
        try:
            with transaction.atomic():
                yield
        except (
            Refusal, ValidationError, ObjectDoesNotExist, DatabaseError, LookupError, ValueError, TypeError,
        ) as error:  # fmt: skip
            self.report(file, line, error)

    def find(self, kind: str, key: str):
        """``context.find("people", "nia-parry")``: the row, or a ``LookupError`` that says what is missing."""
        try:
            return getattr(self, kind)[key]
        except KeyError:
            raise LookupError(f"there is no {kind.removesuffix('s')} “{key}” in {kind}") from None

    @cached_property
    def password(self) -> str:
        """The demo password as kept in the database, hashed once for all accounts."""
        from django.contrib.auth.hashers import make_password

        return make_password(DEMO_PASSWORD)


def one_sentence(reason: object) -> str:
    """A reason as one line of plain words, from whatever was raised."""
    if isinstance(reason, ValidationError):
        if hasattr(reason, "error_dict"):
            return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in reason.message_dict.items())
        return " ".join(reason.messages)
    if isinstance(reason, KeyError):
        return f"{reason.args[0]} is missing"
    return " ".join(str(reason).split()) or type(reason).__name__


def csv_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with the line each begins on; cells are stripped."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file)
        header = next(reader)
        began = reader.line_num + 1
        for cells in reader:
            if cells:
                padded = cells + [""] * (len(header) - len(cells))
                yield began, {name: cell.strip() for name, cell in zip(header, padded, strict=False)}
            began = reader.line_num + 1


def toml_rows(path: Path, name: str) -> Iterator[tuple[int, dict]]:
    """The tables ``[[name]]`` of a TOML file with the line each begins on.

    A file that is no TOML raises ``ValueError`` with the place of the fault.
    """
    text = path.read_text(encoding="utf-8")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{name}]]"]
    try:
        tables = tomllib.loads(text).get(name, [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from None
    yield from zip(lines, tables, strict=True)


def is_demo() -> bool:
    """Whether this installation holds the demonstration. Remembered for a minute."""
    answer = cache.get(_CACHE_KEY)
    if answer is None:
        answer = DemoLoad.objects.exists()
        cache.set(_CACHE_KEY, answer, 60)
    return answer


def check_may_load() -> None:
    """Raise :class:`RealData` unless the database is empty or holds the demonstration already."""
    from community.networks.models import Network

    if DemoLoad.objects.exists():
        return
    User = get_user_model()
    people = User.objects.exclude(email__endswith=f"@{DEMO_DOMAIN}").count()
    networks = Network.objects.count()
    if people or networks:
        raise RealData(
            f"This database holds what the demonstration did not make (accounts: {people}, networks: {networks}): "
            "it is left as it is. Load the demonstration into an empty database."
        )


def load(*, say: Callable[[str], None]) -> list[BrokenRow]:
    """Load every section, then do the jobs that this made due; returns the broken rows.

    ``say`` gets a line of progress for each section. Raises :class:`RealData` before anything is written.
    """
    from community.jobs.queue import perform_all_due

    check_may_load()
    # Jobs are done below by ourselves; that no broker carries them out of this command is no news.
    logging.getLogger("kombu.connection").setLevel(logging.ERROR)
    mark = DemoLoad.objects.first() or DemoLoad.objects.create()
    cache.delete(_CACHE_KEY)
    context = DemoContext(began_at=mark.began_at, say=say)
    for section in sorted(sections, key=lambda section: (section.order, section.name)):
        began = time.monotonic()
        # One transaction a section: quick on SQLite, and a section is there whole or not at all.
        with transaction.atomic():
            section.load(context)
        say(f"{section.name} ({time.monotonic() - began:.1f} s)")
    began = time.monotonic()
    done = perform_all_due()
    say(f"{done} jobs ({time.monotonic() - began:.1f} s)")
    DemoLoad.objects.filter(pk=mark.pk).update(finished_at=timezone.now())
    return context.broken


def accounts() -> list[tuple[str, str, str]]:
    """The accounts to try, as (what it is, address, name), networks in order and the administrator last."""
    from community.networks.models import Network

    people = {user.email: user for user in get_user_model().objects.filter(email__endswith=f"@{DEMO_DOMAIN}")}
    rows = []
    for network in Network.objects.all():
        for role in ("coordinator", "curator", "member"):
            if user := people.get(f"{role}.{network.slug}@{DEMO_DOMAIN}"):
                rows.append((f"{role.capitalize()}, {network.short_name}", user.email, user.display_name))
    if admin := people.get(f"admin@{DEMO_DOMAIN}"):
        rows.append(("Administrator of the installation", admin.email, admin.display_name))
    return rows


def show_accounts(stdout) -> None:
    """Write the table of demo accounts."""
    rows = accounts()
    if not rows:
        return
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    stdout.write(f"\nDemo accounts, all with the password {DEMO_PASSWORD}:\n")
    for role, address, name in rows:
        stdout.write(f"  {role:<{widths[0]}}  {address:<{widths[1]}}  {name}\n")
    stdout.write("")
