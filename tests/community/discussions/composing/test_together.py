"""Rows of several tables in one query are the rows themselves."""

import pytest

from community.discussions.composing.together import FirstOfEach
from community.discussions.drafts.domain import Words, save
from community.discussions.drafts.models import Draft
from community.discussions.models import ThreadPlace


@pytest.mark.served
def test_they_are_as_if_read_one_by_one(thread, nia, rhys, queries):
    save(nia, "thread:1", Words(text="A “quoted” tŷ\n\\n", topics=(3, 4), in_reply_to=1))
    save(nia, "thread:1", Words(text="Other"), base=0)
    drafts, places = Draft.objects.filter(user=nia), ThreadPlace.objects.filter(user=nia, thread=thread)
    own = FirstOfEach(
        lambda user, thread: (
            Draft.objects.filter(user=user),
            ThreadPlace.objects.filter(user=user, thread=thread),
            Draft.objects.filter(user=user, place="none"),
        ),
        thread=int,
    )
    assert own.rows(user=rhys.pk, thread=thread.pk) == [None, None, None]
    with queries(exactly=1):
        draft, place, nothing = own.rows(user=nia.pk, thread=thread.pk)
    for found, wanted in ((draft, drafts.get()), (place, places.get())):
        for field in found._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(wanted, field.attname), field.attname
    assert nothing is None
    draft.text = "Changed"
    draft.save()
    assert drafts.get().text == "Changed"
