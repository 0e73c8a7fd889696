"""Searches that people keep, and being told of what is new."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone, translation

from community.audience import network_key
from community.networks.models import Membership
from community.notifications.kinds import kinds
from community.notifications.listing import listed
from community.notifications.models import MailState, Notification
from community.search import asking, query, telling
from community.search.domain import saved as searches
from community.search.models import SavedSearch
from community.search.refusals import NothingAsked, TooManySaved
from tests.factories import make_member, make_network, make_person
from tests.factories.notifications import let_mail_fall_due
from tests.queries import assert_flat

pytestmark = pytest.mark.django_db


def keep(person, text="care", notify="daily", name="My care", **chosen):
    return searches.save_search(person, asking.read({"q": text, **chosen}), name=name, notify=notify)


def days_pass(days=1):
    """As if all kept searches had been looked at so long ago."""
    for saved in SavedSearch.objects.all():
        SavedSearch.objects.filter(pk=saved.pk).update(
            last_checked_at=saved.last_checked_at - timedelta(days=days, minutes=1)
        )


@pytest.fixture
def morning(run_jobs):
    """A function that does what the timetable does each morning."""

    def come(days=1):
        days_pass(days)
        telling.queue_due()
        run_jobs()

    return come


def told(person, language="en"):
    """Titles in the person's list of notices."""
    person = get_user_model().objects.get(pk=person.pk)
    notices = list(Notification.objects.of(person).select_related("actor"))
    with translation.override(language):
        return [line.words.title for line in listed(notices, person, language) if line.words]


# --- Saving -----------------------------------------------------------------------------------------------------------


def test_a_search_is_saved_from_the_page_and_opened_again(as_person, shelf):
    person = make_person()
    shelf(1, "Care", language="cy")
    client = as_person(person)
    address = client.get("/en/search/", {"q": "care", "language": "cy"}).context["results"].save_url
    assert client.get(address).context["form"].initial["name"] == "care"
    response = client.post(address, {"name": "Gofal", "notify": "weekly"}, follow=True)
    saved = SavedSearch.objects.get(user=person)
    assert (saved.name, saved.text, saved.filters, saved.notify) == (
        "Gofal",
        "care",
        {"language": "cy"},
        "weekly",
    )
    assert response.context["results"].saved == saved
    assert f"/en/me/searches/{saved.pk}/" in response.content.decode()
    listed = client.get("/en/me/searches/")
    assert "Cymraeg" in listed.content.decode()
    opened = client.get(listed.context["searches"][0]["url"])
    assert opened.context["results"].answer.total == 1
    assert opened.context["results"].asked.chosen == {"language": "cy"}


def test_saving_the_same_twice_keeps_one(shelf):
    person = make_person()
    first, second = keep(person, name="One"), keep(person, name="Two", notify="never")
    assert first.pk == second.pk
    assert (SavedSearch.objects.get().name, SavedSearch.objects.get().notify) == ("Two", "never")
    assert keep(person, topic=5).pk != first.pk


def test_a_name_is_asked_for_and_the_words_are_kept(as_person, shelf):
    client = as_person(make_person())
    response = client.post("/en/me/searches/save/?q=care", {"name": "", "notify": "daily"})
    assert response.status_code == 422
    assert "Give the search a name." in response.content.decode()
    assert not SavedSearch.objects.exists()


def test_what_cannot_be_looked_for_is_not_saved(as_person, shelf):
    person = make_person()
    with pytest.raises(NothingAsked):
        keep(person, text="…")
    response = as_person(person).post("/en/me/searches/save/?q=%E2%80%A6", {"name": "x", "notify": "daily"})
    assert response.status_code == 422
    assert "type a word first" in response.content.decode()


def test_there_is_room_for_some_searches_only(shelf, monkeypatch):
    monkeypatch.setattr(searches, "MOST_SAVED", 2)
    person, other = make_person(), make_person("Gwen Rees")
    keep(person, text="care")
    keep(person, text="housing")
    with pytest.raises(TooManySaved):
        keep(person, text="budgets")
    keep(person, text="care", name="Still changed")
    keep(other, text="budgets")


def test_a_search_is_renamed_and_told_of_less_often(as_person, shelf):
    person = make_person()
    saved = keep(person)
    as_person(person).post(f"/en/me/searches/{saved.pk}/", {"name": "Other", "notify": "never"})
    saved.refresh_from_db()
    assert (saved.name, saved.notify) == ("Other", "never")


def test_a_removed_search_can_be_had_back(as_person, shelf):
    person = make_person()
    saved = keep(person, topic=5, notify="weekly")
    client = as_person(person)
    page = client.post(f"/en/me/searches/{saved.pk}/remove/", follow=True)
    assert not SavedSearch.objects.exists()
    assert "The search “My care” is removed." in page.content.decode()
    client.post("/en/me/searches/restore/", {"undo": page.context["undo"]})
    back = SavedSearch.objects.get()
    assert (back.name, back.text, back.filters, back.notify) == ("My care", "care", {"topic": 5}, "weekly")


def test_another_persons_search_is_not_there(as_person, shelf):
    owner, other = make_person(), make_person("Gwen Rees")
    saved = keep(owner)
    token = searches.remove_search(keep(owner, text="housing"))
    client = as_person(other)
    assert client.get(f"/en/me/searches/{saved.pk}/").status_code == 404
    assert client.post(f"/en/me/searches/{saved.pk}/", {"name": "x", "notify": "daily"}).status_code == 404
    assert client.post(f"/en/me/searches/{saved.pk}/remove/").status_code == 404
    assert client.post("/en/me/searches/restore/", {"undo": token}).status_code == 404
    assert "My care" not in client.get("/en/me/searches/", {"removed": token}).content.decode()
    assert SavedSearch.objects.get().name == "My care"


@pytest.mark.parametrize("path", ["", "save/?q=care", "1/"])
def test_visitors_are_asked_to_sign_in(client, path, db):
    response = client.get(f"/en/me/searches/{path}")
    assert (response.status_code, "/accounts/login/" in response["Location"]) == (302, True)


@pytest.mark.parametrize("path", ["1/remove/", "restore/"])
def test_a_link_alone_changes_nothing(as_person, path):
    assert as_person(make_person()).get(f"/en/me/searches/{path}").status_code == 405


def test_the_list_costs_the_same_for_any_number(as_person, shelf):
    person = make_person()
    client = as_person(person)
    network = make_network()

    def grow(more):
        for number in range(more):
            keep(person, text=f"care {SavedSearch.objects.count()}", network=network.pk, topic=number + 1)

    assert_flat(lambda: client.get("/en/me/searches/"), grow, at_most=9)


# --- Being told -------------------------------------------------------------------------------------------------------


def test_what_is_new_is_told_once_and_what_was_there_never(shelf, morning):
    person = make_person()
    shelf(1, "Care of old")
    keep(person)
    morning()
    assert told(person) == []
    shelf(2, "Care today")
    shelf(3, "Housing today")
    morning()
    assert told(person) == ["1 new result for “My care”"]
    morning()
    assert len(Notification.objects.all()) == 1


def test_it_finds_what_its_page_finds(shelf, morning, client):
    person = make_person()
    keep(person, text="particip")
    shelf(1, "Participation")
    morning()
    assert client.get("/en/search/", {"q": "particip"}).context["results"].answer.total == 1
    assert told(person) == ["1 new result for “My care”"]


def test_a_change_that_makes_a_thing_fit_is_news_and_a_further_change_is_none(shelf, morning):
    person = make_person()
    shelf(1, "Housing")
    keep(person)
    shelf(1, "Housing and care")
    morning()
    shelf(1, "Housing, care and more")
    morning()
    assert len(told(person)) == 1


def test_several_days_of_one_search_are_one_line(shelf, morning):
    person = make_person()
    keep(person)
    for day in (1, 2):
        shelf(day, "Care")
        morning()
    assert (Notification.objects.count(), told(person)) == (2, ["2 new results for “My care”"])


def test_each_is_told_as_often_as_chosen(shelf, morning):
    people = {often: make_person(often) for often in ("never", "daily", "weekly")}
    for often, person in people.items():
        keep(person, notify=often)
    shelf(1, "Care")
    morning(days=1)
    assert {often: len(told(person)) for often, person in people.items()} == {
        "never": 0,
        "daily": 1,
        "weekly": 0,
    }
    morning(days=6)
    assert {often: len(told(person)) for often, person in people.items()} == {
        "never": 0,
        "daily": 1,
        "weekly": 1,
    }


def test_whoever_begins_to_be_told_hears_of_what_comes_from_then_on(shelf, morning):
    person = make_person()
    saved = keep(person, notify="never")
    shelf(1, "Care")
    searches.change_search(saved, name="My care", notify="daily")
    morning()
    assert told(person) == []
    shelf(2, "More care")
    morning()
    assert len(told(person)) == 1


def test_nobody_is_told_of_what_they_may_not_see(shelf, morning):
    network = make_network()
    member, stranger = make_member(network, name="Cai"), make_person("Mair")
    keep(member)
    keep(stranger)
    shelf(1, "Care among us", keys=[network_key(network.pk)])
    morning()
    assert (len(told(member)), told(stranger)) == (1, [])


def test_who_leaves_before_the_mail_is_told_nothing_more(shelf, run_jobs):
    network = make_network()
    member = make_member(network, name="Cai")
    keep(member)
    shelf(1, "Care among us", keys=[network_key(network.pk)])
    days_pass()
    telling.tell_of_new_results(saved_ids=list(SavedSearch.objects.values_list("pk", flat=True)))
    Membership.objects.filter(user=member).update(state="left")
    let_mail_fall_due()
    run_jobs()
    assert mail.outbox == []
    assert Notification.objects.get().withheld_because == "not_wanted"
    assert told(member) == []


def test_what_becomes_private_disappears_from_the_notice(shelf, morning):
    person = make_person()
    keep(person)
    shelf(1, "Care one")
    shelf(2, "Care two")
    morning()
    assert told(person) == ["2 new results for “My care”"]
    shelf(1, "Care one", keys=["person:999"])
    assert told(person) == ["1 new result for “My care”"]


def test_closed_accounts_are_left_alone(shelf, morning):
    person = make_person(is_active=False)
    keep(make_person("Mair"))
    SavedSearch.objects.update(user=person)
    shelf(1, "Care")
    morning()
    assert not Notification.objects.exists()


def test_doing_the_job_twice_tells_once(shelf, run_jobs):
    person = make_person()
    saved = keep(person)
    shelf(1, "Care")
    days_pass()
    assert [telling.tell_of_new_results(saved_ids=[saved.pk, 999_999]) for _time in range(2)] == [1, 0]


def test_of_a_search_with_more_than_is_counted_only_what_is_new_is_told(shelf, morning, monkeypatch):
    monkeypatch.setattr(query, "MOST_COUNTED", 3)
    monkeypatch.setattr(query, "MOST_TITLED", 1)
    person = make_person()
    for number in range(1, 7):
        shelf(number, "Housing", "a word on care")
    keep(person)
    # Older ones come into reach when newer ones go; they are no news.
    shelf.remove(6)
    shelf.remove(5)
    morning()
    assert told(person) == []
    shelf(7, "Housing", "a word on care")
    morning()
    assert told(person) == ["1 new result for “My care”"]


def test_very_many_are_told_as_more_than(shelf, morning, monkeypatch):
    monkeypatch.setattr(telling, "MOST_NAMED", 2)
    person = make_person()
    keep(person)
    for number in range(1, 5):
        shelf(number, "Care")
    morning()
    assert told(person) == ["More than 2 new results for “My care”"]


def test_the_mail_is_in_the_readers_language_with_each_result(shelf, morning):
    person = make_person(language="cy")
    keep(person, name="Gofal & tai")
    shelf(1, "Care <today>", happened_at=timezone.now())
    shelf(2, "Gofal heddiw", language="cy", happened_at=timezone.now() - timedelta(hours=1))
    morning()
    let_mail_fall_due()
    (sent,) = mail.outbox
    assert sent.subject == "2 ganlyniad newydd ar gyfer “Gofal & tai”"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/cy/shelf/1/" in sent.body
    assert sent.body.index("Care <today>") < sent.body.index("Gofal heddiw")
    html = sent.alternatives[0].content
    assert "Care &lt;today&gt;" in html
    assert re.search(r'<a href="[^"]+/cy/shelf/2/" lang="cy">Gofal heddiw</a>', html)
    assert Notification.objects.get().mail_state == MailState.SENT


def test_one_click_stops_the_search_and_can_be_taken_back(client, shelf, morning):
    person = make_person()
    keep(person, notify="weekly")
    other = keep(person, text="housing", name="Homes")
    shelf(1, "Care")
    morning(days=7)
    (sent,) = mail.outbox
    stop = re.search(r"<https?://[^/]+(/.*)>", sent.extra_headers["List-Unsubscribe"])[1]
    done = client.post(stop)
    assert "New results of the search “My care”" in done.content.decode()
    assert SavedSearch.objects.get(text="care").notify == "never"
    other.refresh_from_db()
    assert other.notify == "daily"
    shelf(2, "Care again")
    morning(days=7)
    assert len(mail.outbox) == 1
    client.post(stop, {"undo": done.context["undo"]})
    assert SavedSearch.objects.get(text="care").notify == "weekly"


def test_reading_many_notices_costs_the_same(shelf, morning):
    person = make_person()

    def grow(more):
        for _number in range(more):
            count = SavedSearch.objects.count()
            keep(person, text=f"word{count}", name=f"Search {count}")
            shelf(count + 1, f"word{count}")
        morning()

    assert_flat(lambda: told(person), grow, at_most=6)


def test_the_kind_stands_on_the_settings_page(as_person):
    page = as_person(make_person()).get("/en/me/notifications/").content.decode()
    assert str(kinds.get(telling.SLUG).label) in page


def test_the_timetable_names_the_task(settings):
    from config.celery import app

    app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert "community.search.tasks.tell_of_new_results" in named & set(app.tasks)
