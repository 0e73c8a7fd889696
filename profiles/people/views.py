"""Profiles, the directory, and members' pictures."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.audience import viewer_of
from community.avatars import avatar_svg
from community.discussions.models import Thread
from community.languages import language_of
from community.networks.models import Network
from profiles.accounts.domain.details import holder_of

from .audiences import LISTED, PARTS
from .directory import choices_in, listing
from .domain.profiles import change_profile
from .forms import ProfileForm
from .models import Profile
from .pictures import CONTENT_TYPE, SIZES, path_of, storage
from .seen import seen_by
from .viewpoints import viewpoint_of

RECENT_THREADS = 5
PICTURE_KEPT_FOR = 60 * 60  # seconds in the reader's own browser; a changed audience takes this long at most


# --- The directory ----------------------------------------------------------------------------------------------------


@require_safe
def people(request):
    """Everybody this visitor may find, with search and facets."""
    choices = choices_in(request.GET)
    found = listing(request.user, choices, page=request.GET.get("page", 1))
    groups = [
        {
            "id": facet,
            "label": label,
            "options": _options(request, facet, found.facets[facet], getattr(choices, facet)),
        }
        for facet, label in (("network", _("Network")), ("topic", _("Topic")), ("area", _("Area")))
    ]
    return render(
        request,
        "profiles/people/people.html",
        {
            "listing": found,
            "choices": choices,
            "facet_groups": groups,
            "kept": [
                (name, value) for name in ("network", "topic", "area") if (value := getattr(choices, name))
            ],
            "plain_url": f"{request.path}?q={choices.text}" if choices.text else request.path,
        },
    )


def _options(request, facet, options, chosen):
    """Options as links: following a chosen one takes it away, another one takes its place."""
    links = []
    for option in options:
        query = request.GET.copy()
        query.pop("page", None)
        if option.key == chosen:
            query.pop(facet, None)
        else:
            query[facet] = option.key
        url = f"{request.path}?{query.urlencode()}" if query else request.path
        links.append(
            {"label": option.name, "url": url, "count": option.count, "selected": option.key == chosen}
        )
    return links


# --- One person -------------------------------------------------------------------------------------------------------


@require_safe
def person(request, handle):
    """What this visitor may read of one person; on the own page also what others would."""
    profile = Profile.objects.visible_to(request.user).with_parts().filter(user__handle=handle).first()
    if profile is None:
        return _moved(request, handle)
    is_own = request.user.is_authenticated and profile.user_id == request.user.pk
    viewpoint = viewpoint_of(request.GET.get("as") if is_own else None, profile)
    seen = viewpoint.see(profile) if viewpoint else seen_by(profile, viewer_of(request.user))
    reader = viewpoint.stand_in if viewpoint else request.user
    threads = (
        Thread.objects.visible_to(reader)
        .filter(author_id=profile.user_id, space__isnull=False)
        .select_related("space")
        .order_by("-started_at", "-pk")[:RECENT_THREADS]
    )
    return render(
        request,
        "profiles/people/person.html",
        {
            "person": seen,
            "area_language": language_of(seen.area, "name") if seen and seen.area else "",
            "is_own": is_own,
            "viewpoint": viewpoint,
            "tabs": viewpoint_tabs(request, viewpoint) if is_own else [],
            "threads": threads if seen else [],
        },
    )


def viewpoint_tabs(request, current):
    """The own page as oneself, and as others see it."""
    views = (
        (None, _("All of it")),
        ("public", _("Everyone")),
        ("members", _("Members")),
        ("networks", _("My networks")),
    )
    return [
        {
            "label": label,
            "url": f"{request.path}?as={name}" if name else request.path,
            "current": (current.name if current else None) == name,
        }
        for name, label in views
    ]


def _moved(request, handle):
    """A handle given up leads to its owner, if this visitor may see them; all else is not found."""
    owner = holder_of(handle)
    if (
        owner
        and owner.handle != handle
        and Profile.objects.visible_to(request.user).filter(user=owner).exists()
    ):
        return redirect(owner.get_absolute_url())
    raise Http404("No such person, or not for this reader.")


@require_safe
def person_picture(request, handle, key, size):
    """A member's picture, to those who may see it; to others the drawn swatch they would see anyway.

    Pieces of page that all readers share hold this address, so the answer must be a picture in any case.
    """
    profile = Profile.objects.visible_to(request.user).with_parts().filter(user__handle=handle).first()
    seen = seen_by(profile, viewer_of(request.user)) if profile else None
    place, path = storage(), path_of(key, size) if size in SIZES else ""
    if seen and seen.avatar and profile.user.picture_key == key and path and place.exists(path):
        response = FileResponse(place.open(path), content_type=CONTENT_TYPE)
        patch_cache_control(response, private=True, max_age=PICTURE_KEPT_FOR)
    else:
        # Drawn from the handle alone when even the name is not for this reader.
        name = profile.user.display_name if profile else handle
        response = HttpResponse(_standalone(avatar_svg(handle, name)), content_type="image/svg+xml")
        patch_cache_control(response, private=True, max_age=60)
    patch_vary_headers(response, ("Cookie",))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _standalone(svg: str) -> str:
    """An inline picture as a document of its own."""
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


# --- The own profile --------------------------------------------------------------------------------------------------


@never_cache
@login_required
def my_profile(request):
    """Write what others read of oneself, each part with who may see it."""
    profile = Profile.objects.with_parts().get(user=request.user)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=profile)
    if request.method == "POST" and form.is_valid():
        change_profile(profile, by=request.user, **form.changes())
        messages.success(request, _("Your profile is saved."))
        return redirect(reverse("person", args=[request.user.handle]))
    return render(
        request,
        "profiles/people/my_profile.html",
        {
            "form": form,
            "is_welcome": "welcome" in request.GET,
            "networks": [membership.network for membership in profile.user.active_memberships],
            "has_networks_to_join": Network.objects.exists(),
            "parts": [(part.name, form[part.column]) for part in (LISTED, *PARTS)],
        },
    )
