"""From what members type to what pages show."""

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.discussions.domain import markup
from community.discussions.domain.markup import clean, plain_to_html, text_of

LINK = ' rel="nofollow ugc noopener"'


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(markup).failed == 0


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One\ntwo\n\nthree", "<p>One<br>two</p><p>three</p>"),
        ("One\r\n\r\ntwo", "<p>One</p><p>two</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("* a\n• b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("3) a\n4) b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> a\n> b\n\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>"),
        ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("First:\n- a", "<p>First:</p><ul><li>a</li></ul>"),
        ("2 < 3 & <b>", "<p>2 &lt; 3 &amp; &lt;b&gt;</p>"),
        ("1984 was a year", "<p>1984 was a year</p>"),
        ("-not a list", "<p>-not a list</p>"),
        ("", ""),
    ],
)
def test_plain_text_becomes_simple_html(typed, html):
    assert plain_to_html(typed) == html


@pytest.mark.parametrize(
    ("typed", "href", "shown"),
    [
        ("see https://example.org/a.", "https://example.org/a", "https://example.org/a"),
        ("(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("www.example.org, then", "https://www.example.org", "www.example.org"),
        (
            "https://example.org/?a=1&b=2",
            "https://example.org/?a=1&amp;b=2",
            "https://example.org/?a=1&amp;b=2",
        ),
        ("[the guide](https://example.org/g)", "https://example.org/g", "the guide"),
    ],
)
def test_addresses_become_links_without_the_sentences_punctuation(typed, href, shown):
    assert f'<a href="{href}"{LINK}>{shown}</a>' in plain_to_html(typed)


@pytest.mark.parametrize(
    "typed",
    ["nobody@www.example.org", "http://", "https://.", "javascript:alert(1)", "[x](javascript:alert(1))"],
)
def test_what_is_no_address_stays_words(typed):
    assert "<a" not in plain_to_html(typed)


@pytest.mark.parametrize(
    "nasty",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="JaVaScRiPt:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href="&#106;avascript:alert(1)">x</a>',
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<iframe src='https://evil.example'></iframe>",
        "<p style='position:fixed'>x</p>",
        "<form action='/x'><input name=y><button>z</button></form>",
        "<p id='content' class='site-header'>x</p>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<p><a href='https://x' onclick=alert(1) target=_blank>x</a>",
        "<template><script>alert(1)</script></template>",
        "<base href='https://evil.example/'>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<style>*{display:none}</style>",
        "<!--<script>alert(1)</script>-->",
    ],
)
def test_nothing_active_survives_cleaning(nasty):
    cleaned = clean(nasty).lower()
    for trace in (
        "script",
        "onerror",
        "onload",
        "onclick",
        "iframe",
        "style",
        "form",
        "input",
        "class",
        "id=",
        "evil",
        "<!--",
        "data:",
    ):
        assert trace not in cleaned


def test_headings_and_divisions_of_other_programs_stay_apart():
    assert (
        clean("<h2>Plan</h2><div>One</div><div>Two</div>")
        == "<p><strong>Plan</strong></p><p>One</p><p>Two</p>"
    )


def test_our_own_schemes_are_resolved_where_somebody_knows_them(monkeypatch):
    monkeypatch.setitem(
        markup.link_resolvers, "resource", lambda ref: f"/library/{ref}/" if ref == "kit" else None
    )
    assert clean('<a href="resource:kit">the kit</a>') == f'<a href="/library/kit/"{LINK}>the kit</a>'
    assert clean('<a href="resource:lost">lost</a>') == f"<a{LINK}>lost</a>"
    assert plain_to_html("[the kit](resource:kit)") == f'<p><a href="/library/kit/"{LINK}>the kit</a></p>'
    assert clean('<a href="unknown:kit">x</a>') == f"<a{LINK}>x</a>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three</p>", "One\ntwo\n\nthree"),
        ("<p>A</p><ul><li>b</li><li>c</li></ul><p>d</p>", "A\n\n- b\n- c\n\nd"),
        ("<p>2 &lt; 3&nbsp;&amp; more</p>", "2 < 3 & more"),
        ("<blockquote><p>q</p></blockquote><p>a</p>", "q\n\na"),
        ("", ""),
    ],
)
def test_the_text_of_html(html, text):
    assert text_of(html) == text


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_whatever_is_typed_is_safe_and_stays_the_same_when_cleaned_again(typed):
    html = plain_to_html(typed)
    assert clean(html) == html
    assert "<script" not in html.lower()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/\"'=&;: ajsvcriptonhref-*0.)\n"), max_size=120))
def test_cleaning_is_done_after_one_go(html):
    assert clean(clean(html)) == clean(html)


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.characters(
            codec="utf-8", exclude_characters="\x00", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]
        ),
        max_size=200,
    )
)
def test_no_letter_is_lost_on_the_way(typed):
    """Apart from marks of lists and quotes, what was typed can be read again."""
    kept = text_of(plain_to_html(typed))
    assert (
        sorted(c for c in kept if c.isalnum()) == sorted(c for c in typed if c.isalnum())
        or typed.lstrip()[:1].isdigit()
    )
