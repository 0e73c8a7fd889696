"""Quoting a post without script: the composer begins with it."""

import re
from html import unescape

import pytest

from community.discussions.domain.threads import close_thread, remove_post
from community.discussions.quoting.quotations import quotation_of
from tests.factories import make_member, make_post, make_space, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(thread, nia):
    return make_post(
        thread,
        nia,
        html="<blockquote><p>Older.</p></blockquote><p>We ask.</p><ul><li>first</li><li>last</li></ul>",
    )


def menu(client, post):
    return unescape(client.get(f"{post.get_absolute_url()}more/?part=menu").content.decode())


def composer(client, address):
    page = client.get(address).content.decode()
    area = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)
    reply = re.search(r'name="in_reply_to"(?: value="(\d+)")?', page)
    return unescape(area[1]) if area else None, reply and reply[1]


def test_the_menu_leads_to_a_form_that_begins_with_the_words_and_who_said_them(as_person, thread, post, rhys):
    address = re.search(r'href="([^"]*quote=2[^"]*)"', menu(as_person(rhys), post))[1]
    assert address == f"{thread.get_absolute_url()}?reply=2&quote=2#reply"
    text, in_reply_to = composer(as_person(rhys), address)
    assert in_reply_to == "2"
    where = f"/threads/{thread.pk}/{thread.slug}/posts/2/"
    assert text == f"> [Nia Parry, post 2]({where}):\n>\n> We ask.\n>\n> - first\n> - last\n\n"


def test_sent_it_shows_who_said_it_where_linked(as_person, client, thread, post, rhys):
    text = quotation_of(post, thread) + "So do we."
    sent = {"text": text, "language": "en", "in_reply_to": "2", "submission_key": "k"}
    as_person(rhys).post(f"{thread.get_absolute_url()}reply/", sent)
    answer = thread.posts.get(number=3)
    assert answer.in_reply_to == post
    assert re.fullmatch(
        r'<blockquote><p><a href="/threads/\d+/how-do-you-begin/posts/2/"[^>]*>Nia Parry, post 2</a>:</p><p>We ask.</p>'
        r"<ul><li>first</li><li>last</li></ul></blockquote><p>So do we.</p>",
        answer.html,
    )
    link = re.search(r'href="(/threads/[^"]*)"', answer.html)[1]
    led = client.get(link, follow=True, headers={"Accept-Language": "en"})
    assert led.redirect_chain[-1][0].endswith(f"{thread.get_absolute_url()}#post-2")


def test_a_post_on_a_later_page_is_quoted_there(as_person, thread, nia, rhys):
    for _ in range(21):
        last = make_post(thread, nia)
    assert f"?from=21&reply={last.number}&quote={last.number}#reply" in menu(as_person(rhys), last)


def test_names_and_links_hold_what_they_ought_to(thread, network):
    sly = make_member(network, name="Ann [x](javascript:alert)")
    text = quotation_of(make_post(thread, sly), thread)
    from community.discussions.domain.markup import plain_to_html

    assert "javascript:" not in re.findall(r'href="([^"]*)"', plain_to_html(text))[0]
    assert len(re.findall("<a ", plain_to_html(text))) == 1


def test_it_is_offered_to_those_who_may_write(as_person, client, thread, post, rhys, olwen, gwen):
    assert "quote=2" in menu(as_person(rhys), post)
    assert "quote=2" not in menu(as_person(olwen), post)
    assert "quote=2" not in menu(client, post)
    close_thread(thread, by=gwen)
    assert "quote=2" not in menu(as_person(rhys), post)


@pytest.mark.parametrize("query", ["?quote=2", "?reply=1&quote=2", "?reply=99&quote=99", "?reply=x&quote=x"])
def test_an_address_made_up_brings_nothing(as_person, thread, post, rhys, query):
    assert composer(as_person(rhys), thread.get_absolute_url() + query)[0] == ""


def test_a_removed_post_is_not_quoted(as_person, thread, post, rhys, nia):
    remove_post(post, by=nia)
    text, in_reply_to = composer(as_person(rhys), f"{thread.get_absolute_url()}?reply=2&quote=2")
    assert text == ""


def test_no_words_leave_a_thread_one_may_not_see(as_person, network, nia, olwen):
    closed = make_thread(make_space([network], audience="networks"), nia)
    assert as_person(olwen).get(f"{closed.get_absolute_url()}?reply=1&quote=1").status_code == 404


def test_it_costs_twelve_queries_at_most(as_person, thread, post, rhys, queries):
    member = as_person(rhys)
    address = f"{thread.get_absolute_url()}?reply=2&quote=2"
    member.get(address)
    with queries(at_most=12):
        member.get(address)
