"""The desk for archives of mailing lists: upload, look first, decide, watch, and read what came of it.

For those who keep the space. For anybody else it is not there.
"""

import csv

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.live.log import number_of
from community.notifications.domain.notices import mark_read
from community.refusals import Refusal, show_in

from ..refusals import FormHasExpired
from ..spaces.views import NOT_ACCEPTED, desk_trail, kept_space
from ..views.forms_that_expire import checks_form_key_itself, form_key_has_expired
from . import imports
from .forms import ArchiveForm
from .importing import Report
from .models import MailImport
from .receiving import MEGABYTE
from .refusals import too_large
from .states import FAILURES, OPEN, ImportState
from .words import facts_of, progress_of, readers_in_words

SHOWN_BROKEN = 25
EARLIER = 20


@login_required
@never_cache
@checks_form_key_itself
@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload an archive for a space; what came before it."""
    space = kept_space(request.user, slug)
    refusal = _at_the_door(request) if request.method == "POST" else None
    if refusal is not None:
        form = _form_of(refusal)
    elif request.method == "POST":
        form = ArchiveForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                found = imports.take_archive(
                    space, by=request.user, upload=form.cleaned_data["archive"],
                    language=form.cleaned_data["language"], submission_key=form.cleaned_data["submission_key"],
                )  # fmt: skip
            except Refusal as reason:
                show_in(form, reason)
            else:
                return redirect("desk-space-mail-import", space.slug, found.pk)
    else:
        form = ArchiveForm()
    rows = space.mail_imports.select_related("uploaded_by")
    return render(
        request,
        "community/discussions/mailing_lists/mails.html",
        {
            "space": space,
            "form": form,
            "open": rows.filter(state__in=OPEN).first(),
            "earlier": rows.exclude(state__in=OPEN)[:EARLIER],
            "readers": readers_in_words(space),
            "kept_days": imports.KEPT_DAYS,
            "trail": _trail(space),
        },
        status=NOT_ACCEPTED if form.is_bound and form.errors else 200,
    )


def _at_the_door(request) -> Refusal | None:
    """Why what was sent is not even read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > (settings.MAIL_ARCHIVE_MEGABYTES + 1) * MEGABYTE:
        return too_large(settings.MAIL_ARCHIVE_MEGABYTES)
    return FormHasExpired() if form_key_has_expired(request) else None


def _form_of(refusal: Refusal) -> ArchiveForm:
    """A fresh form that says why nothing was taken; the file has to be chosen once more in any case."""
    fresh = ArchiveForm()
    form = ArchiveForm({name: field.initial for name, field in fresh.fields.items() if name != "archive"})
    form.errors.clear()
    show_in(form, refusal)
    return form


def _trail(space, *steps) -> list[dict]:
    return desk_trail(
        (space.name, reverse("desk-space", args=[space.slug])),
        (_("Archives of mails"), reverse("desk-space-mails", args=[space.slug]) if steps else ""),
        *steps,
    )


def _found(request, slug: str, pk: int) -> MailImport:
    space = kept_space(request.user, slug)
    rows = space.mail_imports.select_related("uploaded_by", "confirmed_by", "stopped_by")
    found = get_object_or_404(rows, pk=pk)
    found.space = space
    return found


@login_required
@never_cache
@require_safe
def mail_import(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One archive: how far it is, what it would bring, what it brought."""
    # Before the row is read, so that what happens in between is told twice rather than never.
    number = number_of(MailImport(pk=pk).stream_key)
    found = _found(request, slug, pk)
    mark_read(request.user, group_key=found.stream_key)
    return _import_page(request, found, number)


def _import_page(request, found: MailImport, number: int, status: int = 200) -> HttpResponse:
    report = Report.from_json(found.looked if found.reads_only else found.report)
    return render(
        request,
        "community/discussions/mailing_lists/import.html",
        {
            "space": found.space,
            "found": found,
            "number": number,
            "title": _("Archive “%(file)s”") % {"file": found.file_name},
            "failure": FAILURES.get(found.failure, ""),
            "progress": progress_of(found) if found.is_at_work else None,
            "readers": readers_in_words(found.space),
            "readers_key": imports.readers_key(found.space),
            "report": report,
            "facts": facts_of(report, would=found.reads_only) if report.mails else [],
            "broken": report.broken[:SHOWN_BROKEN],
            "delete_on": found.uploaded_at + imports.KEPT_FOR,
            "states": ImportState,
            "trail": _trail(found.space, (found.file_name, "")),
        },
        status=status,
    )


def _done(request, found: MailImport, verb, **values) -> HttpResponse:
    """Do what was pressed, and show the import; twice is as good as once."""
    try:
        verb(found, by=request.user, **values)
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect("desk-space-mail-import", found.space.slug, found.pk)


@login_required
@require_POST
def mail_import_start(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Import what was looked through."""
    found = _found(request, slug, pk)
    return _done(request, found, imports.start_import, readers=request.POST.get("readers", ""))


@login_required
@require_POST
def mail_import_stop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Stop; what is here stays."""
    return _done(request, _found(request, slug, pk), imports.stop_import)


@login_required
@require_POST
def mail_import_go_on(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Go on where it was left off."""
    return _done(request, _found(request, slug, pk), imports.go_on)


@login_required
@require_POST
def mail_import_drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete the uploaded file now."""
    return _done(request, _found(request, slug, pk), imports.drop_file)


@login_required
@never_cache
@require_safe
def mail_import_broken(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The broken mails as a table for spreadsheets."""
    found = _found(request, slug, pk)
    report = Report.from_json(found.looked if found.reads_only else found.report)
    if not report.broken:
        raise Http404
    # With the mark by which Excel knows UTF-8.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="broken-mails-{found.pk}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Number in the file"), _("Begins at byte"), _("Reason")])
    writer.writerows([one.number, one.offset, one.reason] for one in report.broken)
    return response
