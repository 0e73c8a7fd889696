"""Old addresses of conversations and posts: they lead on, for those who may read what they lead to."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ..models import Thread
from .models import PostRedirect, ThreadRedirect


def target_of(user, pk: int) -> Thread | None:
    """The thread that ``user`` may read and that the thread ``pk`` is part of now; None where there is none."""
    visible = Thread.objects.visible_to(user).values("pk")
    found = ThreadRedirect.objects.filter(thread_id=pk, target__in=visible).select_related("target").first()
    return found.target if found else None


def where_it_went(user, pk: int, view: str = "thread") -> HttpResponse:
    """A redirect from the address of a thread that is not there any more; 404 where it leads nowhere for ``user``.

    Never permanent: whether it leads anywhere depends on who asks.
    """
    target = target_of(user, pk)
    if target is None:
        raise Http404
    return redirect(reverse(view, args=[target.pk, target.slug or "-"]))


def where_post_went(user, pk: int, number: int) -> HttpResponse | None:
    """A redirect for a post that was taken elsewhere; None for one that was not, 404 where ``user`` may not read it."""
    moved = PostRedirect.objects.filter(thread_id=pk, number=number).select_related("post__thread").first()
    if moved is None:
        return None
    if not Thread.objects.visible_to(user).filter(pk=moved.post.thread_id).exists():
        raise Http404
    return redirect(moved.post.get_absolute_url())


def new_number(pk: int, number: str, target: Thread) -> str:
    """The number in ``target`` of what was post ``number`` of thread ``pk``; empty where it is not there."""
    if not (number.isascii() and number.isdigit() and len(number) < 9):
        return ""
    moved = PostRedirect.objects.filter(thread_id=pk, number=number, post__thread=target)
    return str(moved.values_list("post__number", flat=True).first() or "")
