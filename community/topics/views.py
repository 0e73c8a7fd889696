"""The index of topics, and the page of one that joins everything about it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.discussions.follows.levels import follows_of
from community.languages import active_language, language_of

from .models import Topic
from .panels import panels


@require_safe
def topics(request):
    """All topics, on two levels."""
    return render(
        request,
        "community/topics/topics.html",
        {"topics": [_shown(topic) for topic in Topic.objects.of_first_level()]},
    )


@require_safe
def topic(request, slug):
    """One topic: what it means, what is near it, and what there is about it."""
    subject = get_object_or_404(Topic.objects.select_related("parent"), slug=slug)
    children = list(subject.children.all())
    siblings = list(subject.parent.children.exclude(pk=subject.pk)) if subject.parent else []
    topic_ids = [subject.pk, *(child.pk for child in children)]
    shown = []
    for panel in sorted(panels, key=lambda panel: (panel.order, panel.slug)):
        content = panel.draw(subject, topic_ids, request.user)
        if content.items:
            shown.append((panel, content))
    trail = [{"label": _("Topics"), "url": reverse("topics")}]
    if subject.parent:
        trail.append({"label": subject.parent.name, "url": subject.parent.get_absolute_url()})
    return render(
        request,
        "community/topics/topic.html",
        {
            **_shown(subject),
            "near": [_pill(near) for near in children or siblings],
            "has_children": bool(children),
            "panels": shown,
            "follow_level": follows_of(request.user).of_topic(subject.pk),
            "trail": [*trail, {"label": subject.name, "url": ""}],
        },
    )


def _pill(topic) -> dict:
    return {
        "label": topic.name,
        "url": topic.get_absolute_url(),
        "lang": _other_language(language_of(topic, "name")),
    }


def _shown(topic) -> dict:
    """A topic with the languages of its words, where they are not the page's."""
    return {
        "topic": topic,
        "name_lang": _other_language(language_of(topic, "name")),
        "definition_lang": _other_language(language_of(topic, "definition")),
        "children": [_pill(child) for child in topic.children.all()] if topic.parent_id is None else [],
    }


def _other_language(code: str) -> str:
    """``code`` for the ``lang`` attribute where it is not the page's own language."""
    return "" if code == active_language() else code
