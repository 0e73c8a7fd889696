"""Living conversations on front pages: what was said last, where everybody may read it."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from community import home_panels
from community.previews import beginning_of

from .domain.taking_out import PANEL
from .models import Post, Thread

MOST_ON_HOME = 4
EXCERPT = 140  # characters of what was said


def living_threads(language: str, network) -> dict | None:
    """The public threads with the newest posts, in the spaces of ``network`` where one is given. Two queries."""
    newest = Post.objects.said().filter(thread=OuterRef("pk")).order_by("-number")
    threads = Thread.objects.visible_to(None).filter(space__isnull=False, space__archived_at__isnull=True)
    if network is not None:
        threads = threads.filter(space__networks=network)
    threads = threads.annotate(newest_post_id=Subquery(newest.values("pk")[:1])).filter(
        newest_post_id__isnull=False
    )
    shown = list(threads.select_related("space").order_by("-last_post_at", "-pk")[:MOST_ON_HOME])
    posts = Post.objects.select_related("author").in_bulk([thread.newest_post_id for thread in shown])
    rows = [_row(thread, posts[thread.newest_post_id], language) for thread in shown]
    return {"rows": rows, "spaces_url": reverse("spaces")} if rows else None


def _row(thread, post, language) -> dict:
    return {
        "title": thread.title,
        "lang": thread.language if thread.language != language else "",
        "url": thread.get_absolute_url(),
        "space": thread.space.name,
        "author": post.author,
        "when": post.created_at,
        "excerpt": beginning_of(post.text, EXCERPT),
        "excerpt_lang": post.language if post.language != language else "",
        "count": thread.post_count,
    }


home_panels.panels.register(
    PANEL,
    home_panels.HomePanel(PANEL, 10, "community/discussions/home_panel.html", living_threads),
)
