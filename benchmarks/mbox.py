"""How long the archive of a mailing list takes: ``python -m benchmarks.mbox [mails]``.

Makes an invented archive (conversations of all lengths, quotations, signatures,
HTML, attachments, several alphabets, some broken mails), imports it into an
empty database (``DATABASE_URL``, or a file that is thrown away), imports it
once more, and prints mails a second and what came of them.
"""

import base64
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

WRITERS = 900
TEXT = (
    "community practice network people council health together began question shared learning meeting report group "
    "cymuned pobl gyda iechyd gofyn rhannu dysgu cyfarfod gwaith the and of to is that for with this we have in a it"
)
WORDS = TEXT.split()


def main(mails: int) -> None:
    """Make, import, import again, print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    folder = tempfile.mkdtemp(prefix="plethu-bench-")
    if not os.environ.get("DATABASE_URL"):
        os.environ["PLETHU_DATA_DIR"] = folder
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        archive = Path(folder) / "list.mbox"
        make_archive(archive, mails)
        print(f"{mails} mails, {archive.stat().st_size / 1e6:.0f} MB", flush=True)
        bring_in(archive)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_archive(path: Path, mails: int) -> None:
    """An archive of ``mails`` invented mails; the same ones each time."""
    chance = random.Random(7)
    clock = datetime(2009, 1, 5, 9, 0, tzinfo=UTC)
    recent: list[tuple[str, list[str], str, str]] = []  # id, references, subject, words
    with path.open("wb") as file:
        for number in range(mails):
            clock += timedelta(minutes=chance.randint(5, 300))
            own = f"<{number}.{chance.getrandbits(40):x}@mail.example>"
            words = "\n".join(" ".join(chance.choices(WORDS, k=11)) for _ in range(chance.randint(2, 25)))
            if recent and chance.random() < 0.7:
                answered, references, subject, said = chance.choice(recent)
                references = [*references, answered][-30:]
                head = f"In-Reply-To: {answered}\nReferences: {' '.join(references)}\nSubject: Re: [practice] {subject}\n"
                quoted = "\n".join(f"> {line}" for line in said.split("\n"))
                body = f"{words}\n\nOn {clock:%d %B %Y}, somebody wrote:\n{quoted}\n"
            else:
                references, subject = [], " ".join(chance.choices(WORDS, k=5)).capitalize()
                head, body = f"Subject: [practice] {subject}\n", f"{words}\n"
            writer = chance.randrange(WRITERS)
            body += f"\n-- \nWriter {writer}\nA council somewhere\n"
            head = (
                f"From: Writer {writer} <writer{writer}@people.example>\nDate: {format_datetime(clock)}\n"
                f"Message-ID: {own}\n{head}"
            )
            file.write(_mail(chance, number, writer, clock, head, body))
            recent = [*recent[-30:], (own, references, subject, words)]


def _mail(chance, number, writer, clock, head, body) -> bytes:
    separator = f"From writer{writer}@people.example {clock:%a %b %d %H:%M:%S %Y}\n"
    kind = chance.random()
    if number % 500 == 499:
        return f"{separator}\nno head at all\n\n".encode()
    if kind < 0.55:
        return f"{separator}{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode()
    if kind < 0.7:
        packed = base64.encodebytes(body.encode()).decode()
        return (
            f"{separator}{head}Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{packed}\n"
        ).encode()
    html = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    if kind < 0.75:
        return f"{separator}{head}Content-Type: text/html; charset=utf-8\n\n<html><body>{html}</body></html>\n\n".encode()
    attachment = ""
    if kind > 0.92:
        packed = base64.encodebytes(chance.randbytes(20_000)).decode()
        attachment = (
            '--b\nContent-Type: application/pdf; name="minutes.pdf"\nContent-Transfer-Encoding: base64\n'
            f'Content-Disposition: attachment; filename="minutes.pdf"\n\n{packed}\n'
        )
    return (
        f'{separator}{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
        'Content-Type: multipart/alternative; boundary="c"\n\n'
        f"--c\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--c\nContent-Type: text/html\n\n{html}\n--c--\n"
        f"{attachment}--b--\n\n"
    ).encode()


def bring_in(archive: Path) -> None:
    """Import twice."""
    from community.discussions.mailing_lists.importing import import_archive
    from community.discussions.models import Post, Space, Thread

    space = Space.objects.create(slug=f"bench-{time.time_ns()}", name_en="Bench", name_cy="Mainc")
    for run in ("first", "again"):
        started, worked = time.perf_counter(), time.process_time()
        with archive.open("rb") as file:
            report = import_archive(file, space, tell=_progress)
        took, work = time.perf_counter() - started, time.process_time() - worked
        print(
            f"{run}: {took:.0f} s ({work:.0f} s of processor), {report.mails / took:.0f} mails/s; {report.new} new in"
            f" {report.new_threads} conversations, {report.known} known, {len(report.broken)} broken",
            flush=True,
        )
    posts, threads = Post.objects.filter(thread__space=space), Thread.objects.filter(space=space)
    print(
        f"{posts.count()} posts in {threads.count()} conversations, longest {max(t.post_count for t in threads)};"
    )
    print(f"most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _progress(progress) -> None:
    if (
        progress.stage == "writing"
        and progress.done * 10 // progress.of != (progress.done - 300) * 10 // progress.of
    ):
        print(f"  {progress.done} of {progress.of}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
