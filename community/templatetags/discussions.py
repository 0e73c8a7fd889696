"""A whole conversation under anything that can be talked about."""

from django import template

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
