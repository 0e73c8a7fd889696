"""The loader: in order, twice as once, broken rows reported, real data never touched."""

import io

import pytest
from django.core.management import CommandError, call_command

from community import demo_follows, demo_loading, demo_mails, demo_networks, demo_threads
from community.demo_loading import DemoContext, DemoLoad, DemoSection, RealData, csv_rows, load, toml_rows
from community.discussions.models import Post, Space, Thread
from community.discussions.reactions.models import Reaction
from community.networks.models import Membership, Network
from community.notifications.models import Notification
from community.topics.models import Area, Topic
from tests.factories import make_member, make_network, make_person, make_space, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def only(monkeypatch):
    """A function that makes these the only sections."""

    def set_sections(*chosen):
        monkeypatch.setattr(demo_loading.sections, "_entries", {section.name: section for section in chosen})

    return set_sections


@pytest.fixture
def context():
    from django.utils import timezone

    return DemoContext(began_at=timezone.now(), say=lambda text: None)


def ground_sections():
    return [
        DemoSection("topics", demo_networks.load_topics, order=10),
        DemoSection("areas", demo_networks.load_areas, order=10),
        DemoSection("networks", demo_networks.load_networks, order=20),
    ]


def everything():
    """All rows the ground sections make, to compare."""
    return {
        model.__name__: sorted(map(tuple, model.objects.values_list()), key=str)
        for model in (Topic, Area, Network, Membership)
    }


# --- Order, twice, told ----------------------------------------------------------------------------------------------


def test_sections_run_in_their_order_and_share_what_they_made(only):
    seen = []

    def late(context):
        seen.append(("late", dict(context.people)))

    def early(context):
        context.people["nia"] = "Nia"
        seen.append(("early", {}))

    only(DemoSection("late", late, order=90), DemoSection("early", early, order=10))
    said = []
    assert load(say=said.append) == []
    assert seen == [("early", {}), ("late", {"nia": "Nia"})]
    assert [line.partition(" (")[0] for line in said] == ["early", "late", "0 jobs"]


def test_the_real_topics_areas_and_networks_are_loaded_whole(only):
    only(*ground_sections())
    assert load(say=lambda text: None) == []
    assert (Topic.objects.count(), Area.objects.count()) == (47, 54)
    assert Topic.objects.get(slug="facilitation").parent.slug == "methods"
    assert not Topic.objects.filter(definition_cy="").exists()
    assert list(Network.objects.order_by("slug").values_list("slug", "joining", "languages")) == [
        ("scotland", "on_request", ["en", "gd"]), ("wales", "open", ["cy", "en"]),
    ]  # fmt: skip
    assert Network.objects.get(slug="wales").website == "https://copronet.wales/"


def test_loading_twice_changes_nothing(only):
    only(*ground_sections())
    load(say=lambda text: None)
    before = everything()
    assert load(say=lambda text: None) == []
    assert everything() == before
    assert DemoLoad.objects.count() == 1


def test_a_second_loading_keeps_what_people_changed(only):
    only(*ground_sections())
    load(say=lambda text: None)
    Network.objects.filter(slug="wales").update(name_en="Changed")
    load(say=lambda text: None)
    assert Network.objects.get(slug="wales").name_en == "Changed"


def test_moments_count_from_the_first_loading(only):
    moments = []
    only(DemoSection("when", lambda context: moments.append(context.ago(2.5)), order=1))
    load(say=lambda text: None)
    load(say=lambda text: None)
    assert moments[0] == moments[1]


def test_a_moment_of_a_day_is_in_the_installations_zone(context):
    from datetime import UTC, datetime

    context.began_at = datetime(2026, 7, 10, 3, 0, tzinfo=UTC)
    assert context.ago(-3, hour=10, minute=30).astimezone(UTC) == datetime(2026, 7, 13, 9, 30, tzinfo=UTC)


def test_the_jobs_that_the_loading_calls_for_are_done(only, monkeypatch):
    from community.jobs.queue import enqueue, handlers

    done = []
    monkeypatch.setitem(handlers._entries, "test.job", lambda **payload: done.append(payload))
    only(DemoSection("jobs", lambda context: enqueue("test.job", number=7), order=1))
    load(say=lambda text: None)
    assert done == [{"number": 7}]


def test_a_section_that_fails_leaves_nothing_of_itself_and_may_be_tried_again(only):
    fails = [True]

    def half(context):
        Topic.objects.get_or_create(slug="half", defaults={"name_en": "Half", "name_cy": "Hanner"})
        if fails:
            fails.clear()
            raise RuntimeError("power cut")

    only(DemoSection("half", half, order=1))
    with pytest.raises(RuntimeError, match="power cut"):
        load(say=lambda text: None)
    assert not Topic.objects.exists()
    load(say=lambda text: None)
    assert Topic.objects.count() == 1


# --- Broken rows -----------------------------------------------------------------------------------------------------

HEADER = "slug,parent,name_en,name_cy,name_gd,definition\n"


def test_a_broken_row_is_reported_with_its_line_and_the_others_are_used(context, tmp_path):
    (tmp_path / "topics.csv").write_text(
        HEADER
        + 'good,,Good,Da,,"A definition\nin two lines"\n'
        + "child,missing,Child,Plentyn,,\n"
        + "no name,,,Dim enw,,\n"
        + "last,good,Last,Olaf,,\n",
        encoding="utf-8",
    )
    (tmp_path / "topics.cy.csv").write_text("slug,definition_cy\ngood,Diffiniad\n", encoding="utf-8")
    demo_networks.load_topics(context, folder=tmp_path)
    assert Topic.objects.get(slug="good").definition_cy == "Diffiniad"
    assert list(Topic.objects.values_list("slug", flat=True)) == ["good", "last"]
    assert [(row.file, row.line) for row in context.broken] == [("topics.csv", 4), ("topics.csv", 5)]
    assert context.broken[0].reason == "there is no topic “missing” in topics"
    assert "slug" in context.broken[1].reason
    assert "name_en: This field cannot be blank." in context.broken[1].reason


def test_a_broken_network_is_reported_and_leaves_no_half(context, tmp_path):
    (tmp_path / "networks.toml").write_text(
        '# Two networks\n[[network]]\nslug = "a"\nname_en = "A"\nshort_name_en = "A"\ncolour_warp = "red"\n\n'
        '[[network]]\nslug = "b"\nname_en = "B"\nname_cy = "B"\nshort_name_en = "B"\nlanguages = ["en"]\n',
        encoding="utf-8",
    )
    demo_networks.load_networks(context, folder=tmp_path)
    assert list(Network.objects.values_list("slug", flat=True)) == ["b"]
    (broken,) = context.broken
    assert (broken.file, broken.line) == ("networks.toml", 2)
    assert "Write the colour as # and six digits." in broken.reason


def test_an_area_with_a_nonsensical_place_is_reported(context, tmp_path):
    (tmp_path / "areas.csv").write_text(
        "nation,name_en,name_cy,name_gd,name_gd_status,gss_code,latitude,longitude\n"
        "wales,Powys,Powys,,,W06000023,52.33,-3.41\nmercia,Tamworth,,,,E07000199,north,-1.7\n",
        encoding="utf-8",
    )
    demo_networks.load_areas(context, folder=tmp_path)
    assert Area.objects.count() == 1
    assert str(context.broken[0]).startswith("areas.csv, line 3: ")


def test_the_command_names_the_broken_rows(only, capsys):
    def section(context):
        context.report("people.toml", 12, ValueError("nobody  of\nthat name"))

    only(DemoSection("people", section, order=1))
    out, err = io.StringIO(), io.StringIO()
    call_command("load_demo", stdout=out, stderr=err)
    assert "people.toml, line 12: nobody of that name" in err.getvalue()
    assert "The demonstration is ready" in out.getvalue()


def test_rows_of_a_table_know_their_lines(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2\n', encoding="utf-8")
    assert list(csv_rows(path)) == [(2, {"a": "1", "b": "x\ny"}), (5, {"a": "2", "b": ""})]
    path = tmp_path / "t.toml"
    path.write_text("[[row]]\na = 1\n\n[[other]]\n\n[[row]]\na = 2\n", encoding="utf-8")
    assert list(toml_rows(path, "row")) == [(1, {"a": 1}), (6, {"a": 2})]


def test_a_file_that_is_no_toml_says_where(tmp_path):
    path = tmp_path / "t.toml"
    path.write_text("[[row]]\na = \n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"t\.toml: .*line 2"):
        list(toml_rows(path, "row"))


# --- Real data -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("real", ["person", "network"])
def test_a_database_that_holds_anything_real_is_left_as_it_is(only, real):
    only(*ground_sections())
    if real == "person":
        make_person("Nia Parry", email="nia@cyngor.example")
    else:
        make_network("real")
    with pytest.raises(RealData):
        load(say=lambda text: None)
    assert not Topic.objects.exists()
    assert not DemoLoad.objects.exists()
    assert demo_loading.is_demo() is False


def test_the_command_refuses_in_one_sentence_and_fails(only):
    only(*ground_sections())
    make_person("Nia Parry", email="nia@cyngor.example")
    err = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("load_demo", stdout=io.StringIO(), stderr=err)
    assert stopped.value.code == 1
    assert "did not make (accounts: 1, networks: 0)" in err.getvalue()


def test_people_who_signed_up_on_a_demonstration_do_not_stop_it(only):
    only(*ground_sections())
    load(say=lambda text: None)
    make_person("Nia Parry", email="nia@cyngor.example")
    assert load(say=lambda text: None) == []
    assert demo_loading.is_demo() is True


def test_a_half_loaded_demonstration_is_completed(only):
    DemoLoad.objects.create()
    make_person("Demo", email="demo@demo.example")
    only(*ground_sections())
    assert load(say=lambda text: None) == []
    assert DemoLoad.objects.get().finished_at is not None


# --- Accounts, follows, requests -------------------------------------------------------------------------------------


def test_the_accounts_are_shown_network_by_network():
    wales = make_network("wales", short_name_en="Wales")
    for role in ("member", "coordinator"):
        make_member(wales, role=role, name=role.title(), email=f"{role}.wales@demo.example")
    make_person("Robin", email="admin@demo.example")
    out = io.StringIO()
    demo_loading.show_accounts(out)
    lines = [line.split() for line in out.getvalue().splitlines() if "@" in line]
    assert [line[-2] for line in lines] == [
        "coordinator.wales@demo.example", "member.wales@demo.example", "admin@demo.example",
    ]  # fmt: skip
    assert "plethu-demo" in out.getvalue()


def test_without_demo_accounts_nothing_is_shown():
    out = io.StringIO()
    demo_loading.show_accounts(out)
    assert out.getvalue() == ""


def test_printed_accounts_find_read_and_unread_notices(context, run_jobs):
    from community.discussions.domain.threads import reply_to

    wales = make_network("wales")
    member = make_member(wales, name="Carys", email="member.wales@demo.example")
    context.people["carys"] = member
    author = make_member(wales, name="Author")
    thread = make_thread(make_space([wales], audience="networks"), author, at=context.ago(30))
    for days in (25, 15, 3, 0.5):
        reply_to(thread, by=author, html="<p>Words.</p>", language="en", at=context.ago(days))
    demo_follows.load_follows(context)
    mine = Notification.objects.filter(user=member).order_by("pk")
    assert [(notice.data["number"], notice.read_at is None) for notice in mine] == [
        (3, False),
        (4, True),
        (5, True),
    ]
    run_jobs()
    demo_follows.load_follows(context)
    assert Notification.objects.filter(user=member).count() == 3
    assert [notice.read_at is None for notice in mine.all()] == [False, True, True]


def test_requests_are_made_once_and_answers_stay(context):
    scotland = make_network("scotland", joining="on_request", pledge_en="We listen.", pledge_cy="Gwrandawn.")
    context.networks["scotland"] = scotland
    for handle in ("wayne-cudlipp", "glenys-hooson"):
        context.people[handle] = make_person(handle)
    demo_follows.load_requests(context)
    assert set(Membership.objects.values_list("user__display_name", "state", "pledge_text")) == {
        ("wayne-cudlipp", "requested", "We listen."), ("glenys-hooson", "requested", "Gwrandawn."),
    }  # fmt: skip
    Membership.objects.update(state="left")
    demo_follows.load_requests(context)
    assert set(Membership.objects.values_list("state", flat=True)) == {"left"}
    assert context.broken == []


def test_every_section_of_the_house_names_itself_and_its_place():
    sections = list(demo_loading.sections)
    assert {section.order for section in sections} >= {10, 20, 95}
    assert all(callable(section.load) for section in sections)


# --- Conversations and what was done to them ------------------------------------------------------------------------

TALK = """[[thread]]
key = "talk"
space = "room"
kind = "question"
title = "How?"
language = "en"
author = "nia"
days_ago = 9

[[thread.post]]
author = "nia"
days_ago = 9
language = "en"
html = "<p>How?</p>"

[[thread.post]]
author = "rhys"
days_ago = 7
language = "en"
html = "<p>Like this.</p>"

[[thread.post]]
author = "nia"
days_ago = 3
language = "en"
in_reply_to = 2
quote = { post = 2, words = "Like this." }
html = "<p>Thanks.</p>"
"""
ACCEPT = '[[deed]]\nthread = "talk"\ndo = "accept"\npost = 2\nby = "nia"\ndays_ago = 5\n'


@pytest.fixture
def room(context, tmp_path):
    """A function that loads conversations and deeds written there; a space with two members."""
    network = make_network("wales")
    context.networks["wales"] = network
    context.spaces["room"] = make_space([network], slug="room")
    for handle in ("nia", "rhys"):
        context.people[handle] = make_member(network, name=handle.title(), handle=handle)
    for name, words in (("notes.toml", ""), ("questions.csv", "question,topics,country,source_url\n")):
        (tmp_path / name).write_text(words, encoding="utf-8")

    def load_these(deeds="", threads=TALK):
        (tmp_path / "threads.toml").write_text(threads, encoding="utf-8")
        (tmp_path / "deeds.toml").write_text(deeds, encoding="utf-8")
        demo_threads.load_threads(context, folder=tmp_path)
        return context.broken

    return load_these


def test_a_deed_happens_at_its_time_among_the_posts(room, context):
    assert room(ACCEPT) == []
    thread = Thread.objects.get()
    assert [(post.number, post.kind, post.created_at) for post in thread.posts.all()] == [
        (1, "post", context.ago(9)), (2, "post", context.ago(7)), (3, "note", context.ago(5)),
        (4, "post", context.ago(3)),
    ]  # fmt: skip
    assert thread.accepted_post.number == 2
    last = thread.posts.get(number=4)
    assert last.in_reply_to.number == 2
    assert last.text.startswith("Rhys, post 2:\n\nLike this.")


def test_broken_deeds_are_named_by_their_lines_and_stop_nothing_else(room, context):
    wrong = [
        ACCEPT.replace('"accept"', '"juggle"'),
        ACCEPT.replace('"nia"', '"nobody"'),
        ACCEPT.replace("post = 2", "post = 9"),
        ACCEPT.replace("post = 2", "post = 1"),
        ACCEPT.replace('"talk"', '"elsewhere"'),
        '[[deed]]\nthread = "talk"\ndo = "react"\npost = 1\ndays_ago = 2\nthanks = ["rhys", "nobody"]\n',
        '[[deed]]\nthread = "talk"\ndo = "react"\npost = 1\ndays_ago = 1\nthanks = ["rhys"]\n',
        ACCEPT,
    ]
    broken = room("\n".join(wrong))
    assert [(row.file, row.line, row.reason) for row in broken] == [
        ("deeds.toml", 1, "nobody knows how to “juggle”"),
        ("deeds.toml", 8, "there is no people “nobody” in people"),
        ("deeds.toml", 15, "there is no post 9 yet"),
        (
            "deeds.toml",
            22,
            "The question itself cannot be its answer. Write the answer as a reply, then accept that.",
        ),
        ("deeds.toml", 36, "there is no people “nobody” in people"),
        ("deeds.toml", 29, "there is no conversation “elsewhere”"),
    ]
    thread = Thread.objects.get()
    assert thread.accepted_post.number == 2
    # The one whose list of people was broken left nothing of itself; the one after it is there.
    assert Reaction.objects.get().created_at == context.ago(1)


def test_a_broken_post_leaves_no_half_of_its_conversation(room):
    broken = room(
        ACCEPT,
        TALK.replace('author = "rhys"', 'author = "nobody"')
        + TALK.replace('"talk"', '"other"').replace('"How?"', '"Other?"'),
    )
    assert [(row.file, row.line) for row in broken] == [("threads.toml", 1)]
    assert list(Thread.objects.values_list("title", flat=True)) == ["Other?"]


def test_a_file_that_cannot_be_drawn_is_reported(room):
    broken = room(
        "", TALK.replace("days_ago = 7\n", 'days_ago = 7\nfiles = [{ draw = "a-cat", name = "cat.png" }]\n')
    )
    assert [str(row) for row in broken] == ["threads.toml, line 1: there is no drawing “a-cat”"]


def test_a_second_loading_does_no_deed_again(room, context):
    from community.discussions.reactions.domain import take_back

    deeds = ACCEPT + '[[deed]]\nthread = "talk"\ndo = "react"\npost = 2\ndays_ago = 2\nthanks = ["nia"]\n'
    assert room(deeds) == []
    take_back(Post.objects.get(number=2), "thanks", by=context.people["nia"])
    before = list(Post.objects.values_list("pk", "version"))
    assert room(deeds) == []
    assert not Reaction.objects.exists()
    assert list(Post.objects.values_list("pk", "version")) == before


def test_a_conversation_is_known_again_under_another_name_and_in_another_space(room, context):
    from community.discussions.tending.domain import change_thread, move_thread

    room()
    thread = Thread.objects.get()
    change_thread(
        thread, by=context.people["nia"], title="Renamed", kind="question", language="en", topics=()
    )
    move_thread(thread, to=make_space([context.networks["wales"]]), by=context.people["nia"])
    assert room() == []
    assert Thread.objects.get().title == "Renamed"


def test_a_split_goes_on_with_deeds_of_its_own(room, context):
    deeds = (
        '[[deed]]\nthread = "talk"\ndo = "split"\nposts = [2, 3]\nby = "nia"\ndays_ago = 2\ntitle = "Beside it"\n'
        'to = "room"\nkey = "beside"\n\n'
        '[[deed]]\nthread = "beside"\ndo = "say"\nby = "rhys"\ndays_ago = 1\nlanguage = "en"\nhtml = "<p>And more.</p>"\n'
    )
    assert room(deeds) == []
    beside = Thread.objects.get(title="Beside it")
    assert [post.author.handle for post in beside.posts.filter(kind="post")] == ["rhys", "nia", "rhys"]
    assert room(deeds) == []
    assert Thread.objects.count() == 2


def test_a_closed_and_an_archived_space(context, tmp_path):
    network = make_network("wales")
    context.networks["wales"] = network
    context.people["nia"] = make_member(network, role="coordinator", name="Nia", handle="nia")
    context.people["rhys"] = make_member(network, name="Rhys", handle="rhys")
    names = 'name_en = "X"\nname_cy = "X"\nnetworks = ["wales"]\n'
    (tmp_path / "networks.toml").write_text(
        f'[[space]]\nslug = "closed"\n{names}audience = "space"\npeople = ["nia"]\n'
        'calls = [{ person = "rhys", by = "nia" }]\n\n'
        f'[[space]]\nslug = "old"\n{names}archived_days_ago = 3\n\n'
        f'[[space]]\nslug = "broken"\n{names}audience = "space"\npeople = ["nobody"]\n',
        encoding="utf-8",
    )
    for _ in range(2):
        demo_threads.load_spaces(context, folder=tmp_path)
    closed, old = Space.objects.order_by("position")
    assert [place.user.handle for place in closed.invitations.all()] == ["nia"]
    assert [call.user.handle for call in closed.calls.all()] == ["rhys"]
    assert (closed.archived_at, old.archived_at) == (None, context.ago(3))
    assert [(row.line, row.reason) for row in context.broken] == [
        (17, "there is no people “nobody” in people")
    ] * 2


# --- The old mailing list ---------------------------------------------------------------------------------------------

MAILS = """[[mail]]
id = "one"
name = "Eleri"
address = "eleri@old.example"
at = "2014-03-04 09:12"
subject = "Where to begin?"
language = "en"
body = "These are\\nthe words."

[[mail]]
id = "two"
name = "Siôn"
address = "sion@demo.example"
at = "2014-03-05 10:00"
answers = "one"
language = "cy"
signature = "Siôn"
body = "Ac mae gan bawb rywbeth i’w ddweud yma."

[[mail]]
id = "three"
name = "Eleri"
address = "eleri@old.example"
at = "2014-03-06 10:00"
answers = "nothing"
language = "en"
body = "Lost."

[[mail]]
id = "four"
broken = true
body = "no head"

[[mail]]
id = "five"
left_out = true
broken = true
body = "no head either"
"""


@pytest.fixture
def old_list(context, tmp_path):
    """A function that loads the mails written there."""
    context.networks["wales"] = make_network("wales")
    (tmp_path / "networks.toml").write_text(
        '[[space]]\nslug = "the-old-mailing-list"\nname_en = "Old"\nname_cy = "Hen"\nnetworks = ["wales"]\n'
        'audience = "public"\n',
        encoding="utf-8",
    )
    (tmp_path / "old_list.toml").write_text(MAILS, encoding="utf-8")
    return lambda: demo_mails.load_mails(context, folder=tmp_path)


def test_mails_are_brought_in_and_broken_ones_are_named_by_their_lines(old_list, context):
    old_list()
    assert [(row.file, row.line, row.reason) for row in context.broken] == [
        ("old_list.toml", 20, "nothing is missing"),
        ("old_list.toml", 29, "it has no header"),
    ]
    one, two = Post.objects.order_by("number")
    assert (one.text, one.extras) == ("These are the words.", {"sender": "Eleri"})
    assert (two.language, two.in_reply_to, two.extras["mail"]["signature"]) == ("cy", one, "Siôn")
    assert "Ar 04/03/2014 09:12 ysgrifennodd Eleri:" in two.extras["mail"]["quoted"]
    assert two.thread.title == "Where to begin?"


def test_mails_are_brought_in_once_and_whoever_comes_later_may_claim_them(old_list, context):
    from community.discussions.mailing_lists.claims import claim_all

    old_list()
    sion = make_person("Siôn", email="sion@demo.example")
    assert claim_all(sion) == (1, False)
    before = list(Post.objects.values_list("pk", "author", "version"))
    context.broken.clear()
    old_list()
    assert list(Post.objects.values_list("pk", "author", "version")) == before
    assert len(context.broken) == 2


def test_the_archive_is_written_whole_for_the_desk(tmp_path):
    path = tmp_path / "list.mbox"
    call_command("load_demo", old_list=path, stdout=io.StringIO())
    assert path.read_bytes().count(b"\nFrom codi-llais@lists.example ") == 13
    assert not DemoLoad.objects.exists()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("load_demo", old_list=tmp_path / "nowhere" / "list.mbox")
