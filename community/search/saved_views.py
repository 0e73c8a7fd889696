"""Pages of the searches a person keeps."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.refusals import Refusal, show_in

from . import asking
from .choices import Names
from .domain import saved as searches
from .forms import SavedSearchForm
from .models import SavedSearch


@login_required
@never_cache
@require_safe
def me_searches(request):
    """The searches I keep, by name, and the way back for one just removed."""
    kept = list(SavedSearch.objects.filter(user=request.user).defer("seen"))
    asked = {saved.pk: asking.kept(saved) for saved in kept}
    names = Names.for_all(asked.values(), request.user)
    token = request.GET.get("removed", "")
    return render(
        request,
        "community/search/me_searches.html",
        {
            "searches": [
                {"saved": saved, "url": asked[saved.pk].url, "choices": names.of(asked[saved.pk])}
                for saved in kept
            ],
            "undo": token,
            "removed": searches.removed_name(request.user, token) if token else "",
        },
    )


def _trail(label) -> list[dict]:
    return [
        {"label": _("Settings"), "url": reverse("me")},
        {"label": _("Saved searches"), "url": reverse("me-searches")},
        {"label": label, "url": ""},
    ]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request):
    """Keep the search that the address asks for."""
    asked = asking.read(request.GET)
    if not asked.text:
        return redirect("search")
    already = searches.find_saved(request.user, asked)
    if already is not None and request.method != "POST":
        return redirect("search-change", already.pk)
    form = SavedSearchForm(request.POST or None, initial={"name": asked.text[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            saved = searches.save_search(request.user, asked, **form.cleaned_data)
        except Refusal as refusal:
            show_in(form, refusal)
        else:
            messages.success(request, _("The search “%(search)s” is saved.") % {"search": saved.name})
            return redirect(asked.url)
    return _page(request, form, asked, title=_("Save this search"), submit=_("Save the search"))


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Another name, or told more or less often."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    form = SavedSearchForm(request.POST or None, instance=saved)
    if request.method == "POST" and form.is_valid():
        # The form has written the new values on the row already; what was chosen before decides what is new.
        saved.refresh_from_db()
        searches.change_search(saved, **form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("me-searches")
    return _page(
        request, form, asking.kept(saved), title=_("Change a saved search"), submit=_("Save"), saved=saved
    )


def _page(request, form, asked, *, title, submit, saved=None):
    return render(
        request,
        "community/search/save.html",
        {
            "form": form,
            "asked": asked,
            "choices": Names.for_all([asked], request.user).of(asked),
            "page_title": title,
            "submit": submit,
            "saved": saved,
            "trail": _trail(title),
        },
        status=422 if form.errors else 200,
    )


@login_required
@require_POST
def remove(request, pk):
    """Keep it no longer; the list offers to take that back."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    token = searches.remove_search(saved)
    return redirect(f"{reverse('me-searches')}?removed={token}")


@login_required
@require_POST
def restore(request):
    """Have back what was just removed."""
    try:
        saved = searches.restore_search(request.user, request.POST.get("undo", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("me-searches")
    if saved is None:
        raise Http404
    messages.success(request, _("The search “%(search)s” is saved.") % {"search": saved.name})
    return redirect("me-searches")
