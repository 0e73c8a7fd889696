"""The demonstration's texts hold together: every name leads somewhere, both languages are there, time runs forward.

These tests read files only; no database and no Django.
"""

import csv
import re
import tomllib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMUNITY, PROFILES, KNOWLEDGE, EVENTS = (
    ROOT / app / "demo" for app in ("community", "profiles", "knowledge", "events")
)

POST_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "blockquote"}
LANGUAGES = {"en", "cy", "gd"}
SECTORS = {
    "council",
    "health",
    "third-sector",
    "community",
    "housing",
    "education",
    "government",
    "research",
    "freelance",
}
ROLES = {"member", "facilitator", "curator", "coordinator", "moderator"}
AUDIENCES = {"public", "members", "networks", "only_me"}
PROFILE_PARTS = {"headline", "about", "area", "sector", "offers", "asks", "topics", "picture"}
PRINTED_ADDRESSES = {
    "admin@demo.example",
    *(
        f"{role}.{network}@demo.example"
        for role in ("coordinator", "curator", "member")
        for network in ("wales", "scotland")
    ),
}


@cache
def read_toml(path: Path) -> dict:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def read_csv(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people() -> dict[str, dict]:
    return {person["handle"]: person for person in read_toml(PROFILES / "people.toml")["person"]}


def networks() -> dict[str, dict]:
    return {network["slug"]: network for network in read_toml(COMMUNITY / "networks.toml")["network"]}


def spaces() -> dict[str, dict]:
    return {space["slug"]: space for space in read_toml(COMMUNITY / "networks.toml")["space"]}


def threads() -> list[dict]:
    return read_toml(COMMUNITY / "threads.toml")["thread"]


def events() -> list[dict]:
    return read_toml(EVENTS / "coming.toml")["event"]


def pages() -> list[dict]:
    return read_toml(KNOWLEDGE / "pages.toml")["page"]


def community() -> dict[str, list[dict]]:
    return read_toml(KNOWLEDGE / "community.toml")


def topics() -> set[str]:
    return {row["slug"] for row in read_csv(COMMUNITY / "topics.csv")}


def resources() -> list[dict]:
    return read_csv(KNOWLEDGE / "resources.csv")


def titles() -> set[str]:
    return {row["title"] for row in resources()}


def ref_keys() -> set[str]:
    return {row["ref_key"] for row in resources() if row["ref_key"]}


def networks_of(handle: str) -> set[str]:
    return {tie["slug"] for tie in people()[handle]["networks"]}


def conversations():
    """Every list of posts, with a name for it: threads, and the discussions on events."""
    for thread in threads():
        yield f"thread {thread['key']}", thread["post"]
    for event in events():
        yield f"event {event['key']}", event.get("post", [])


def member_html():
    """All HTML that is written as if by members, with a name for it."""
    for name, posts in conversations():
        for number, post in enumerate(posts, 1):
            yield f"{name}, post {number}", post["html"]
    for number, comment in enumerate(community()["comment"], 1):
        yield f"comment {number}", comment["html"]


def blocks():
    """All blocks of pages and events, with a name for each."""
    for page in pages():
        for language in ("en", "cy"):
            for block in page[language]["body"]:
                yield f"page {page['key']} in {language}", block
    for event in events():
        for language in ("en", "cy"):
            for block in event[f"body_{language}"]:
                yield f"event {event['key']} in {language}", block


class Checker(HTMLParser):
    """Collects what is wrong with a piece of HTML: foreign tags, foreign attributes, wrong nesting, loose text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in POST_TAGS:
            self.faults.append(f"<{tag}> is not allowed")
        allowed = {"href"} if tag == "a" else set()
        if {name for name, _ in attrs} - allowed:
            self.faults.append(f"<{tag}> has attributes {attrs}")
        self.links += [value for name, value in attrs if name == "href"]
        if tag == "li" and self.open[-1:] not in (["ul"], ["ol"]):
            self.faults.append("<li> outside a list")
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if data.strip() and not self.open:
            self.faults.append(f"text outside a paragraph: {data.strip()[:40]}")


def check_html(html: str) -> Checker:
    checker = Checker()
    checker.feed(html)
    checker.close()
    if checker.open:
        checker.faults.append(f"never closed: {checker.open}")
    return checker


# --- people ------------------------------------------------------------------------------------------------


def test_people_are_demo_people():
    rows = read_toml(PROFILES / "people.toml")["person"]
    addresses = [person["email"] for person in rows]
    assert all(address.endswith("@demo.example") for address in addresses)
    assert len(set(addresses)) == len(addresses)
    assert len({person["handle"] for person in rows}) == len(rows) >= 24 + 7
    assert set(addresses) >= PRINTED_ADDRESSES
    assert [(p["handle"], p["email"]) for p in rows if p.get("is_superuser")] == [
        ("demo-admin", "admin@demo.example")
    ]


@pytest.mark.parametrize("handle", people())
def test_person_is_whole(handle):
    person = people()[handle]
    assert re.fullmatch(r"[a-z][a-z-]+[a-z]", handle)
    assert person["language"] in {"en", "cy"}
    assert person["about_lang"] in {"en", "cy"}
    assert person["sector"] in SECTORS
    assert person["area"] in {row["gss_code"] for row in read_csv(COMMUNITY / "areas.csv")}
    assert person["topics"]
    assert set(person["topics"]) <= topics()
    for tie in person["networks"]:
        assert tie["slug"] in networks()
        assert tie["role"] in ROLES
    assert set(person["audience"]) == PROFILE_PARTS
    assert set(person["audience"].values()) <= AUDIENCES
    assert person["joined"] > 0
    for part in ("display_name", "headline", "about", "offers", "asks"):
        assert person[part].strip()
    assert len(person["headline"]) <= 120
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", person["about"])) <= 6


def test_printed_accounts_hold_their_roles():
    by_address = {person["email"]: person for person in people().values()}
    for address in PRINTED_ADDRESSES - {"admin@demo.example"}:
        role, network = address.removesuffix("@demo.example").split(".")
        assert by_address[address]["networks"] == [{"slug": network, "role": role}]


# --- networks and spaces -----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", networks())
def test_network_is_whole(slug):
    network = networks()[slug]
    for name in ("name", "short_name", "description", "pledge"):
        assert network[f"{name}_en"].strip()
        assert network[f"{name}_cy"].strip()
    assert all(len(network[f"short_name_{language}"]) <= 40 for language in ("en", "cy"))
    assert network["joining"] in {"open", "on_request", "invitation"}
    assert all(re.fullmatch(r"#[0-9a-f]{6}", network[f"colour_{part}"]) for part in ("warp", "weft"))
    assert network["url"] in {row["url"] for row in read_csv(COMMUNITY / "networks.csv")}


@pytest.mark.parametrize("slug", spaces())
def test_space_is_whole(slug):
    space = spaces()[slug]
    assert space["networks"]
    assert set(space["networks"]) <= set(networks())
    assert space["audience"] in {"public", "members", "networks", "space"}
    # Only a closed space has people of its own, and they are members of its networks.
    assert bool(space.get("people")) == (space["audience"] == "space")
    for handle in [*space.get("people", ()), *(call["person"] for call in space.get("calls", ()))]:
        assert networks_of(handle) & set(space["networks"])
    for name in ("name", "description"):
        assert space[f"{name}_en"].strip()
        assert space[f"{name}_cy"].strip()
    assert bool(space.get("agreement_en")) == bool(space.get("agreement_cy"))


# --- conversations -----------------------------------------------------------------------------------------


def test_there_is_something_to_read():
    keys = [thread["key"] for thread in threads()]
    assert len(set(keys)) == len(keys) >= 26
    assert any(len(thread["post"]) >= 24 for thread in threads())
    assert all(len(thread["post"]) >= 3 for thread in threads())
    in_welsh = [thread for thread in threads() if any(post["language"] == "cy" for post in thread["post"])]
    assert len(in_welsh) >= 6
    assert any(post["language"] == "gd" for thread in threads() for post in thread["post"])


def test_the_four_founding_questions_open_the_shared_space():
    asked = {
        thread["title"]
        for thread in threads()
        if thread["space"] == "together" and thread["kind"] == "question"
    }
    founding = [row["question"] for row in read_csv(COMMUNITY / "questions.csv")[:4]]
    assert asked >= set(founding)


def test_every_question_thread_is_known_to_the_loader_of_questions():
    """The loader makes empty threads of the remaining questions: one asked in other words is noted."""
    questions = {row["question"] for row in read_csv(COMMUNITY / "questions.csv")}
    noted = {row["thread"]: row["question"] for row in read_toml(COMMUNITY / "notes.toml")["asked"]}
    assert set(noted.values()) <= questions
    assert set(noted) <= {thread["key"] for thread in threads()}
    taken = [
        noted.get(thread["key"], thread["title"]) for thread in threads() if thread["kind"] == "question"
    ]
    assert len(set(taken)) == len(taken)
    assert len(questions & set(taken)) >= 4 + 12


@pytest.mark.parametrize("thread", threads(), ids=lambda thread: thread["key"])
def test_thread_is_whole(thread):
    space = spaces()[thread["space"]]
    assert thread["kind"] in {"discussion", "question", "announcement"}
    assert 0 < len(thread["title"]) <= 200
    assert thread["language"] in LANGUAGES
    assert thread["topics"]
    assert set(thread["topics"]) <= topics()
    opening = thread["post"][0]
    assert (opening["author"], opening["days_ago"]) == (thread["author"], thread["days_ago"])
    for post in thread["post"]:
        assert networks_of(post["author"]) & set(space["networks"]), f"{post['author']} is no member here"
        if space["audience"] == "space":
            assert post["author"] in space["people"], f"{post['author']} was not invited"


def deeds() -> list[dict]:
    return read_toml(COMMUNITY / "deeds.toml")["deed"]


def split_off() -> dict[str, dict]:
    return {deed["key"]: deed for deed in deeds() if deed["do"] == "split"}


def test_what_conversations_can_do_is_shown():
    assert {deed["do"] for deed in deeds()} == {
        "accept", "bookmark", "close", "edit", "move", "pin", "poll", "propose", "react", "remove", "rename", "say",
        "split",
    }  # fmt: skip
    polls = [deed for deed in deeds() if deed["do"] == "poll"]
    assert {deed["method"] for deed in polls} == {"single", "multiple", "ranked"}
    assert {deed.get("is_named", False) for deed in polls} == {True, False}
    assert {"closed_days_ago" in deed for deed in polls} == {True, False}


@pytest.mark.parametrize("deed", deeds(), ids=lambda deed: f"{deed['do']}-{deed['thread']}")
def test_deed_is_done_to_what_is_there_by_people_who_were_there(deed):
    by_key = {thread["key"]: thread for thread in threads()}
    key = deed["thread"] if deed["thread"] in by_key else split_off()[deed["thread"]]["thread"]
    thread, posts = by_key[key], by_key[key]["post"]
    if key == deed["thread"]:
        for place in (deed["post"],) if "post" in deed else deed.get("posts", ()):
            assert posts[place - 1]["days_ago"] > deed["days_ago"], "before it was written"
    votes = deed.get("votes", ())
    pressed = [person for kind in ("thanks", "me_too", "tried", "learned") for person in deed.get(kind, ())]
    closed = spaces()[thread["space"]]["audience"] == "space"
    for handle in [*([deed["by"]] if "by" in deed else []), *pressed, *(cast["by"] for cast in votes)]:
        assert people()[handle]["joined"] > deed["days_ago"]
        if closed:
            assert handle in spaces()[thread["space"]]["people"]
    for kind in ("thanks", "me_too", "tried", "learned"):
        for handle in deed.get(kind, ()):
            if key == deed["thread"]:
                assert handle != posts[deed["post"] - 1]["author"], "nobody thanks themselves"
    if "html" in deed:
        assert check_html(deed["html"]).faults == []


def old_mails() -> list[dict]:
    return read_toml(COMMUNITY / "old_list.toml")["mail"]


def test_the_old_list_is_invented_and_its_answers_come_later():
    loaded = [mail for mail in old_mails() if not mail.get("left_out")]
    assert len(loaded) == 12
    assert [bool(mail.get("broken")) for mail in old_mails()].count(True) == 1
    moments = {}
    for mail in old_mails():
        if mail.get("broken"):
            continue
        assert re.fullmatch(r"[a-z.-]+@[a-z-]+\.example", mail["address"])
        assert re.fullmatch(r"201[456]-\d\d-\d\d \d\d:\d\d", mail["at"])
        moments[mail["id"]] = mail["at"]
        assert bool(mail.get("subject")) != bool(mail.get("answers"))
        if mail.get("answers"):
            assert moments[mail["answers"]] < mail["at"]
    of_members = {mail["name"] for mail in old_mails() if mail.get("address", "").endswith("@demo.example")}
    assert of_members == {people()["carys-maddocks"]["display_name"]}


def test_pictures_have_descriptions():
    for name, posts in conversations():
        for post in posts:
            for file in post.get("files", ()):
                assert ("draw" in file) != ("text" in file), name
                assert "draw" not in file or len(file["alt"]) > 40, name


def test_posts_stand_in_order_of_time():
    for name, posts in conversations():
        days = [post["days_ago"] for post in posts]
        assert days == sorted(days, reverse=True), name
        assert len(set(days)) == len(days), name
        assert all(day > 0 for day in days), name


def test_posts_answer_earlier_posts_of_people_who_were_there():
    for name, posts in conversations():
        for number, post in enumerate(posts, 1):
            assert post["author"] in people(), name
            assert people()[post["author"]]["joined"] > post["days_ago"], (
                f"{name}: {post['author']} had not joined"
            )
            assert post["language"] in LANGUAGES, name
            assert 1 <= post.get("in_reply_to", 1) <= max(number - 1, 1), f"{name}, post {number}"


def test_html_of_members_is_simple_and_well_formed():
    for name, html in member_html():
        assert check_html(html).faults == [], name


def test_links_of_members_lead_to_the_library():
    for name, html in member_html():
        for link in check_html(html).links:
            scheme, _, key = link.partition(":")
            assert scheme == "resource", f"{name}: {link}"
            assert key in ref_keys(), f"{name}: {link}"


def test_works_are_named_by_their_exact_titles():
    """A work without a reference key is named in <em>; a name that is nearly a title is a slip."""
    from difflib import get_close_matches

    def plain(text):
        return re.sub(r"[‘’']", "'", text).casefold()

    known = {plain(title) for title in titles()}
    named = 0
    for name, html in member_html():
        for text in re.findall(r"<em>([^<]+)</em>", html.replace("&amp;", "&")):
            if plain(text) in known:
                named += 1
                continue
            assert not get_close_matches(plain(text), known, n=1, cutoff=0.8), f"{name}: {text}"
    assert named >= 12


# --- the library's community -------------------------------------------------------------------------------


def test_references_agree():
    ris = set(re.findall(r"^ID  - (\S+)", (KNOWLEDGE / "references.ris").read_text(encoding="utf-8"), re.M))
    bib = set(
        re.findall(r"^@\w+\{([^,]+),", (KNOWLEDGE / "references.bib").read_text(encoding="utf-8"), re.M)
    )
    assert ris == bib
    assert ref_keys() <= ris


def test_comments_stand_on_works_by_members():
    comments = community()["comment"]
    assert all(comment["resource"] in titles() | ref_keys() for comment in comments)
    assert len(comments) >= 25
    assert len({comment["resource"] for comment in comments}) >= 12
    for comment in comments:
        assert comment["author"] in people()
        assert 0 < comment["days_ago"] < people()[comment["author"]]["joined"]
        assert comment["language"] in LANGUAGES


def test_comments_on_one_work_stand_in_order_of_time():
    by_work: dict[str, list[float]] = {}
    for comment in community()["comment"]:
        by_work.setdefault(comment["resource"], []).append(comment["days_ago"])
    for work, days in by_work.items():
        assert days == sorted(days, reverse=True), work


def test_submissions_are_whole():
    submissions = community()["submission"]
    assert {row["state"] for row in submissions} == {"new", "accepted", "declined"}
    for row in submissions:
        assert re.match(r"https://([a-z-]+\.)?example\.(org|com)/", row["url"])
        assert row["network"] in networks_of(row["author"])
        assert row["title"].strip()
        assert row["why"].strip()
        assert bool(row["reason"]) == (row["state"] == "declined")


def test_plain_summaries_are_in_both_languages():
    summaries = community()["plain_summary"]
    assert len({row["title"] for row in summaries}) == len(summaries) >= 25
    for row in summaries:
        assert row["title"] in titles()
        for language in ("en", "cy"):
            assert 0 < len(row[language]) <= 400
            assert 1 <= len(re.findall(r"[.?](?:\s|$)", row[language])) <= 3, row["title"]


def test_translations_are_whole():
    translations = community()["translation"]
    assert len({row["title"] for row in translations}) == len(translations) >= 40
    by_title = {row["title"]: row for row in resources()}
    for row in translations:
        assert row["title"] in by_title, row["title"]
        assert row["language"] == "cy"
        assert row["title_cy"].strip()
        assert len(row["description_cy"]) > 30
        assert row["description_cy"] != by_title[row["title"]]["description"]


# --- pages and events --------------------------------------------------------------------------------------


def test_pages_are_whole():
    keys = [page["key"] for page in pages()]
    assert len(set(keys)) == len(keys)
    for page in pages():
        assert page["kind"] in {"home", "network_home", "standard", "news"}
        assert page["network"] in {"", *networks()}
        assert page["slug"] or page["kind"] == "home"
        assert ("days_ago" in page) == (page["kind"] == "news")
        for language in ("en", "cy"):
            assert page[language]["title"].strip()
            assert 0 < len(page[language]["intro"]) <= 400
        assert page["en"]["intro"] != page["cy"]["intro"]
    for network in networks():
        kinds = [page["kind"] for page in pages() if page["network"] == network]
        assert (kinds.count("network_home"), kinds.count("standard"), kinds.count("news")) == (1, 2, 4)


def test_pages_and_events_have_the_same_pieces_in_both_languages():
    for page in pages():
        assert [b["type"] for b in page["en"]["body"]] == [b["type"] for b in page["cy"]["body"]], page["key"]
    for event in events():
        assert [b["type"] for b in event["body_en"]] == [b["type"] for b in event["body_cy"]], event["key"]


def test_blocks_are_whole():
    keys = {
        "paragraph": {"type", "html"},
        "heading": {"type", "text"},
        "quote": {"type", "text", "attribution"},
        "call_to_action": {"type", "text", "label", "url"},
    }
    for name, block in blocks():
        assert set(block) == keys[block["type"]], name
        assert all(value.strip() for value in block.values()), name
        if block["type"] == "paragraph":
            checker = check_html(block["html"])
            assert checker.faults == [], name
            assert checker.links == [], name
        if block["type"] == "call_to_action":
            language = name[-2:]
            assert block["url"].startswith(f"/{language}/"), name
            assert len(block["text"]) <= 120, name
            assert len(block["label"]) <= 60, name


def test_calls_to_action_lead_to_spaces_and_events_that_exist():
    for name, block in blocks():
        if block["type"] != "call_to_action":
            continue
        _language, room, *rest = block["url"].strip("/").split("/")
        slug = rest[0] if rest else ""
        if room == "spaces" and slug:
            assert slug in spaces(), name
        if room == "events" and slug:
            assert slug in {event["slug"] for event in events()}, name
        if room == "networks" and slug:
            assert slug in networks(), name


@pytest.mark.parametrize("event", events(), ids=lambda event: event["key"])
def test_event_is_whole(event):
    assert re.fullmatch(r"[a-z-]+", event["slug"])
    for name in ("title", "intro", "access_info", "interpretation"):
        assert event[f"{name}_en"].strip()
        assert event[f"{name}_cy"].strip()
    assert event["hosts"]
    assert set(event["hosts"]) <= set(networks())
    assert set(event["topics"]) <= topics()
    assert re.fullmatch(r"\d\d:\d\d", event["start"])
    assert event["start"] < event["end"]
    assert event["mode"] in {"online", "in_person", "hybrid"}
    assert bool(event["joining_url"]) == (event["mode"] != "in_person")
    assert bool(event["venue"]) == (event["mode"] != "online")
    assert event["joining_url"].startswith("https://meet.example.org/") or not event["joining_url"]
    registered = [registration["person"] for registration in event["registrations"]]
    assert len(set(registered)) == len(registered) <= event["capacity"]
    assert set(registered) <= set(people())
    if event["in_days"] < 0:
        assert all(post["days_ago"] < -event["in_days"] for post in event.get("post", []))


def test_the_programme_has_variety():
    coming = [event for event in events() if event["in_days"] > 0]
    past = [event for event in events() if event["in_days"] < 0]
    assert any(set(event["hosts"]) == set(networks()) for event in coming)
    assert any(set(event["hosts"]) == set(networks()) and event["post"] for event in past)
    assert any(event["capacity"] - len(event["registrations"]) == 1 for event in coming)
    assert any(event["hosts"] == ["wales"] and event["mode"] == "in_person" for event in coming)


def test_notes_name_people_and_threads_that_exist():
    notes = read_toml(COMMUNITY / "notes.toml")
    keys = {thread["key"] for thread in threads()}
    for row in notes["follow"]:
        assert row["person"] in people()
        assert row["thread"] in keys
    for row in notes["request"]:
        assert row["network"] not in networks_of(row["person"])
        assert networks()[row["network"]]["joining"] == "on_request"
        assert row["message"].strip()
