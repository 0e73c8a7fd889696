"""The list of notices, its settings, stopping mails by one click, and the outbox of the demonstration."""

from csp.decorators import csp
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.languages import active_language
from community.templatetags.formatting import moment

from . import outbox
from .domain import notices, stopping
from .forms import SettingsForm, StopForm
from .listing import listed
from .models import Notification, NotificationSetting

UNREAD_AT_MOST = 200
READ_A_PAGE = 40


@login_required
@never_cache
@require_safe
def notices_list(request):
    """What I have been told: unread first, then what I have read, a page at a time."""
    mine = Notification.objects.of(request.user).select_related("actor")
    before = _whole_number(request.GET.get("before"))
    unread = [] if before else list(mine.unread()[:UNREAD_AT_MOST])
    earlier = mine.filter(read_at__isnull=False)
    if before:
        earlier = earlier.filter(pk__lt=before)
    earlier = list(earlier[: READ_A_PAGE + 1])
    more = earlier[:READ_A_PAGE][-1].pk if len(earlier) > READ_A_PAGE else None
    language = active_language()
    return render(
        request,
        "community/notifications/notices_list.html",
        {
            "unread": listed(unread, request.user, language),
            "newest_id": unread[0].pk if unread else 0,
            "earlier": listed(earlier[:READ_A_PAGE], request.user, language),
            "older_url": f"{reverse('notices')}?before={more}" if more else "",
            "newer_url": reverse("notices") if before else "",
        },
    )


def _whole_number(text) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


@login_required
@require_POST
def notices_read(request):
    """Mark all as read that were listed when the page was drawn."""
    count = notices.mark_all_read(request.user, up_to_id=_whole_number(request.POST.get("up_to")))
    if count:
        messages.success(
            request,
            ngettext("%(count)s notice marked as read.", "%(count)s notices marked as read.", count)
            % {"count": count},
        )
    return redirect("notices")


@login_required
@require_POST
def notice_read(request, pk):
    """Mark one line of the list as read."""
    notices.mark_one_read(request.user, notice_id=pk)
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("notices")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me_notifications(request):
    """Which notices reach me on the site and by mail."""
    chosen = {
        slug: (on_site, by_mail)
        for slug, on_site, by_mail in NotificationSetting.objects.filter(user=request.user).values_list(
            "kind", "on_site", "by_mail"
        )
    }
    form = SettingsForm(request.POST if request.method == "POST" else None, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        for kind, on_site, by_mail in form.choices_made():
            stopping.choose(request.user, kind, on_site=on_site, by_mail=by_mail)
        messages.success(request, _("Your choices are saved."))
        return redirect("me-notifications")
    return render(
        request,
        "community/notifications/me_notifications.html",
        {
            "form": form,
        },
        status=422 if form.errors else 200,
    )


# Mail programs post here without cookies or a page of ours before: the signed token is the permission.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notices_stop(request, token):
    """Stop mails without signing in. A look changes nothing; a POST without a choice stops the narrowest thing."""
    stop = stopping.read_token(token)
    if stop is None:
        return render(request, "community/notifications/stop_unknown.html", status=404)
    if request.method != "POST":
        return _stop_page(request, stop, StopForm(stop=stop))
    if undo_token := request.POST.get("undo"):
        if not stopping.undo_stop(stop, undo_token):
            return render(request, "community/notifications/stop_unknown.html", status=404)
        return render(
            request, "community/notifications/stop_undone.html", {"stop": stop, "path": request.path}
        )
    if "scope" in request.POST:
        form = StopForm(request.POST, stop=stop)
        if not form.is_valid():
            return _stop_page(request, stop, form, status=422)
        scope = form.cleaned_data["scope"]
    else:
        scope = stop.scopes[0]
    label = dict(StopForm(stop=stop).fields["scope"].choices)[scope]
    undo = stopping.stop_mails(stop, scope=scope)
    return render(
        request,
        "community/notifications/stop_done.html",
        {
            "stop": stop,
            "label": label,
            "undo": undo,
            "path": request.path,
            "settings_url": reverse("me-notifications"),
        },
    )


def _stop_page(request, stop, form, status=200):
    return render(
        request,
        "community/notifications/stop.html",
        {"stop": stop, "form": form, "path": request.path},
        status=status,
    )


# --- The outbox of the demonstration ----------------------------------------------------------------------------------


def _only_where_readable():
    if not outbox.is_readable():
        raise Http404


@never_cache
@require_safe
def outbox_list(request):
    """The mails this installation would have sent, newest first."""
    _only_where_readable()
    after = request.GET.get("before", "")
    mails = outbox.newest(most=51, after=after if outbox.NAME.match(after) else "")
    return render(
        request,
        "community/notifications/outbox_list.html",
        {
            "mails": mails[:50],
            "older_url": f"{reverse('outbox')}?before={mails[49].name}" if len(mails) > 50 else "",
            "newer_url": reverse("outbox") if after else "",
        },
    )


@never_cache
@require_safe
def outbox_mail(request, name):
    """One mail, as text or as a mail program would draw it."""
    _only_where_readable()
    mail = outbox.read(name)
    if mail is None:
        raise Http404
    shows_html = request.GET.get("as") != "text" and bool(mail.html)
    own = reverse("outbox-mail", args=[name])
    return render(
        request,
        "community/notifications/outbox_mail.html",
        {
            "mail": mail,
            "shows_html": shows_html,
            "facts": [
                {"label": pgettext("mail", "From"), "value": mail.sender},
                {"label": pgettext("mail", "To"), "value": mail.to},
                {"label": _("Sent"), "value": moment(mail.sent_at)},
            ],
            "tabs": [
                {"label": _("As drawn"), "url": own, "current": shows_html},
                {"label": _("As text"), "url": f"{own}?as=text", "current": not shows_html},
            ],
            "trail": [{"label": _("Outbox"), "url": reverse("outbox")}, {"label": mail.subject, "url": ""}],
        },
    )


@never_cache
@require_safe
@xframe_options_sameorigin
@csp(
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],  # mails carry their own style
        "img-src": ["'self'", "data:"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-popups", "allow-top-navigation-by-user-activation"],
    }
)
def outbox_mail_html(request, name):
    """The HTML of one mail, for the frame: no script, no form, no foreign picture."""
    _only_where_readable()
    mail = outbox.read(name)
    if mail is None or not mail.html:
        raise Http404
    # Links lead out of the frame.
    return HttpResponse(mail.html.replace("<head>", '<head><base target="_top">', 1))
