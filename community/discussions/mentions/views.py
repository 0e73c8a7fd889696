"""People to choose from while somebody types a name after an @."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..composing.places import LONGEST_KEY, find_place, keys_of_place
from ..models import Post
from .people import starting

LONGEST_TYPED = 60
LATELY = 60  # posts whose authors come first


@never_cache
@require_safe
def mention_people(request: HttpRequest) -> JsonResponse:
    """Those whose name or handle begins with ``?q=`` and who may read what is written at ``?place=``."""
    key = request.GET.get("place", "")
    if not request.user.is_authenticated or len(key) > LONGEST_KEY or find_place(request.user, key) is None:
        raise Http404
    typed = " ".join(request.GET.get("q", "")[:LONGEST_TYPED].replace("\x00", "").split())
    people = starting(request.user, typed, keys_of_place(key), first=_writers(key))
    return JsonResponse(
        {
            "people": [
                {"handle": one.handle, "name": one.name, "avatar": one.avatar, "note": one.note}
                for one in people
            ]
        }
    )


def _writers(key: str) -> list[int]:
    """Those who wrote lately in the conversation, whom one most likely means."""
    kind, _colon, number = key.partition(":")
    if kind != "thread":
        return []
    lately = Post.objects.filter(thread_id=int(number), author__isnull=False, removed_at__isnull=True)
    return list(dict.fromkeys(lately.order_by("-number").values_list("author_id", flat=True)[:LATELY]))
