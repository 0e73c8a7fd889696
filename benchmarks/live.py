"""How quickly replies reach open pages: ``python -m benchmarks.live [--sockets 1000] [--faults]``.

Opens so many websockets on one thread of the real server, from a process of its own, half of them signed in and a third
in Welsh; sends replies as pages do, at a steady pace; and prints

- from commit to frame received, p50, p95 and p99 over all readers and replies. The clock starts when the event's row
  is written, a few milliseconds before the commit, so the figures are a little too large;
- processor time of the server's process for each reply with half of the sockets, everything included: receiving the
  form, writing, drawing, sending to everybody;
- memory for each idle socket: resident bytes more than before.

The embedded mode does the jobs of a reply (telling followers, indexing) in the same process; they are measured apart
from it here, as where a worker does them (``--jobs`` lets them run in the server).

``--faults`` writes posts while sockets are cut, the server is restarted and killed and, with ``REDIS_URL``, Redis is
flushed, and counts what readers lost, saw twice or out of order. All three must be 0.
"""

import argparse
import contextlib
import os
import random
import signal
import sys
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from .readers import Readers
from .serving import (
    Connection,
    Server,
    cookies_of,
    installation,
    make_members,
    make_thread,
    percentile,
    reply_request,
    wait_for_jobs,
)

AIMS = {"p95": 100, "p99": 400, "memory": 50, "cpu": 90}  # ms, ms, kB, ms


def main() -> None:
    """Prepare, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--sockets", type=int, default=1000, help="open pages (1000)")
    options.add_argument("--replies", type=int, default=60, help="for each measurement (60)")
    options.add_argument(
        "--pace",
        type=float,
        default=4,
        help="replies a second (4); posts a second during the faults are ten times as many",
    )
    options.add_argument("--jobs", action="store_true", help="let the server do the jobs of replies as well")
    options.add_argument("--data", default="", help="a prepared data folder to copy, which saves a minute")
    options.add_argument(
        "--faults",
        action="store_true",
        help="count what is lost while everything breaks; flushes the database of REDIS_URL",
    )
    options.add_argument("--posts", type=int, default=10_000, help="written during the faults (10000)")
    options.add_argument("--readers", type=int, default=50, help="open pages during the faults (50)")
    asked = options.parse_args()
    with installation(asked.data):
        if asked.faults:
            sys.exit(break_everything(asked))
        measure(asked)


def measure(asked) -> None:
    """The figures."""
    from django.db import connection

    from community.jobs.queue import perform_all_due
    from community.live.log import number_of

    members = make_members(max(40, asked.replies))
    thread = make_thread(members)
    perform_all_due()
    key = thread.stream_key
    sessions = [cookies_of(person) for person in members[:20]]

    def places(count):
        number = number_of(key)
        return [
            (server.port, key, number, sessions[at % 20] if at % 2 else "", "cy" if at % 3 == 0 else "en")
            for at in range(count)
        ]

    environment = {} if asked.jobs or os.environ.get("REDIS_URL") else {"PLETHU_EMBEDDED": "0"}
    with Server(**environment) as server:
        readers = Readers()
        try:
            # Everything has been used once before memory is looked at.
            readers.open(places(20))
            write(server, thread, members, 5, asked.pace)
            wait_until(readers, number_of(key))
            time.sleep(2)
            before = server.memory()
            half = asked.sockets // 2
            took = readers.open(places(half))
            print(f"{connection.vendor}, {'with' if asked.jobs else 'without'} the jobs of replies")
            print(f"{half} sockets opened and joined in {took:.1f} s")
            readers.arrivals()

            cpu, clock = server.cpu(), time.monotonic()
            write(server, thread, members, asked.replies, asked.pace)
            wait_until(readers, number_of(key))
            spent, lasted = server.cpu() - cpu, time.monotonic() - clock
            time.sleep(4)
            began = server.cpu()
            time.sleep(6)
            at_rest = (server.cpu() - began) / 6
            each = (spent - at_rest * lasted) / asked.replies * 1000
            show_latency(f"{half + 20} sockets", readers.arrivals(), key)
            print(
                f"processor time of the server for each reply with {half + 20} sockets: {each:.0f} ms"
                f" (and {at_rest * 100:.1f} % of a core at rest){note(each, AIMS['cpu'], 'ms')}"
            )

            took = readers.open(places(asked.sockets - half - 20))
            print(f"{asked.sockets - half - 20} more opened and joined in {took:.1f} s")
            time.sleep(3)
            each = (server.memory() - before) / (asked.sockets - 20) / 1000
            print(
                f"memory for each of {asked.sockets - 20} sockets: {each:.1f} kB{note(each, AIMS['memory'], 'kB')}"
            )
            readers.arrivals()
            write(server, thread, members, asked.replies, asked.pace)
            wait_until(readers, number_of(key))
            show_latency(f"{asked.sockets} sockets", readers.arrivals(), key)
            if asked.jobs:
                wait_for_jobs()
        finally:
            readers.close()


def write(server, thread, members, count: int, pace: float) -> None:
    """Replies at a steady pace, each by another member, sent as a page's script does."""
    from django.utils import timezone

    from community.discussions.models import Post
    from community.live.log import number_of

    # Six replies a minute are one person's limit: here measurements follow one another more quickly than that.
    Post.objects.filter(author__in=[person.pk for person in members]).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    requests = [
        reply_request(thread, cookies_of(person), f"Reply {at} of {count}: we *asked people first*.", after=0)
        for at, person in ((at, members[at % len(members)]) for at in range(count))
    ]
    after = f"&after={number_of(thread.stream_key)}".encode()
    connection = Connection(server.port)
    begin = time.monotonic()
    for at, request in enumerate(requests):
        time.sleep(max(0, begin + at / pace - time.monotonic()))
        status, _body = connection.ask(_with_length(request.replace(b"&after=0", after)))
        if status != 200:
            raise SystemExit(f"A reply was answered with {status}.")
    connection.close()


def _with_length(request: bytes) -> bytes:
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    return b"\r\n".join([*lines, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


def wait_until(readers, number: int, seconds: float = 60) -> None:
    """Until every reader has everything up to ``number``."""
    deadline = time.monotonic() + seconds
    while min(readers.numbers()) < number:
        if time.monotonic() > deadline:
            behind = sum(one < number for one in readers.numbers())
            raise SystemExit(f"{behind} readers have not everything after {seconds:.0f} s.")
        time.sleep(0.2)


def show_latency(name, arrivals, key) -> None:
    """From the event's row to the frame, over all readers and events."""
    from community.live.models import Event

    numbers = set().union(*arrivals)
    written = dict(
        Event.objects.filter(stream__key=key, number__in=numbers).values_list("number", "created_at")
    )
    took = [(at - written[number].timestamp()) * 1000 for one in arrivals for number, at in one.items()]
    p50, p95, p99 = (percentile(took, share) for share in (0.5, 0.95, 0.99))
    print(
        f"{name}: {len(numbers)} replies, {len(took)} frames; from commit to frame p50 {p50:.0f} ms, p95 {p95:.0f} ms,"
        f" p99 {p99:.0f} ms, longest {max(took):.0f} ms{note(p95, AIMS['p95'], 'ms')}{note(p99, AIMS['p99'], 'ms')}",
        flush=True,
    )


def note(figure, most, unit) -> str:
    """What to write after a figure that missed its aim."""
    return f"   <- over {most} {unit}" if figure > most else ""


# --- Faults -----------------------------------------------------------------------------------------------------------


def break_everything(asked) -> int:
    """Write posts while things break; returns 1 when a reader lost, doubled or reordered anything."""
    from community.live.log import number_of

    members = make_members(40)
    thread = make_thread(members, posts=2)
    key = thread.stream_key
    first = number_of(key)
    server = Server(PLETHU_EMBEDDED="0")
    server.start()
    readers = Readers()
    try:
        sessions = [cookies_of(person) for person in members[:20]]
        # (The jobs of so many posts wait in their table: what they do is measured elsewhere.)
        readers.open(
            [
                (server.port, key, first, sessions[at % 20] if at % 2 else "", "cy" if at % 3 == 0 else "en")
                for at in range(asked.readers)
            ],
            keeps_up=True,
        )
        began = time.monotonic()
        faults = _write_and_break(asked, server, readers, thread, members)
        last = number_of(key)
        print(f"{last - first} posts written in {time.monotonic() - began:.0f} s; meanwhile {faults}")
        # Nothing more is done for the readers: they find out by themselves, by heartbeat at the latest.
        wait_until(readers, last, 90)
        results = readers.results()
    finally:
        readers.close()
        server.stop()
    lost, doubled, disordered = judge([one["shown"] for one in results], first, last)
    print(
        f"{len(results)} readers, cut {sum(one['cuts'] for one in results)} times, asked"
        f" {sum(one['asked'] for one in results)} times over plain requests, drew afresh"
        f" {sum(one['resets'] for one in results)} times (which showed {sum(one['redrawn'] for one in results)} posts):"
        f" {lost} lost, {doubled} doubled, {disordered} out of order"
    )
    return 1 if lost or doubled or disordered else 0


def flush_redis(pid: int, url: str) -> None:
    """Empty the Redis database at ``url``, and cut the subscriptions of the process ``pid`` (nobody else's)."""
    import redis

    sockets = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            sockets.add(os.readlink(entry).removeprefix("socket:[").removesuffix("]"))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ports = {int(row[1].rpartition(":")[2], 16) for row in rows if row[9] in sockets}
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        for one in client.client_list(_type="pubsub"):
            if int(one["addr"].rpartition(":")[2]) in ports:
                client.client_kill_filter(_id=one["id"])


def judge(shown: list[list[int]], first: int, last: int) -> tuple[int, int, int]:
    """How many events readers lost, saw twice, and saw after a later one."""
    wanted = set(range(first + 1, last + 1))
    lost = sum(len(wanted - set(one)) for one in shown)
    doubled = sum(len(one) - len(set(one)) for one in shown)
    disordered = sum(later < earlier for one in shown for earlier, later in pairwise(one))
    return lost, doubled, disordered


def _write_and_break(asked, server, readers, thread, members) -> str:
    from django.db import connection

    from community.discussions.domain.threads import reply_to

    done = threading.Event()
    written = [0]

    def write_all():
        try:
            began = time.monotonic()
            for at in range(asked.posts):
                time.sleep(max(0, began + at / (6 * asked.pace) - time.monotonic()))
                # From outside the server, so that it has to hear of each by wake-up (Redis) or by looking.
                reply_to(thread, by=members[at % 40], html=f"<p>Post {at}.</p>", language="en")
                written[0] += 1
        finally:
            connection.close()
            done.set()

    writer = threading.Thread(target=write_all)
    writer.start()
    dice = random.Random(3)
    counts = {"cuts": 0, "restarts": 0, "kills": 0, "flushes": 0}

    def spread(fault, count):
        return [((at + 0.3 + 0.4 * dice.random()) / count, fault) for at in range(count)]

    often = max(1, asked.posts // 2500)  # a restart takes some seconds, in which writing goes on
    steps = spread("cuts", max(8, asked.posts // 50)) + spread("restarts", often) + spread("kills", often)
    if os.environ.get("REDIS_URL"):
        steps += spread("flushes", 2 * often)
    steps.sort()
    for share, fault in steps:
        while written[0] < share * asked.posts and not done.is_set():
            time.sleep(0.02)
        if fault == "cuts":
            readers.cut(dice.choice((0.1, 0.3, 1.0)))
        elif fault == "flushes":
            flush_redis(server.process.pid, os.environ["REDIS_URL"])
        else:
            server.stop(signal.SIGKILL if fault == "kills" else signal.SIGTERM)
            server.start()
        counts[fault] += 1
    writer.join()
    if written[0] != asked.posts:
        raise SystemExit(f"Only {written[0]} posts could be written.")
    return ", ".join(f"{count} {name}" for name, count in counts.items())


if __name__ == "__main__":
    main()
