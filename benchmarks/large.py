"""What stays quick when there is a lot: ``python -m benchmarks.large [--posts 100000] [--threads 100000]``.

Fills a throw-away installation with one thread of so many posts and one space of so many threads, and shows, for a
visitor and a member, what the pages cost that have to find their way through it, beside the same page where there is
little: queries, and milliseconds from asking to having it (p50 and p95 of many askings in this process, without a
server before it). Nothing may depend on the size: a page that takes longer than the small one by half is marked.
"""

import argparse
import statistics
import time
from datetime import timedelta

from .serving import SPACE, cookies_of, installation, make_members, make_thread

BATCH = 2000
AT_MOST = {"thread": 12, "list": 10}


def main() -> None:
    """Fill, ask, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--posts", type=int, default=100_000, help="in the long thread (100000)")
    options.add_argument("--threads", type=int, default=100_000, help="in the full space (100000)")
    options.add_argument("--times", type=int, default=40, help="each page is asked for (40)")
    options.add_argument("--data", default="", help="a prepared data folder to copy, which saves a minute")
    asked = options.parse_args()
    with installation(asked.data):
        from django.db import connection

        from community.jobs.queue import perform_all_due

        members = make_members(30)
        short = make_thread(members)
        long = make_thread(members)
        empty_space, full_space = make_spaces(members)
        perform_all_due()
        began = time.perf_counter()
        fill_thread(long, members, asked.posts)
        fill_space(full_space, members, asked.threads)
        analyse()
        print(
            f"{connection.vendor}: a thread of {asked.posts} posts and a space of {asked.threads} threads,"
            f" filled in {time.perf_counter() - began:.0f} s"
        )
        measure(asked.times, members[8], short, long, empty_space, full_space)


def make_spaces(members):
    """Two public spaces of the first network: one with a page of threads, one to be filled."""
    from community.discussions.domain.threads import start_thread
    from community.discussions.models import Space

    held_by = list(Space.objects.get(slug=SPACE).networks.all())
    spaces = []
    for slug in ("bench-few", "bench-many"):
        space = Space.objects.create(slug=slug, name_en=slug, name_cy=slug, audience="public")
        space.networks.set(held_by)
        for at in range(26):
            start_thread(
                space, by=members[at], title=f"Conversation {at}", html="<p>Words.</p>", language="en",
                kind="question",
            )  # fmt: skip
        spaces.append(space)
    return spaces


def fill_thread(thread, members, count: int) -> None:
    """Posts written past the domain functions, as many as are missing; the thread then says how many it has."""
    from django.utils import timezone

    from community.discussions.models import Post, Thread

    words = "<p>What we tried, what worked, and what did not.</p>" * 3
    now = timezone.now()
    for start in range(thread.last_number + 1, count + 1, BATCH):
        Post.objects.bulk_create(
            Post(
                thread=thread, number=number, author=members[number % 30], html=words, text="What we tried.",
                language="en", created_at=now + timedelta(milliseconds=number),
            )
            for number in range(start, min(start + BATCH, count + 1))
        )  # fmt: skip
    last = thread.posts.order_by("-number").first()
    Thread.objects.filter(pk=thread.pk).update(
        last_number=last.number, post_count=last.number, last_post_at=last.created_at
    )
    thread.refresh_from_db()


def fill_space(space, members, count: int) -> None:
    """Threads of one post each, of all kinds, a few of them pinned."""
    from django.utils import timezone

    from community.discussions.models import Thread

    now = timezone.now() - timedelta(days=400)
    for start in range(26, count, BATCH):
        Thread.objects.bulk_create(
            Thread(
                space=space, title=f"Conversation {number}", slug=f"conversation-{number}", language="en",
                kind=("discussion", "question", "discussion", "announcement")[number % 4],
                author=members[number % 30], post_count=1, last_number=1, is_pinned=number % 40_000 == 39,
                started_at=now + timedelta(minutes=number), last_post_at=now + timedelta(minutes=number),
            )
            for number in range(start, min(start + BATCH, count))
        )  # fmt: skip


def analyse() -> None:
    """Have the engine look at what there is, as it does by itself some time later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(times, member, short, long, few, many) -> None:
    """The table: each page where there is little, then where there is much."""
    from community.discussions.inbox.views import THREADS_A_PAGE  # noqa: F401  the lists are that long
    from community.discussions.views.spaces import place_of

    middle = many.threads.order_by("last_post_at")[many.threads.count() // 2]
    short_at, long_at = short.get_absolute_url(), long.get_absolute_url()
    few_at, many_at = few.get_absolute_url(), many.get_absolute_url()
    pages = [
        ("thread, its beginning", "thread", short_at, long_at),
        ("thread, its end", "thread", short_at, f"{long_at}?from={_last_page(long)}"),
        ("thread, its middle", "thread", short_at, f"{long_at}?from={_last_page(long) // 2 // 20 * 20 + 1}"),
        ("address of the last post", "thread", f"{short_at}posts/20/", f"{long_at}posts/{long.last_number}/"),
        ("space", "list", few_at, many_at),
        ("space, its middle", "list", few_at, f"{many_at}?before={place_of(middle)}"),
        ("space, questions", "list", f"{few_at}?kind=question", f"{many_at}?kind=question"),
        ("space, unanswered", "list", f"{few_at}?kind=unanswered", f"{many_at}?kind=unanswered"),
        ("list of spaces", "list", "/en/spaces/", "/en/spaces/"),
        ("inbox", "list", "/en/inbox/", "/en/inbox/"),
        ("inbox, questions", "list", "/en/inbox/?show=questions", "/en/inbox/?show=questions"),
    ]
    print(f"{'':38}{'queries':>8}{'p50 ms':>8}{'p95 ms':>8}{'little: p50':>12}")
    for reader, person in (("visitor", None), ("member", member)):
        for name, kind, little, much in pages:
            if person is None and "/inbox/" in much:
                continue
            _show(f"{name}, {reader}", kind, times, person, little, much)


def _last_page(thread) -> int:
    return (thread.last_number - 1) // 20 * 20 + 1


def _show(name, kind, times, person, little, much) -> None:
    before = _asked(times, person, little)[0]
    took, queries = _asked(times, person, much)
    p50 = statistics.median(took)
    p95 = sorted(took)[int(len(took) * 0.95)]
    notes = []
    if queries > AT_MOST[kind]:
        notes.append(f"over {AT_MOST[kind]} queries")
    if p50 > 1.5 * statistics.median(before) and p50 > 5:
        notes.append("slower than where there is little")
    note = "   <- " + ", ".join(notes) if notes else ""
    print(f"{name:38}{queries:>8}{p50:>8.1f}{p95:>8.1f}{statistics.median(before):>12.1f}{note}", flush=True)


def _asked(times, person, path) -> tuple[list[float], int]:
    """Milliseconds of each asking, nothing of the page kept from the one before, and the queries of one."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from community.discussions import fragments, showing, whole_pages

    client = Client(HTTP_HOST="127.0.0.1")
    if person is not None:
        for part in cookies_of(person).split("; "):
            key, _, value = part.partition("=")
            client.cookies[key] = value
    took = []
    for _ in range(times):
        for kept in (fragments.kept, whole_pages.pages):
            kept.clear()
        showing.forget()
        began = time.perf_counter()
        answer = client.get(path)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code not in (200, 302):
            raise SystemExit(f"{path} answered {answer.status_code}.")
    whole_pages.pages.clear()
    showing.forget()
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return took, len(captured)


if __name__ == "__main__":
    main()
