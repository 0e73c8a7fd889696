"""Small verbs on a thread, each a form of one button: follow, read, close."""

from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ..showing import find_thread
from ..tending.redirects import where_it_went


def verb_on_thread(view):
    """``view(request, thread)`` does the verb on a POST of a signed-in reader of the thread.

    Whoever follows such an address (after signing in, say) comes to the thread: a GET changes nothing.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def wrapped(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
        try:
            thread = find_thread(request.user, pk)
        except Http404:
            return where_it_went(request.user, pk)
        if request.method != "POST":
            return redirect(thread)
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={thread.get_absolute_url()}")
        return view(request, thread)

    return wrapped
