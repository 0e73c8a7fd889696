"""What can be done to a post: its menu, and the small verbs its buttons send."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from community.languages import active_language
from community.live import replay
from community.refusals import Refusal

from .. import fragments
from ..models import Post, Thread
from ..parts import Mine, post_panels
from ..refusals import FormHasExpired, SignedOut
from ..showing import find_thread
from ..verbs import offered, post_verbs, quick_verbs
from .forms_that_expire import checks_form_key_itself, form_key_has_expired


def find_post(user, pk: int, number: int) -> Post:
    """The post that ``user`` may read and that was not removed, with its thread; else 404."""
    thread = find_thread(user, pk)
    post = thread.posts.said().filter(number=number).for_reading().first()
    if post is None:
        raise Http404
    post.thread = thread
    return post


@require_safe
def post_more(request: HttpRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """Everything that this reader may do with a post; ``?part=menu`` gives the menu alone."""
    post = find_post(request.user, pk, number)
    context = {
        "thread": post.thread,
        "post": post,
        "verbs": offered(post_verbs, request.user, post),
        "sign_in_url": f"{reverse('account_login')}?next={post.get_absolute_url()}",
    }
    if request.GET.get("part") == "menu":
        return render(request, "community/discussions/post_menu.html", context)
    fragment = fragments.post_fragment(post, post.thread, active_language())
    context["fragment"] = Mine(request.user, [post]).marked(post.number, fragment)
    context["panels"] = [panel(request.user, post) for panel in post_panels]
    return render(request, "community/discussions/post_more.html", context)


@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Do the quick verb whose button was pressed; back to the post, or what the stream has had since as JSON."""
    thread = find_thread(request.user, pk)
    if request.method != "POST":
        return redirect(thread)
    pressed = next((name for name in request.POST if name in quick_verbs), None)
    value = request.POST.get(pressed, "") if pressed else ""
    refused = ""
    try:
        if not request.user.is_authenticated:
            raise SignedOut
        if form_key_has_expired(request):
            raise FormHasExpired
        if pressed is None:
            raise Http404
        quick_verbs.get(pressed)(request, thread, value)
    except Refusal as refusal:
        refused = str(refusal.message)
    if request.headers.get("Accept", "").startswith("application/json"):
        return _since(request, thread, refused)
    if refused:
        messages.error(request, refused)
    return redirect(_post_address(thread, value))


def _since(request, thread: Thread, refused: str) -> HttpResponse:
    after = request.POST.get("after", "")
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    extra = f',"refused":{json.dumps(refused)}' if refused else ""
    body = replay.answer(thread.stream_key, number, active_language(), extra=extra)
    return HttpResponse(body, content_type="application/json", status=422 if refused else 200)


def _post_address(thread: Thread, value: str) -> str:
    number = value.partition(":")[0]
    if number.isascii() and number.isdigit() and len(number) < 9:
        return reverse("thread-post", args=[thread.pk, thread.slug, int(number)])
    return thread.get_absolute_url()
