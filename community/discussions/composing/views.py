"""What the editor asks of the server."""

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from ..domain.markup import clean
from ..domain.threads import LONGEST_HTML


@require_POST
def clean_pasted(request: HttpRequest) -> JsonResponse:
    """``html`` from an office program's clipboard as a post would hold it. Nothing is kept."""
    if not request.user.is_authenticated:
        raise Http404
    # Word sends its style sheets along, many times the words.
    html = request.POST.get("html", "")[: 20 * LONGEST_HTML]
    return JsonResponse({"html": clean(html)[:LONGEST_HTML]})
