"""What came after a number, over plain HTTP: replay for sockets that lost some, and polling where sockets fail."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from community.languages import MAIN_LANGUAGE, site_languages

from .listening import keys_for, may_listen
from .replay import answer, present_answer

NOW = "now"
_LONGEST_KEY = 60


@require_GET
@never_cache
def events(request):
    """``?stream=thread:12&after=57&language=cy``: the frame a socket would get, as JSON.

    ``after=now`` is for a page that knows no number, as ``null`` is in a join. 404 for a stream that is not there
    or not for this reader: both look the same.
    """
    stream_key = request.GET.get("stream", "")[:_LONGEST_KEY]
    after = request.GET.get("after", "")
    if after != NOW and (not after.isascii() or not after.isdigit() or len(after) > 15):
        return JsonResponse({"error": "after must be a whole number"}, status=400)
    if not may_listen(request.user, stream_key):
        return JsonResponse({"error": "not found"}, status=404)
    language = request.GET.get("language", "")
    if language not in site_languages():
        language = MAIN_LANGUAGE
    if after == NOW:
        _number, frame = present_answer(stream_key, language)
    else:
        frame = answer(stream_key, int(after), language, keys_for(request.user, [stream_key]))
    return HttpResponse(frame, content_type="application/json")
