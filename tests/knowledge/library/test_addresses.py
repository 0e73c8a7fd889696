"""One form for the many ways of writing an address or identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library.addresses import canonical_url, normal_doi, normal_isbn, normal_issn, shown_host

SAME_PAGE = [
    ("https://example.org/guide", "http://www.example.org/guide/"),
    ("https://example.org/guide", "https://example.org/guide?utm_source=mail&utm_medium=x"),
    ("https://example.org/guide", "https://EXAMPLE.org/guide#part-2"),
    ("https://example.org/guide", "https://example.org:443/guide"),
    ("https://example.org/guide", "www.example.org/guide"),
    ("https://example.org/guide", "https://example.org/guide?fbclid=abc"),
    ("https://example.org/guide", "https://example.org/guide?mc_cid=1&mc_eid=2"),
    ("https://example.org/a?x=1&y=2", "https://example.org/a?y=2&x=1&gclid=3"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org", "https://example.org/index.html"),
    ("https://example.org/caf%C3%A9", "https://example.org/café"),
    ("https://doi.org/10.1080/ABC", "http://dx.doi.org/10.1080/abc"),
    ("https://youtu.be/abc", "https://youtu.be/abc?si=xyz"),
]
OTHER_PAGE = [
    ("https://example.org/guide", "https://example.org/guides"),
    ("https://example.org/guide", "https://example.com/guide"),
    ("https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("https://example.org/Guide", "https://example.org/guide"),
    ("https://example.org/guide", "https://blog.example.org/guide"),
    ("https://example.org:8080/a", "https://example.org/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PAGE)
def test_two_ways_of_writing_one_page_are_found_to_be_the_same(one, other):
    assert canonical_url(one) == canonical_url(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER_PAGE)
def test_two_pages_stay_two(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "nonsense",
    ["", "guide", "javascript:alert(1)", "ftp://example.org/a", "http://[::1", "https://", "mailto:a@b.cy"],
)
def test_what_is_no_web_address_has_no_canonical_form(nonsense):
    assert canonical_url(nonsense) == ""


@given(st.text(max_size=80))
def test_whatever_is_typed_the_form_is_stable(text):
    once = canonical_url(f"https://example.org/{text}")
    assert canonical_url(once) == once
    assert canonical_url(text) is not None


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1080/14719037.2014.930505", "10.1080/14719037.2014.930505"),
        ("doi:10.1111/HEX.13372", "10.1111/hex.13372"),
        ("https://doi.org/10.1111/hex.13372", "10.1111/hex.13372"),
        ("http://dx.doi.org/10.1111/hex.13372", "10.1111/hex.13372"),
        ("https://www.tandfonline.com/doi/full/10.1080/14719037.2014.930505", "10.1080/14719037.2014.930505"),
        (
            "https://www.frontiersin.org/articles/10.3389/feduc.2024.1335747/full",
            "10.3389/feduc.2024.1335747",
        ),
        ("10.1111/hex.13372.", "10.1111/hex.13372"),
        ("https://example.org/guide", ""),
        ("eleven", ""),
        ("", ""),
    ],
)
def test_a_doi_is_found_in_what_people_paste(written, doi):
    assert normal_doi(written) == doi


def test_book_and_serial_numbers_have_one_form_and_their_digits_must_add_up():
    assert normal_isbn("0-306-40615-2") == normal_isbn("978 0 306 40615 7") == "9780306406157"
    assert normal_isbn("978-0-306-40615-8") == ""
    assert normal_issn("1471-9037") == "1471-9037"
    assert normal_issn("14719038") == ""


def test_a_reader_is_told_the_host_without_www():
    assert shown_host("https://www.example.org/a/b?c") == "example.org"
    assert shown_host("http://[::1") == ""
