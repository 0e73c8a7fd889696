"""A whole conversation under anything that can be talked about, and the form to reply."""

import uuid

from django import template
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import mark_safe

from community.components.drawn_once import drawn_once, gap
from community.discussions.showing import Discussion, asked_number, find_thread
from community.discussions.subjects import find_thread_on, subjects

register = template.Library()


@register.inclusion_tag("community/discussions/hung_discussion.html", takes_context=True)
def discussion_on(context, kind, thing):
    """The conversation about ``thing``: posts, live updates, the form. ``kind`` is a registered subject's name.

    The page that shows it must have checked that the reader may see the thing,
    and loads ``js/live/live.js`` and ``community/discussion.js`` in its scripts.
    """
    request = context["request"]
    described = subjects.get(kind)
    thread = find_thread_on(kind, thing)
    if thread is not None:
        thread = find_thread(request.user, thread.pk)
    discussion = Discussion(
        request, thread, subject=(described, thing), asked=asked_number(request), is_hung=True
    )
    return {"discussion": discussion, "csrf_token": context.get("csrf_token"), "request": request}


@register.simple_tag(takes_context=True)
def reply_form(context, discussion):
    """The form to reply. Empty, it is the same for everybody but for its keys, and is drawn once."""
    page = context.template.engine.get_template("community/discussions/composing/reply_form.html")
    form_key = context.get("csrf_token")

    def draw(composer, form_key):
        inside = {"discussion": discussion, "composer": composer, "csrf_token": form_key}
        return page.render(context.new(inside))

    if not discussion.begins_blank:
        return draw(discussion.composer, form_key)
    own = {
        "csrf_token": form_key,
        "draft": discussion.draft_key,
        "submission": SimpleLazyObject(lambda: uuid.uuid4().hex),
    }

    def draw_blank():
        composer = discussion.blank_composer(draft_key=gap("draft"), submission_key=gap("submission"))
        return draw(composer, mark_safe(gap("csrf_token")))  # letters and digits

    return drawn_once(("reply form", discussion.shown_in_blank), draw_blank, own)
