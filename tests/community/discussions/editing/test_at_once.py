"""Several tabs that save at the same moment, on the real engine."""

import threading

from django.db import connection

from community.discussions.editing.domain import edit_post, wording_key
from community.discussions.editing.permissions import GRACE
from community.discussions.editing.refusals import ChangedMeanwhile
from community.discussions.models import Post
from tests.factories import make_member, make_network, make_space, make_thread


def test_two_who_save_at_once_leave_one_wording_each(live_site):
    """One of two tabs is told; the number of wordings fits the count on the post."""
    network = make_network("wales")
    author = make_member(network, name="Nia Parry")
    thread = make_thread(make_space([network]), author)
    post = thread.posts.get(number=1)
    Post.objects.filter(pk=post.pk).update(created_at=post.created_at - 2 * GRACE)
    key, outcomes = wording_key(post), []

    def save(words):
        try:
            own = Post.objects.select_related("thread").get(pk=post.pk)
            outcomes.append(edit_post(own, html=f"<p>{words}</p>", language="en", based_on=key))
        except ChangedMeanwhile:
            outcomes.append("changed")
        finally:
            connection.close()

    tabs = [threading.Thread(target=save, args=(f"Tab {number}",)) for number in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    post.refresh_from_db()
    assert sorted(map(str, outcomes)) == ["True", "changed", "changed", "changed"]
    assert (post.edit_count, post.wordings.count()) == (1, 1)
