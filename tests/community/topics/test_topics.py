"""Topics: the index, and the page that joins what there is."""

import pytest

from community.topics.panels import TopicContent, TopicItem, TopicPanel, panels
from tests.factories import make_member, make_network, make_person, make_space, make_thread, make_topic
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def methods():
    return make_topic("methods", name_en="Methods", name_cy="Dulliau", definition_en="Ways of working.")


@pytest.fixture
def facilitation(methods):
    return make_topic("facilitation", name_en="Facilitation", name_cy="Hwyluso", parent=methods)


def text(answer):
    return answer.content.decode()


def test_the_index_holds_both_levels_in_the_readers_language(client, facilitation):
    page = text(client.get("/cy/topics/"))
    assert "Dulliau" in page
    assert "Hwyluso" in page
    assert 'lang="en">Ways of working.' in page


def test_an_unknown_topic_is_not_there(client):
    assert client.get("/en/topics/nonsense/").status_code == 404


def test_a_topic_shows_only_conversations_the_reader_may_see(client, as_person, facilitation):
    wales = make_network("wales")
    nia = make_member(wales, name="Nia")
    make_thread(make_space(), nia, title="Open talk", topics=[facilitation])
    make_thread(make_space([wales], audience="networks"), nia, title="Inner talk", topics=[facilitation])
    make_thread(make_space(), nia, title="About something else")
    seen = text(client.get("/en/topics/facilitation/"))
    assert "Open talk" in seen
    assert "Inner talk" not in seen
    assert "About something else" not in seen
    assert "Inner talk" in text(as_person(nia).get("/en/topics/facilitation/"))
    assert "Inner talk" not in text(as_person(make_person()).get("/en/topics/facilitation/"))


def test_a_topic_of_the_first_level_gathers_those_under_it_once(client, methods, facilitation):
    make_thread(make_space(), make_person(), title="Both", topics=[methods, facilitation])
    page = client.get("/en/topics/methods/")
    ((_panel, content),) = [
        (panel, content) for panel, content in page.context["panels"] if panel.slug == "threads"
    ]
    assert [item.title for item in content.items] == ["Both"]


def test_a_topic_with_nothing_says_what_to_do(client, methods):
    assert "Nothing about this topic yet" in text(client.get("/en/topics/methods/"))


def test_other_rooms_show_their_things_in_their_order(client, methods, monkeypatch):
    def draw(topic, topic_ids, user):
        assert (topic, topic_ids, user.is_authenticated) == (methods, [methods.pk], False)
        return TopicContent(
            [TopicItem(title="A toolkit", url="/en/library/1/")], more_url="/en/library/?topic=methods"
        )

    monkeypatch.setitem(panels._entries, "test", TopicPanel("test", "Resources of the test", draw, order=1))
    page = text(client.get("/en/topics/methods/"))
    assert "Resources of the test" in page
    assert 'href="/en/library/1/"' in page
    assert 'href="/en/library/?topic=methods"' in page


def test_a_topic_costs_the_same_for_many_threads(client, methods):
    space, nia = make_space(), make_person()
    assert_flat(
        lambda: client.get("/en/topics/methods/"),
        lambda count: [make_thread(space, nia, topics=[methods]) for _number in range(count)],
        at_most=12,
    )


def test_the_index_costs_the_same_for_many_topics(client):
    parent = make_topic("parent")
    assert_flat(
        lambda: client.get("/en/topics/"),
        lambda count: [make_topic(parent=parent) for _number in range(count)],
        at_most=6,
    )
