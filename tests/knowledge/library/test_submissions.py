"""A member suggests, a curator decides, the member hears of it: the whole journey, and who may do what."""

import re
import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from community.notifications.models import Notification
from knowledge.library.domain import records, submissions
from knowledge.library.models import Resource, Submission
from knowledge.library.refusals import (
    AlreadyDecided,
    AlreadyInLibrary,
    AlreadySuggested,
    MayNotCurate,
    MaySuggestToOwnNetworksOnly,
    NotReadyToPublish,
    ReasonMissing,
)
from knowledge.library.states import NEXT_STATES, SubmissionState, may_follow
from tests.factories import make_member, make_network, make_person
from tests.factories.library import make_resource, make_submission


@pytest.fixture
def people(db):
    """Stable roles in two networks."""
    wales, scotland = make_network("wales"), make_network("scotland")
    return {
        "wales": wales,
        "scotland": scotland,
        "member": make_member(wales, name="Rhys", language="cy"),
        "curator": make_member(wales, role="curator", name="Mared"),
        "second_curator": make_member(wales, role="curator", name="Elin"),
        "coordinator": make_member(wales, role="coordinator", name="Huw"),
        "facilitator": make_member(wales, role="facilitator", name="Sara"),
        "moderator": make_member(wales, role="moderator", name="Tom"),
        "foreign_curator": make_member(scotland, role="curator", name="Fiona"),
        "former_curator": make_member(wales, role="curator", name="Ann", state="left"),
        "suspended_curator": make_member(wales, role="curator", name="Ian", state="suspended"),
        "stranger": make_person("Stranger"),
        "anyone": AnonymousUser(),
    }


def suggest(people, by="member", **words):
    fields = {
        "url": "https://suggested.example/guide",
        "title": "A guide",
        "why": "It helped.",
        "language": "cy",
    }
    return submissions.suggest(people["wales"], by=people[by], **{**fields, **words})


def told(person):
    """Kinds of notices a person has, in order."""
    return list(Notification.objects.filter(user=person).order_by("pk").values_list("kind", flat=True))


# --- Who may ----------------------------------------------------------------------------------------------------------

CURATING = {"curator", "second_curator", "coordinator"}
MEMBERS = CURATING | {"member", "facilitator", "moderator"}
EVERYBODY = [
    "member", "curator", "second_curator", "coordinator", "facilitator", "moderator", "foreign_curator",
    "former_curator", "suspended_curator", "stranger",
]  # fmt: skip


@pytest.mark.parametrize("who", EVERYBODY)
def test_members_suggest_to_their_own_networks(people, who):
    if who in MEMBERS:
        assert suggest(people, by=who).state == SubmissionState.NEW
    else:
        with pytest.raises(MaySuggestToOwnNetworksOnly):
            suggest(people, by=who)
        assert not Submission.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_curators_of_the_network_decide(people, who, verb):
    submission = make_submission(people["wales"], people["member"])
    decide = {
        "accept": lambda: submissions.accept(submission, by=people[who]),
        "decline": lambda: submissions.decline(submission, by=people[who], reason="No"),
    }[verb]
    if who in CURATING:
        decide()
        submission.refresh_from_db()
        assert submission.state == {"accept": "accepted", "decline": "declined"}[verb]
        assert submission.decided_by == people[who]
    else:
        with pytest.raises(MayNotCurate):
            decide()
        submission.refresh_from_db()
        assert submission.state == "new" and not Resource.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("verb", ["save", "publish", "unpublish"])
def test_curators_of_a_network_that_looks_after_a_record_edit_it(people, who, verb):
    live = verb == "unpublish"
    resource = make_resource("A record", networks=[people["wales"]], live=live)
    act = {
        "save": lambda: records.save_draft(records.newest(resource), by=people[who]),
        "publish": lambda: records.publish(resource, by=people[who]),
        "unpublish": lambda: records.unpublish(resource, by=people[who]),
    }[verb]
    revisions = resource.revisions.count()
    if who in CURATING:
        act()
    else:
        with pytest.raises(MayNotCurate):
            act()
        assert resource.revisions.count() == revisions
        assert Resource.objects.get().live is live


PAGES = [
    ("desk-submissions", None), ("desk-submission", "submission"), ("desk-library", None), ("desk-resource", "draft"),
]  # fmt: skip


@pytest.mark.parametrize("who", [*EVERYBODY, "anyone"])
@pytest.mark.parametrize(("name", "thing"), PAGES)
def test_the_desk_exists_for_curators_and_shows_their_own_networks(
    people, client, as_person, who, name, thing
):
    things = {
        "submission": make_submission(people["wales"], people["member"], title="Only for Wales"),
        "draft": make_resource("Draft of Wales", networks=[people["wales"]], live=False),
    }
    browser = client if who == "anyone" else as_person(people[who])
    answer = browser.get(reverse(name, args=[things[thing].pk] if thing else []))
    if who == "anyone":
        assert answer.status_code == 302 and "/accounts/login/" in answer.url
    elif who in CURATING:
        assert answer.status_code == 200
        assert "Only for Wales" in answer.text or "Draft of Wales" in answer.text
    elif who == "foreign_curator" and thing is None:
        assert answer.status_code == 200
        assert "Only for Wales" not in answer.text and "Draft of Wales" not in answer.text
    else:
        assert answer.status_code == 404


POSTS = [
    ("desk-submission-accept", "submission"), ("desk-submission-decline", "submission"), ("desk-resource", "draft"),
    ("desk-resource-withdraw", "draft"),
]  # fmt: skip


@pytest.mark.parametrize("who", ["member", "foreign_curator", "former_curator", "stranger", "anyone"])
@pytest.mark.parametrize(("name", "thing"), POSTS)
def test_posting_past_the_desk_changes_nothing(people, client, as_person, who, name, thing):
    things = {
        "submission": make_submission(people["wales"], people["member"]),
        "draft": make_resource("Draft", networks=[people["wales"]], live=False),
    }
    browser = client if who == "anyone" else as_person(people[who])
    answer = browser.post(
        reverse(name, args=[things[thing].pk]), {"reason": "x", "title": "Taken over", "publish": "1"}
    )
    assert answer.status_code == (302 if who == "anyone" else 404)
    things["submission"].refresh_from_db()
    assert things["submission"].state == "new"
    assert Resource.objects.get(pk=things["draft"].pk).title == "Draft"


# --- States -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", SubmissionState.values)
@pytest.mark.parametrize("following", SubmissionState.values)
def test_the_table_of_states_is_the_only_way(state, following):
    ways = {("new", "accepted"), ("new", "declined"), ("accepted", "published"), ("accepted", "declined")}
    assert may_follow(state, following) is ((state, following) in ways)
    assert set(NEXT_STATES) == set(SubmissionState)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "accepted", "decided_at": None},
        {"state": "new", "decided_at": timezone.now()},
        {"state": "declined", "decided_at": timezone.now(), "reason": ""},
    ],
)
def test_the_database_refuses_a_state_that_cannot_be(people, wrong):
    submission = make_submission(people["wales"], people["member"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(**wrong)


def test_accepting_twice_gives_the_same_record_and_a_second_curator_hears_who_was_quicker(people):
    submission = suggest(people)
    first = submissions.accept(submission, by=people["curator"])
    assert submissions.accept(submission, by=people["curator"]) == first
    with pytest.raises(AlreadyDecided, match=r"Mared has accepted this suggestion already\."):
        submissions.accept(submission, by=people["second_curator"])
    assert Resource.objects.count() == 1
    assert told(people["member"]) == ["submission_accepted"]


def test_declining_needs_a_reason_and_twice_is_once(people):
    submission = suggest(people)
    with pytest.raises(ReasonMissing):
        submissions.decline(submission, by=people["curator"], reason="   ")
    submissions.decline(submission, by=people["curator"], reason="It is for sale only.")
    submissions.decline(submission, by=people["curator"], reason="Another reason")
    submission.refresh_from_db()
    assert submission.reason == "It is for sale only."
    with pytest.raises(AlreadyDecided, match=r"Mared has declined this suggestion already\."):
        submissions.accept(submission, by=people["second_curator"])
    assert told(people["member"]) == ["submission_declined"]


def test_an_accepted_suggestion_may_still_turn_out_not_to_fit(people):
    submission = suggest(people)
    submissions.accept(submission, by=people["curator"])
    submissions.decline(submission, by=people["second_curator"], reason="The link is dead.")
    submission.refresh_from_db()
    assert (submission.state, submission.resource) == ("declined", None)
    assert told(people["member"]) == ["submission_accepted", "submission_declined"]


def test_a_page_that_waited_does_not_undo_what_another_curator_decided(people, as_person):
    submission = suggest(people)
    browser = as_person(people["second_curator"])
    shown = browser.get(reverse("desk-submission", args=[submission.pk]))
    assert '<input type="hidden" name="seen" value="new">' in shown.text
    resource = submissions.accept(submission, by=people["curator"])
    address = reverse("desk-submission-decline", args=[submission.pk])

    refused = browser.post(address, {"reason": "The link is dead.", "seen": "new"})
    assert refused.status_code == 409
    assert refused.context["form"].non_field_errors() == ["Mared has accepted this suggestion already."]
    assert "The link is dead." in refused.text
    submission.refresh_from_db()
    assert (submission.state, submission.resource) == ("accepted", resource)
    assert told(people["member"]) == ["submission_accepted"]

    # Now it was shown as accepted, so it is known what is declined.
    assert '<input type="hidden" name="seen" value="accepted">' in refused.text
    assert browser.post(address, {"reason": "The link is dead.", "seen": "accepted"}).status_code == 302
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == ("declined", "The link is dead.")


def test_a_press_that_does_not_say_what_was_seen_declines_only_what_waits(people, as_person):
    browser = as_person(people["second_curator"])
    accepted, waiting = suggest(people), suggest(people, url="https://suggested.example/other")
    submissions.accept(accepted, by=people["curator"])
    for submission, state in ((accepted, "accepted"), (waiting, "declined")):
        browser.post(reverse("desk-submission-decline", args=[submission.pk]), {"reason": "No"})
        submission.refresh_from_db()
        assert submission.state == state


@pytest.mark.parametrize("end", ["declined", "published"])
def test_a_reason_written_too_late_is_still_on_the_page(people, as_person, end):
    submission = suggest(people)
    if end == "declined":
        submissions.decline(submission, by=people["curator"], reason="It is for sale only.")
        said = "Mared has declined this suggestion already."
    else:
        records.publish(submissions.accept(submission, by=people["curator"]), by=people["curator"])
        said = "This suggestion has been decided already."
    refused = as_person(people["second_curator"]).post(
        reverse("desk-submission-decline", args=[submission.pk]),
        {"reason": "The link is dead.", "seen": "new"},
    )
    assert refused.status_code == 409
    assert said in refused.text and "The link is dead." in refused.text
    submission.refresh_from_db()
    assert submission.state == end


@pytest.mark.django_db(transaction=True)
def test_two_curators_at_once_make_one_record(request):
    if connection.vendor == "sqlite" and connection.settings_dict["NAME"] == ":memory:":
        pytest.skip("needs a database that two connections share")
    wales = make_network("wales")
    member = make_member(wales, name="Rhys")
    curators = [make_member(wales, role="curator", name=name) for name in ("Mared", "Elin")]
    submission = make_submission(wales, member)
    outcomes, gate = [], threading.Barrier(2)

    def decide(curator):
        try:
            gate.wait(5)
            with translation.override("en"):
                outcomes.append(submissions.accept(Submission.objects.get(pk=submission.pk), by=curator))
        except AlreadyDecided as refusal:
            outcomes.append(str(refusal.message))
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[curator]) for curator in curators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    made = [one for one in outcomes if isinstance(one, Resource)]
    refused = [one for one in outcomes if isinstance(one, str)]
    assert len(made) == len(refused) == 1
    assert re.fullmatch("(Mared|Elin) has accepted this suggestion already.", refused[0])
    assert Resource.objects.count() == 1
    assert Notification.objects.filter(user=member).count() == 1


# --- Duplicates -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "typed"),
    [
        ({"url": "https://x.example/guide"}, "http://www.x.example/guide/?utm_source=mail"),
        ({"url": "https://x.example/guide"}, "https://x.example/guide#part"),
        ({"url": "", "doi": "10.1000/abc"}, "https://doi.org/10.1000/ABC"),
        (
            {"url": "https://doi.org/10.1000/abc", "doi": "10.1000/abc"},
            "https://publisher.example/doi/full/10.1000/abc",
        ),
    ],
)
def test_what_the_library_has_is_not_suggested_again(people, record, typed):
    there = make_resource("Here already", **record)
    with pytest.raises(AlreadyInLibrary) as refused:
        suggest(people, url=typed)
    assert refused.value.resource == there and refused.value.field == "url"
    assert not Submission.objects.exists()


def test_a_record_one_may_not_see_is_not_betrayed_by_the_check(people):
    make_resource(
        "Hidden", url="https://suggested.example/guide", audience="networks", networks=[people["scotland"]]
    )
    assert suggest(people).state == "new"


def test_suggesting_the_same_while_it_waits_is_refused_and_after_an_answer_allowed(people):
    first = suggest(people)
    with pytest.raises(AlreadySuggested):
        suggest(people, url="http://suggested.example/guide/")
    assert suggest(people, by="facilitator").pk != first.pk, "somebody else may suggest it as well"
    submissions.decline(first, by=people["curator"], reason="Not now")
    assert suggest(people).pk != first.pk


def test_the_same_form_sent_twice_is_one_suggestion(people):
    first = suggest(people, submission_key="k1")
    assert suggest(people, submission_key="k1") == first
    assert Submission.objects.count() == 1
    assert told(people["curator"]) == ["submission_made"]


# --- The member's pages -----------------------------------------------------------------------------------------------


def filled(people, **fields):
    return {
        "network": people["wales"].pk, "url": "https://suggested.example/guide", "title": "A guide to sharing power",
        "why": "It helped us.", "language": "en", "key": "k", **fields,
    }  # fmt: skip


def test_a_member_is_asked_three_things(people, as_person):
    page = as_person(people["member"]).get("/en/library/suggest/")
    form = page.context["form"]
    asked = [field.name for field in form.visible_fields() if field.field.required]
    assert asked == ["url", "title", "why"]


def test_a_member_of_two_networks_is_asked_which(people, as_person):
    make_member(people["scotland"], person=people["member"])
    page = as_person(people["member"]).get(
        "/en/library/suggest/?network=scotland&url=https://x.example/a&title=T"
    )
    form = page.context["form"]
    assert next(field.name for field in form.visible_fields()) == "network"
    assert form.initial["network"] == people["scotland"].pk
    assert 'value="https://x.example/a"' in page.text and 'value="T"' in page.text


def test_a_person_without_network_is_told_to_join_one(people, as_person):
    page = as_person(people["stranger"]).get("/en/library/suggest/")
    assert page.status_code == 200 and "Find a network to join" in page.text and 'name="why"' not in page.text


def test_suggesting_asks_to_sign_in_first(client):
    assert client.get("/en/library/suggest/").url == "/en/accounts/login/?next=/en/library/suggest/"


def test_a_suggestion_is_kept_and_the_member_sees_what_comes_next(people, as_person):
    browser = as_person(people["member"])
    answer = browser.post("/en/library/suggest/", filled(people), follow=True)
    assert answer.redirect_chain == [("/en/library/suggestions/", 302)]
    submission = Submission.objects.get()
    assert (submission.network, submission.submitter, submission.language) == (
        people["wales"],
        people["member"],
        "en",
    )
    text = answer.text
    assert (
        "Waiting for a curator" in text
        and "You will hear either way." in text
        and "A guide to sharing power" in text
    )


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"url": ""}, "url", "This field is required."),
        ({"url": "nonsense"}, "url", "This is not a web address."),
        ({"url": "javascript:alert(1)"}, "url", "This is not a web address."),
        ({"url": "https://localhost"}, "url", "This is not a web address."),
        ({"url": "https://x.example/" + "a" * 1000}, "url", "at most 1000 characters"),
        ({"title": ""}, "title", "This field is required."),
        ({"title": "a" * 401}, "title", "at most 400 characters"),
        ({"why": "  "}, "why", "This field is required."),
        ({"why": "a" * 2001}, "why", "at most 2000 characters"),
        ({"network": "999"}, "network", "Select a valid choice."),
        ({"network": "x"}, "network", "Select a valid choice."),
        ({"language": "xx"}, "language", "Select a valid choice."),
    ],
)
def test_bad_input_gets_a_message_beside_its_field_and_what_was_typed_is_kept(
    people, as_person, fields, field, words
):
    typed = filled(people, **fields)
    answer = as_person(people["member"]).post("/en/library/suggest/", typed)
    assert answer.status_code == 422
    assert any(words in message for message in answer.context["form"].errors[field])
    for name in {"title", "why"} - {field}:
        assert typed[name] in answer.text
    assert not Submission.objects.exists()


def test_another_network_s_number_in_the_form_is_refused(people, as_person):
    answer = as_person(people["member"]).post(
        "/en/library/suggest/", filled(people, network=people["scotland"].pk)
    )
    assert answer.status_code == 422 and not Submission.objects.exists()


def test_what_is_there_already_is_shown_with_a_link(people, as_person):
    there = make_resource("Here already", url="https://suggested.example/guide")
    answer = as_person(people["member"]).post("/en/library/suggest/", filled(people))
    assert answer.status_code == 422
    assert "It is there already" in answer.text and there.get_absolute_url() in answer.text
    assert "A guide to sharing power" in answer.text and not Submission.objects.exists()


def test_titles_much_alike_are_shown_first_and_can_be_overruled(people, as_person):
    similar = make_resource("Guide to Sharing Power (second edition)")
    make_resource("Sheep farming in the hills of Wales")
    browser = as_person(people["member"])
    answer = browser.post("/en/library/suggest/", filled(people))
    assert "Is it one of these?" in answer.text and similar.get_absolute_url() in answer.text
    assert "Sheep farming" not in answer.text and not Submission.objects.exists()
    assert "It helped us." in answer.text, "what was typed is kept"
    answer = browser.post("/en/library/suggest/", filled(people, confirmed="1"))
    assert answer.status_code == 302 and Submission.objects.count() == 1


def test_a_bare_doi_and_an_address_without_scheme_will_do(people, as_person):
    browser = as_person(people["member"])
    browser.post("/en/library/suggest/", filled(people, url="10.1000/abc"))
    browser.post(
        "/en/library/suggest/",
        filled(people, url="www.example.org/guide", title="Other thing altogether", key="2"),
    )
    assert sorted(Submission.objects.values_list("url", "doi")) == [
        ("https://doi.org/10.1000/abc", "10.1000/abc"), ("https://www.example.org/guide", ""),
    ]  # fmt: skip


def test_a_member_sees_their_own_suggestions_only(people, as_person):
    make_submission(people["wales"], people["member"], title="Mine")
    make_submission(people["wales"], people["facilitator"], title="Not mine")
    text = as_person(people["member"]).get("/en/library/suggestions/").text
    assert "Mine" in text and "Not mine" not in text
    empty = as_person(people["stranger"]).get("/en/library/suggestions/").text
    assert "You have not suggested anything yet" in empty


def test_the_reason_is_shown_to_the_member(people, as_person):
    submission = suggest(people)
    submissions.decline(submission, by=people["curator"], reason="It is for <sale> only.")
    text = as_person(people["member"]).get("/en/library/suggestions/").text
    assert "It is for &lt;sale&gt; only." in text and "Not taken up" in text


# --- The whole journey ------------------------------------------------------------------------------------------------


@pytest.fixture
def with_workflow(people):
    """The network's workflow as it is made together with the network; without hooks, made here."""
    from knowledge.pages.models import NetworkEditors

    editors = NetworkEditors.objects.filter(network=people["wales"]).first()
    return editors.workflow if editors else None


def test_the_whole_journey_with_mails_in_the_member_s_language(
    people, as_person, run_jobs, mailoutbox, with_workflow
):
    member, curator = as_person(people["member"]), as_person(people["curator"])
    member.post(
        "/cy/library/suggest/",
        filled(people, language="cy", title="Canllaw rhannu grym", why="Fe helpodd ni."),
    )
    submission = Submission.objects.get()
    assert (
        told(people["curator"])
        == told(people["second_curator"])
        == told(people["coordinator"])
        == ["submission_made"]
    )
    assert told(people["foreign_curator"]) == told(people["facilitator"]) == []

    accepted = curator.post(reverse("desk-submission-accept", args=[submission.pk]), follow=True)
    resource = Resource.objects.get()
    assert accepted.redirect_chain[-1][0] == reverse("desk-resource", args=[resource.pk])
    assert not resource.live and resource.contributed_by == people["member"]
    assert [text.summary for text in resource.texts.all()] == ["Fe helpodd ni."]
    assert resource.latest_revision.user == people["curator"]
    if with_workflow:
        assert resource.current_workflow_state.workflow == with_workflow
    run_jobs()
    [letter] = mailoutbox
    assert letter.to == [people["member"].email]
    assert "Canllaw rhannu grym" in letter.subject and letter.extra_headers["Content-Language"] == "cy"
    assert "/cy/library/suggestions/" in letter.body
    assert "/cms/" not in letter.body and "/desk/" not in letter.body
    assert "Your suggestion" not in letter.subject, "the sentence is in Welsh"

    published = curator.post(
        reverse("desk-resource", args=[resource.pk]),
        {
            "revision": resource.latest_revision_id, "publish": "1", "title": "Canllaw rhannu grym", "format": "guide",
            "languages": ["cy"], "url": "https://suggested.example/guide", "source_language": "cy", "audience": "public",
            "text-cy-summary": "Crynodeb gan guradur.", "text-en-summary": "A curator's summary.",
        },
    )  # fmt: skip
    assert published.status_code == 302, published.context["form"].errors
    resource.refresh_from_db()
    submission.refresh_from_db()
    assert resource.live and submission.state == "published"
    assert {text.language: text.summary for text in resource.texts.all()} == {
        "cy": "Crynodeb gan guradur.", "en": "A curator's summary.",
    }  # fmt: skip
    if with_workflow:
        assert resource.current_workflow_state is None
    run_jobs()
    assert told(people["member"]) == ["submission_accepted", "submission_published"]
    assert len(mailoutbox) == 2
    assert resource.get_absolute_url().replace("/en/", "/cy/") in mailoutbox[1].body
    page = member.get(f"/cy/library/{resource.pk}/{resource.slug}/").text
    assert "Crynodeb gan guradur." in page and "Rhys" in page


def test_publishing_in_the_editors_area_ends_the_journey_as_well(people):
    resource = submissions.accept(suggest(people), by=people["curator"])
    resource.get_latest_revision().publish(user=None, skip_permission_checks=True)
    assert Submission.objects.get().state == "published"
    assert told(people["member"]) == ["submission_accepted", "submission_published"]


def test_who_hears_at_once_that_it_is_published_need_not_hear_it_was_accepted(people, run_jobs, mailoutbox):
    resource = submissions.accept(suggest(people, by="facilitator", language="en"), by=people["curator"])
    records.publish(resource, by=people["curator"])
    run_jobs()
    assert [letter.subject for letter in mailoutbox if letter.to == [people["facilitator"].email]] == [
        "Your suggestion “A guide” is now in the library"
    ]


def test_a_curator_who_suggests_is_not_told_of_their_own_decision(people):
    submission = suggest(people, by="curator")
    submissions.accept(submission, by=people["curator"])
    assert told(people["curator"]) == []


def test_an_account_that_is_gone_leaves_its_suggestion(people):
    submission = suggest(people)
    people["member"].delete()
    submission.refresh_from_db()
    resource = submissions.accept(submission, by=people["curator"])
    assert submission.submitter is None and resource.contributed_by is None


def test_a_suggestion_with_the_doi_of_a_record_is_not_accepted_into_a_second_one(people, as_person):
    submission = make_submission(people["wales"], people["member"], url="https://doi.org/10.1000/a")
    there = make_resource("The same work", doi="10.1000/a", url="")
    with pytest.raises(AlreadyInLibrary):
        submissions.accept(submission, by=people["curator"])
    browser = as_person(people["curator"])
    page = browser.post(reverse("desk-submission-accept", args=[submission.pk]), follow=True)
    assert "The library has a record with this DOI: “The same work”" in page.text
    browser.post(
        reverse("desk-submission-decline", args=[submission.pk]),
        {"reason": "It is there.", "record": there.pk},
    )
    submission.refresh_from_db()
    assert (submission.state, submission.resource) == ("declined", there)
    assert there.get_absolute_url() in as_person(people["member"]).get("/en/library/suggestions/").text


def test_a_record_that_lacks_something_is_not_published_and_says_what(people):
    resource = submissions.accept(suggest(people), by=people["curator"])
    draft = records.newest(resource)
    draft.texts.set([])
    draft.format = ""
    records.save_draft(draft, by=people["curator"])
    with pytest.raises(NotReadyToPublish) as refused:
        records.publish(resource, by=people["curator"])
    assert "format: This field cannot be blank." in refused.value.faults
    assert "Write a summary in at least one language." in refused.value.faults
    assert Submission.objects.get().state == "accepted"


def test_nothing_is_told_when_the_change_is_undone(people, run_jobs):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        submissions.accept(suggest(people), by=people["curator"])
        raise ZeroDivisionError
    run_jobs()
    assert not Notification.objects.exists() and not mail.outbox
