"""How far a member has read a thread, and whether they follow it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..domain.reading import follow as follow_thread
from ..domain.reading import read_up_to
from ..domain.reading import unfollow as unfollow_thread
from ..models import Thread
from .verbs import verb_on_thread


@verb_on_thread
def read(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Note how far this member has read: ``number``, else to the end. Script sends it while reading."""
    asked = request.POST.get("number", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else thread.last_number
    read_up_to(thread, by=request.user, number=number)
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    return redirect(thread)


@verb_on_thread
def follow(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Be told of new posts in a thread."""
    follow_thread(thread, by=request.user)
    messages.success(
        request, _("You follow this conversation now: new posts come to your notices and by mail.")
    )
    return redirect(thread)


@verb_on_thread
def unfollow(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Be told no longer."""
    unfollow_thread(thread, by=request.user)
    messages.success(request, _("You do not follow this conversation any more."))
    return redirect(thread)
