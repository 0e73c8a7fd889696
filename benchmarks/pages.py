"""What pages and replies cost on the real server: ``python -m benchmarks.pages [--requests 100]``.

Serves a throw-away installation with the demonstration and a thread of 20 posts, asks for pages over kept
connections, first one reader after another, then sixteen at once, and prints for each page

- ``cpu ms``: processor time of the server's process (user and system) for each request, one client,
- ``queries``: made for the page when it was shown before, as it is for all but its first reader,
- ``p50 ms``, ``p95 ms``: from sending the request to having the answer, one client,
- ``kB``: of the answer, compressed,
- ``pages/s``, ``errors``: with sixteen clients, which share the machine with the server.

A reply is measured twice: where the same process also does what a reply calls for (telling followers, indexing), and
where another one does. At the end Chromium, when there is one, visits the thread for the first time.
"""

import argparse
import os
import shutil
import threading
import time

from .serving import (
    SPACE,
    Connection,
    Server,
    cookies_of,
    get_request,
    installation,
    make_members,
    make_thread,
    percentile,
    reply_request,
    wait_for_jobs,
)

CLIENTS = 16
# What we hold ourselves to; docs/live-updates.md and the issues tell where they come from.
AIMS = {
    ("thread", "visitor"): {"cpu": 9, "rate": 110},
    ("thread", "member"): {"cpu": 18, "rate": 60},
    ("space", "visitor"): {"rate": 160},
    ("space", "member"): {"rate": 75},
    ("reply", "jobs elsewhere"): {"cpu": 25},
}
MOST_BYTES, MOST_REQUESTS, MOST_SCRIPT = 120_000, 8, 40_000


def main() -> None:
    """Prepare, measure, print."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--requests", type=int, default=100, help="for each page with one client (100)")
    options.add_argument("--seconds", type=float, default=5, help="of sixteen clients for each page (5)")
    options.add_argument("--data", default="", help="a prepared data folder to copy, which saves a minute")
    options.add_argument("--no-browser", action="store_true", help="leave the first visit out")
    asked = options.parse_args()
    with installation(asked.data):
        members = make_members(200)
        thread = make_thread(members)
        member = members[8]
        from community.jobs.queue import perform_all_due

        perform_all_due()
        from django.db import connection

        print(
            f"{connection.vendor}; {asked.requests} requests with one client, {asked.seconds:g} s with {CLIENTS}"
        )
        print(
            f"{'':24}{'cpu ms':>8}{'queries':>9}{'p50 ms':>8}{'p95 ms':>8}{'kB':>7}{'pages/s':>9}{'errors':>8}"
        )
        with Server() as server:
            time.sleep(3)
            _show_idle(server)
            for name, path in pages_of(thread):
                for reader, person in (("visitor", None), ("member", member)):
                    measure_page(server, name, reader, path, person, asked)
            if not asked.no_browser:
                first_visit(server, thread)
        # Each person may write six replies a minute: others for each measurement.
        for where, people, environment in (
            ("jobs elsewhere", members[10:100], {"PLETHU_EMBEDDED": "0"}),
            ("with its jobs", members[100:], {}),
        ):
            if environment or not os.environ.get("REDIS_URL"):
                with Server(**environment) as server:
                    measure_replies(server, where, thread, people)


def pages_of(thread) -> list[tuple[str, str]]:
    """Names and addresses of what is measured."""
    return [
        ("thread", thread.get_absolute_url()),
        ("space", f"/en/spaces/{SPACE}/"),
        ("spaces", "/en/spaces/"),
        ("library", "/en/library/"),
        ("directory", "/en/people/"),
    ]


def _show_idle(server) -> None:
    before = server.cpu()
    time.sleep(4)
    idle = (server.cpu() - before) / 4 * 100
    print(f"(the server at rest uses {idle:.1f} % of a core and {server.memory() / 1e6:.0f} MB)", flush=True)


def measure_page(server, name, reader, path, person, asked) -> None:
    """One line of the table."""
    request = get_request(path, cookies_of(person) if person else "")
    connection = Connection(server.port)
    status, body = connection.ask(request)
    if status != 200:
        print(f"{name + ', ' + reader:24}{'answers ' + str(status):>8}")
        return
    for _ in range(5):
        connection.ask(request)
    cpu, took = server.cpu(), []
    for _ in range(asked.requests):
        began = time.perf_counter()
        connection.ask(request)
        took.append((time.perf_counter() - began) * 1000)
    cost = (server.cpu() - cpu) / asked.requests * 1000
    connection.close()
    rate, errors = crowd(server, [request] * CLIENTS, asked.seconds)
    print(
        f"{name + ', ' + reader:24}{cost:8.1f}{queries_of(path, person):9}{percentile(took, 0.5):8.1f}"
        f"{percentile(took, 0.95):8.1f}{len(body) / 1000:7.1f}{rate:9.0f}{errors:8}"
        f"{missed(name, reader, cpu=cost, rate=rate)}",
        flush=True,
    )


def missed(name, reader, *, cpu, rate=None) -> str:
    """What to write after a line whose aim was missed."""
    aims = AIMS.get((name, reader), {})
    words = []
    if "cpu" in aims and cpu > aims["cpu"]:
        words.append(f"over {aims['cpu']} ms")
    if "rate" in aims and rate is not None and rate < aims["rate"]:
        words.append(f"under {aims['rate']} pages/s")
    return "   <- " + ", ".join(words) if words else ""


def crowd(server, requests: list[bytes], seconds: float) -> tuple[float, int]:
    """Clients that ask without a pause; answers a second, and how many were errors."""
    counts, errors = [0] * len(requests), [0] * len(requests)
    begin, deadline = threading.Barrier(len(requests) + 1), [0.0]

    def ask(index):
        connection = Connection(server.port)
        connection.ask(requests[index])
        begin.wait()
        while time.perf_counter() < deadline[0]:
            try:
                status, _body = connection.ask(requests[index])
            except OSError:
                status = 0
            counts[index] += 1
            errors[index] += status != 200
        connection.close()

    threads = [threading.Thread(target=ask, args=(index,)) for index in range(len(requests))]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    deadline[0] = began + 3600
    begin.wait()
    began = time.perf_counter()
    deadline[0] = began + seconds
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began), sum(errors)


def queries_of(path, person) -> int:
    """Queries for a page that was shown before, counted in this process on the same database."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    if person:
        client.cookies.load(cookies_of(person))
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def measure_replies(server, where, thread, people) -> None:
    """Replies one after another, then from sixteen clients at once; each person writes one of each."""
    alone, together = people[: len(people) // 2], people[len(people) // 2 :]
    requests = {person.pk: _reply(thread, person) for person in people}
    connection = Connection(server.port)
    for person in alone[:5]:
        connection.ask(requests[person.pk])
    wait_for_jobs(0.1 if where == "jobs elsewhere" else 60)
    cpu, took, sizes, wrong = server.cpu(), [], [], 0
    for person in alone[5:]:
        began = time.perf_counter()
        status, body = connection.ask(requests[person.pk])
        took.append((time.perf_counter() - began) * 1000)
        sizes.append(len(body))
        wrong += status != 200
    if where != "jobs elsewhere":
        wait_for_jobs()
    cost = (server.cpu() - cpu) / len(took) * 1000
    connection.close()
    waiting, lock, answered = list(together), threading.Lock(), []

    def write():
        own = Connection(server.port)
        while True:
            with lock:
                if not waiting:
                    break
                person = waiting.pop()
            answered.append(own.ask(requests[person.pk])[0])
        own.close()

    threads = [threading.Thread(target=write) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    rate = len(answered) / (time.perf_counter() - began)
    wrong += sum(status != 200 for status in answered)
    print(
        f"{'reply, ' + where:24}{cost:8.1f}{queries_of_reply(thread, people[0]):9}{percentile(took, 0.5):8.1f}"
        f"{percentile(took, 0.95):8.1f}{sum(sizes) / len(sizes) / 1000:7.1f}{rate:9.0f}{wrong:8}"
        f"{missed('reply', where, cpu=cost)}",
        flush=True,
    )


def _reply(thread, person) -> bytes:
    from community.live.log import number_of

    text = "We asked people first, before there was a plan.\n\n- tea\n- cake\n\nIt took **two** evenings."
    # A page that is up to date: it is answered with what came meanwhile, at least its own post.
    return reply_request(thread, cookies_of(person), text, after=number_of(thread.stream_key))


def queries_of_reply(thread, person) -> int:
    """Queries for a reply up to its answer, without the jobs it leaves."""
    import secrets
    from unittest.mock import patch

    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from community.live.log import number_of

    client = Client(headers={"host": "127.0.0.1"})
    client.cookies.load(cookies_of(person))
    fields = {"text": "One more.", "language": "en", "in_reply_to": "", "after": number_of(thread.stream_key)}
    with patch("community.jobs.queue.carry"), CaptureQueriesContext(connection) as seen:
        answer = client.post(
            f"{thread.get_absolute_url()}reply/",
            fields | {"submission_key": secrets.token_hex(16)},
            headers={"accept": "application/json"},
        )
    if answer.status_code != 200:
        raise SystemExit(f"A reply was answered with {answer.status_code}.")
    return len(seen)


def first_visit(server, thread) -> None:
    """Bytes and requests of a visitor's first page, as Chromium counts them."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("first visit: left out, there is no Chromium")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        page = browser.new_context(locale="en-GB").new_page()
        counting = page.context.new_cdp_session(page)
        kinds, sizes = {}, {}
        counting.on(
            "Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]})
        )
        counting.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
        )
        counting.send("Network.enable")
        page.goto(server.url + thread.get_absolute_url())
        page.wait_for_selector("[data-live-bar][data-state='live']")
        page.wait_for_load_state("networkidle")
        browser.close()
    total = sum(sizes.values())
    script = sum(size for key, size in sizes.items() if kinds.get(key) == "Script")
    over = [
        words
        for words, figure, most in (
            ("bytes", total, MOST_BYTES), ("requests", len(sizes), MOST_REQUESTS), ("script", script, MOST_SCRIPT),
        )
        if figure > most
    ]  # fmt: skip
    print(
        f"first visit to the thread in Chromium: {len(sizes)} requests, {total / 1000:.1f} kB compressed with headers, "
        f"{script / 1000:.1f} kB of it script" + (f"   <- too much: {', '.join(over)}" if over else ""),
        flush=True,
    )


if __name__ == "__main__":
    main()
