"""Links to our own pages lead to the language being read; what is kept has none."""

import re

import pytest

from community.discussions.links import with_own_links
from community.discussions.quoting.quotations import quotation_of
from tests.factories import make_post


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        (
            '<a href="/threads/7/how/posts/2/#post-2">x</a>',
            '<a href="/cy/threads/7/how/posts/2/#post-2">x</a>',
        ),
        ('<a class="mention" href="/people/nia/">x</a>', '<a class="mention" href="/cy/people/nia/">x</a>'),
        ('<a href="/library/5/kit/?a=1&amp;b=2">x</a>', '<a href="/cy/library/5/kit/?a=1&amp;b=2">x</a>'),
        *(
            (same, same)
            for same in (
                '<a href="/en/people/nia/">x</a>',
                '<a href="/cy/people/nia/">x</a>',
                '<a href="/media/images/a.png">x</a>',
                '<a href="/static/a.css">x</a>',
                '<a href="/documents/3/a.pdf">x</a>',
                '<a href="/">x</a>',
                '<a href="//elsewhere.example/people/">x</a>',
                '<a href="https://elsewhere.example/people/nia/">x</a>',
                '<p>They write &lt;a href="/people/nia/"&gt;</p>',
                "<p>No link.</p>",
            )
        ),
    ],
)
def test_only_addresses_of_pages_get_a_language(kept, shown):
    assert with_own_links(kept, "cy") == shown


def test_in_mails_they_have_the_site_before_them():
    kept = (
        '<a href="/people/nia/">x</a> <a href="/documents/3/a.pdf">y</a> <a href="https://a.example/">z</a>'
    )
    assert with_own_links(kept, "cy", site="https://plethu.example") == (
        '<a href="https://plethu.example/cy/people/nia/">x</a>'
        ' <a href="https://plethu.example/documents/3/a.pdf">y</a> <a href="https://a.example/">z</a>'
    )


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_mention_and_a_quotation_lead_to_the_language_being_read(
    as_person, thread, nia, rhys, language, queries
):
    words = quotation_of(thread.posts.get(), thread) + f"Thanks @{nia.handle}"
    sent = {"text": words, "language": "en", "submission_key": "k"}
    client = as_person(rhys)
    client.post(f"{thread.get_absolute_url()}reply/", sent)
    page = client.get(f"/{language}/threads/{thread.pk}/{thread.slug}/").content.decode()
    said = page[page.index('id="post-2"') :]
    assert f'<a class="mention" href="/{language}/people/{nia.handle}/">' in said
    where = re.search(r'<blockquote><p><a href="([^"]*)"', said)[1]
    assert where == f"/{language}/threads/{thread.pk}/{thread.slug}/posts/1/"
    assert client.get(f"/{language}/people/{nia.handle}/").status_code == 200
    assert "/en/" not in thread.posts.get(number=2).html and "/cy/" not in thread.posts.get(number=2).html


def test_a_post_about_a_person_keeps_its_words(thread, nia):
    post = make_post(thread, nia, html='<p><a href="/people/nia/">Nia</a></p>')
    assert 'href="/people/nia/"' in post.html
