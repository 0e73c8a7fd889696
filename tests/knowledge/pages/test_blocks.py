"""The blocks pages are built from."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowledge.pages.blocks import Body, LinkBlock
from knowledge.pages.domain.writing import body_of
from knowledge.pages.media import CustomDocument, CustomImage
from tests.factories import make_person
from tests.factories.pages import make_page, make_translation
from tests.knowledge.pages.test_media import PDF, picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

BLOCKS = Body().child_blocks


def drawn(client, *body):
    page = make_page(slug="drawn", body=[*body])
    response = client.get(page.url)
    assert response.status_code == 200
    text = re.search(r'<div class="page-body">.*?</main>', response.content.decode(), re.S).group()
    page.delete()
    return text


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_block_says_what_it_is_for_and_can_be_previewed(name):
    block = BLOCKS[name]
    assert len(str(block.get_description())) > 30
    assert block.is_previewable
    assert block.meta.template == f"knowledge/blocks/{ {'video': 'video_link'}.get(name, name) }.html"


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_preview_is_drawn_in_our_style(as_person, name):
    admin = as_person(make_person("Robin Ashdown", is_superuser=True))
    response = admin.get(reverse("wagtailadmin_block_preview"), {"id": BLOCKS[name].definition_prefix})
    text = response.content.decode()
    assert response.status_code == 200
    assert "css/plethu.css" in text
    inside = re.search(rf'<div class="w-block-{name}[^"]*"[^>]*>(.*?)</div>\s*</main>', text, re.S)
    assert inside, text
    assert len(re.sub(r"<[^>]+>|\s", "", inside.group(1))) > 5


def test_a_heading_can_be_linked_to(client):
    text = drawn(client, ("heading", {"text": "Pwy sy’n talu?", "level": "3"}))
    assert '<h3 class="page-heading" id="pwy-syn-talu">Pwy sy’n talu?</h3>' in text


def test_words_are_text_and_never_markup(client):
    text = drawn(client, ("quote", {"words": "<b>bold</b>", "who": "<i>x</i>", "role": ""}))
    assert "&lt;b&gt;bold&lt;/b&gt;" in text
    assert "<b>bold" not in text


def test_questions_open_without_script(client):
    text = drawn(
        client,
        (
            "questions",
            {
                "title": "Before you join",
                "questions": [{"question": "Does it cost?", "answer": "<p>No.</p>"}],
            },
        ),
    )
    assert re.search(r"<details[^>]*><summary>Does it cost\?</summary>.*No\..*</details>", text, re.S)


def test_a_document_says_its_kind_size_and_language(client):
    document = CustomDocument.objects.create(
        title="Report", file=SimpleUploadedFile("report.pdf", PDF), language="cy", file_size=2048
    )
    text = drawn(client, ("download", {"document": document, "title": "", "text": "What we did."}))
    assert ">Report</a>" in text
    assert "PDF · 2.0" in text
    assert '<span lang="cy">Cymraeg</span>' in text
    assert f'href="{document.url}"' in text


def test_a_film_is_linked_with_its_words_and_never_embedded(client):
    text = drawn(
        client,
        (
            "video",
            {
                "title": "Three minutes",
                "address": "https://films.example/3",
                "minutes": 3,
                "language": "en",
                "text": "",
                "transcript": {"page": None, "document": None, "address": "/en/library/"},
            },
        ),
    )
    assert 'href="https://films.example/3"' in text
    assert "3 minutes" in text
    assert 'href="/en/library/"' in text
    assert not re.search("<iframe|<video|<embed|<object", text)


def test_a_picture_is_described_where_it_stands(client):
    image = CustomImage.objects.create(
        title="sky.png", file=picture_file(), description="A blue sky", credit="Mari"
    )
    image.contextual_alt_text, image.decorative = "The sky over Môn", False
    text = drawn(client, ("picture", {"picture": image, "caption": "Summer"}))
    assert 'alt="The sky over Môn"' in text
    assert "Summer" in text
    assert "Mari" in text


def test_a_link_to_a_page_leads_to_the_page_in_the_readers_language(client):
    target = make_page(title="How we work", slug="how-we-work")
    make_translation(target, title="Sut")
    page = make_page(
        slug="from",
        body=[("call_to_action", {"title": "Go", "text": "", "label": "Go", "link": {"page": target}})],
    )
    make_translation(page)
    assert 'href="/en/how-we-work/"' in client.get("/en/from/").content.decode()
    assert 'href="/cy/how-we-work/"' in client.get("/cy/from/").content.decode()


def test_an_invitation_to_a_page_that_is_gone_is_not_shown(client):
    target = make_page(title="How we work", slug="how-we-work")
    page = make_page(
        slug="from",
        body=[
            ("call_to_action", {"title": "Come along", "text": "", "label": "Go", "link": {"page": target}})
        ],
    )
    target.unpublish()
    assert "Come along" not in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    ("value", "refused"),
    [
        ({"address": "https://example.org/x"}, False),
        ({"address": "/en/library/"}, False),
        ({"address": "mailto:a@b.example"}, False),
        ({"address": "javascript:alert(1)"}, True),
        ({"address": "//elsewhere.example/"}, True),
        ({"address": "data:text/html,x"}, True),
        ({"address": "example.org"}, True),
        ({}, True),
    ],
)
def test_a_link_has_one_safe_target(value, refused):
    block = LinkBlock()
    given = block.to_python({"page": None, "document": None, "address": "", **value})
    if refused:
        with pytest.raises(ValidationError):
            block.clean(given)
    else:
        assert block.clean(given).url == value["address"]


def test_a_link_to_two_things_is_refused():
    block = LinkBlock()
    value = block.to_python({"page": make_page().pk, "document": None, "address": "/en/"})
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_link_that_may_be_left_out_may_be_left_out():
    block = LinkBlock(required=False)
    assert block.clean(block.to_python({"page": None, "document": None, "address": ""})).url == ""


def test_a_page_invites_to_one_thing_at_most():
    invitation = {
        "title": "Go",
        "text": "",
        "label": "Go",
        "link": {"page": None, "document": None, "address": "/en/"},
    }
    body = Body()
    value = body.to_python([{"type": "call_to_action", "value": invitation}] * 2)
    with pytest.raises(ValidationError):
        body.clean(value)


def test_plain_words_become_blocks():
    made = body_of(
        """
        First paragraph,
        still the first.

        Second with [a link](/en/library/) and [a trap](javascript:alert(1)).

        ## A heading
        Under it & <after> it.

        - one
        - two

        > What she said.
        > — Mari
        """
    )
    assert made == [
        (
            "paragraph",
            (
                "<p>First paragraph, still the first.</p>"
                '<p>Second with <a href="/en/library/">a link</a> and a trap).</p>'
            ),
        ),
        ("heading", {"text": "A heading", "level": "2"}),
        ("paragraph", "<p>Under it &amp; &lt;after&gt; it.</p><ul><li>one</li><li>two</li></ul>"),
        ("quote", {"words": "What she said.", "who": "Mari", "role": ""}),
    ]
