"""What is said in public, for feed readers: of a space, a topic, a network, or one conversation.

A feed reader signs in nowhere, so it is given what everybody may see, whoever
asks; a place that is not public has no feed, as if it were not there.
"""

from django.contrib.syndication.views import Feed
from django.db.models import F, Q
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from community.languages import active_language
from community.networks.models import Network
from community.topics.models import Topic

from ..models import Post, Space, Thread
from ..writers import name_of_writer

MOST_ITEMS = 30


def newest_posts(threads) -> list[Post]:
    """The newest posts in public ones of ``threads``, newest first; two queries whatever their number.

    Of the newest thirty posts each stands in one of the thirty conversations
    written in last, and among the last thirty of that. So the lists by age and
    number answer, and no long table of posts is put in order.
    """
    lively = (
        threads.visible_to(None).order_by("-last_post_at", "-pk").values_list("pk", flat=True)[:MOST_ITEMS]
    )
    posts = Post.objects.filter(
        thread__in=list(lively), number__gt=F("thread__last_number") - MOST_ITEMS, removed_at__isnull=True
    )
    return list(posts.select_related("thread", "author").order_by("-created_at", "-pk")[:MOST_ITEMS])


class _Posts(Feed):
    """Posts as entries: who wrote, what, and an address that stays."""

    feed_type = Atom1Feed

    def item_title(self, item):
        if item.number == 1:
            return item.thread.title
        return _("%(person)s in “%(title)s”") % {"person": _author(item), "title": item.thread.title}

    def item_description(self, item):
        return item.html

    def item_link(self, item):
        return item.get_absolute_url()

    def item_guid(self, item):
        return f"post:{item.thread_id}:{item.pk}"

    def item_author_name(self, item):
        return _author(item)

    def item_pubdate(self, item):
        return item.created_at

    def item_updateddate(self, item):
        return item.edited_at or item.created_at


def _author(post: Post) -> str:
    return name_of_writer(post)


def _or_404(row):
    if row is None:
        raise Http404
    return row


class SpaceFeed(_Posts):
    """What is said in a public space."""

    def get_object(self, request, slug):
        return _or_404(Space.objects.visible_to(None).filter(slug=slug).first())

    def title(self, space):
        return space.name

    def subtitle(self, space):
        return space.description

    def link(self, space):
        return space.get_absolute_url()

    def feed_url(self, space):
        return reverse("space-feed", args=[space.slug])

    def items(self, space):
        return newest_posts(Thread.objects.filter(space=space))


class TopicFeed(_Posts):
    """What is said in public about a topic or the narrower ones below it."""

    def get_object(self, request, slug):
        return _or_404(Topic.objects.filter(slug=slug).first())

    def title(self, topic):
        return _("Conversations about %(topic)s") % {"topic": topic.name}

    def link(self, topic):
        return topic.get_absolute_url()

    def feed_url(self, topic):
        return reverse("topic-feed", args=[topic.slug])

    def items(self, topic):
        about = Thread.topics.through.objects.filter(Q(topic=topic) | Q(topic__parent=topic)).values("thread")
        return newest_posts(Thread.objects.filter(pk__in=about))


class NetworkFeed(_Posts):
    """What is said in the public spaces a network holds, alone or with others."""

    def get_object(self, request, slug):
        return _or_404(Network.objects.filter(slug=slug).first())

    def title(self, network):
        return _("Conversations of %(network)s") % {"network": network.name}

    def link(self, network):
        return f"/{active_language()}/networks/{network.slug}/"

    def feed_url(self, network):
        return reverse("network-feed", args=[network.slug])

    def items(self, network):
        return newest_posts(
            Thread.objects.filter(space__in=Space.objects.filter(networks=network).values("pk"))
        )


class ThreadFeed(_Posts):
    """One public conversation."""

    def get_object(self, request, pk, slug):
        return _or_404(Thread.objects.visible_to(None).filter(pk=pk).first())

    def title(self, thread):
        return thread.title

    def subtitle(self, thread):
        first = thread.posts.filter(number=1, removed_at__isnull=True).first()
        return Truncator(first.text).chars(200) if first else ""

    def link(self, thread):
        return thread.get_absolute_url()

    def feed_url(self, thread):
        return reverse("thread-feed", args=[thread.pk, thread.slug])

    def items(self, thread):
        return newest_posts(Thread.objects.filter(pk=thread.pk))
