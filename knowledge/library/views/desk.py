"""The curators' desk: suggestions to decide, records to prepare and keep."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.components.forms import drawn
from community.refusals import Refusal
from community.templatetags.components import FORMER_MEMBER
from community.templatetags.formatting import day_in_words

from ..addresses import shown_host
from ..domain import records, submissions
from ..domain.duplicates import at_address_q, similar_titles
from ..forms import DeclineForm, RecordForm, text_forms
from ..models import Resource, ResourceText, Submission, TextStatus
from ..permissions import is_curator
from ..refusals import AlreadyInLibrary
from ..shelves import STATE_BADGES, foreign
from ..states import SubmissionState

PAGE_SIZE = 25
TEXT_FIELDS = ("title", "summary", "plain_summary")


def curators_only(view):
    """The desk exists for curators; for everybody else the address does not."""

    def guarded(request, *args, **kwargs):
        if not is_curator(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)


# --- Suggestions ------------------------------------------------------------------------------------------------------


@curators_only
@require_safe
def submission_list(request):
    """Suggestions to my networks by state; those that wait come first and oldest first."""
    own = Submission.objects.for_curator(request.user)
    numbers = dict.fromkeys(SubmissionState.values, 0)
    for state in own.values_list("state", flat=True):
        numbers[state] += 1
    state = request.GET.get("state")
    state = state if state in numbers else SubmissionState.NEW.value
    rows = own.filter(state=state).select_related("network", "submitter", "decided_by", "resource")
    rows = (
        rows.order_by("submitted_at", "pk")
        if state == SubmissionState.NEW
        else rows.order_by("-decided_at", "-pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    base = reverse("desk-submissions")
    context = {
        "page_obj": page,
        "rows": [_submission_row(row) for row in page],
        "desk_url": reverse("desk"),
        "state": state,
        "desk_tabs": _desk_tabs("submissions", request.user),
        "tabs": [
            {
                "label": label,
                "url": base if value == SubmissionState.NEW else f"{base}?state={value}",
                "current": value == state,
                "count": numbers[value],
            }
            for value, label in SubmissionState.choices
        ],
    }
    return render(request, "knowledge/library/desk_submissions.html", context)


def _submission_row(row) -> dict:
    return {
        "title": row.title,
        "url": reverse("desk-submission", args=[row.pk]),
        "meta": " · ".join(
            [row.network.name, shown_host(row.url), day_in_words(timezone.localtime(row.submitted_at))]
        ),
        "person": row.submitter,
        "lang": "",
        "why": row.why,
        "why_lang": foreign(row.language),
    }


def _own_submission(request, pk) -> Submission:
    rows = Submission.objects.for_curator(request.user).select_related(
        "network", "submitter", "decided_by", "resource"
    )
    return get_object_or_404(rows, pk=pk)


@curators_only
@require_safe
def submission(request, pk):
    """One suggestion, with what the library has that is like it."""
    return _submission_page(request, _own_submission(request, pk), DeclineForm())


def _submission_page(request, row, form, status=200):
    condition = at_address_q(row.url, row.doi)
    # A record of another network that is still a draft is not this curator's to see.
    known = Resource.objects.known_to(request.user).exclude(pk=row.resource_id or 0)
    same = list(known.filter(condition)) if condition is not None else []
    alike = [
        one.resource for one in similar_titles(row.title, user=request.user, other_than=[o.pk for o in same])
        if one.resource.pk != row.resource_id
    ]  # fmt: skip
    context = {
        "row": row,
        "form": form,
        "why_language": foreign(row.language),
        "same": [_record_link(one, request.user) for one in same],
        "alike": [_record_link(one, request.user) for one in alike],
        "existing": [one for one in [*same, *alike] if one.live],
        "badge": STATE_BADGES[SubmissionState(row.state)],
        "is_open": row.state in (SubmissionState.NEW, SubmissionState.ACCEPTED),
        "desk_tabs": _desk_tabs("submissions", request.user),
        "is_editable": bool(row.resource_id)
        and Resource.objects.curated_by(request.user).filter(pk=row.resource_id).exists(),
    }
    return render(request, "knowledge/library/desk_submission.html", context, status=status)


def _record_link(resource, user) -> dict:
    return {
        "title": resource.shown_title,
        "lang": foreign(resource.shown_title_language),
        "pk": resource.pk,
        "url": resource.get_absolute_url() if resource.live else reverse("desk-resource", args=[resource.pk]),
        "is_draft": not resource.live,
    }


@curators_only
@require_POST
def accept(request, pk):
    """Make a draft record of a suggestion, and go on to preparing it."""
    row = _own_submission(request, pk)
    try:
        resource = submissions.accept(row, by=request.user)
    except AlreadyInLibrary as refusal:
        messages.error(
            request,
            _("The library has a record with this DOI: “%(title)s”. Decline the suggestion and point to it.")
            % {"title": refusal.resource.title},
        )
        return redirect("desk-submission", row.pk)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("desk-submission", row.pk)
    messages.success(request, _("Accepted. This is its draft: prepare it and publish it when it is ready."))
    return redirect("desk-resource", resource.pk)


@curators_only
@require_POST
def decline(request, pk):
    """Decline a suggestion with a reason; ``record`` may be the number of the record that makes it unnecessary.

    ``seen`` is the state its page showed: what somebody has decided since is not undone by a page that waited.
    """
    row = _own_submission(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _submission_page(request, row, form, status=422)
    number = request.POST.get("record", "")
    there = (
        Resource.objects.visible_to(request.user).filter(pk=int(number)).first()
        if number.isdecimal()
        else None
    )
    try:
        submissions.decline(
            row,
            by=request.user,
            reason=form.cleaned_data["reason"],
            resource=there,
            seen=request.POST.get("seen", SubmissionState.NEW),
        )
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        row.refresh_from_db()
        return _submission_page(request, row, form, status=409)
    messages.success(request, _("Declined. The person who suggested it is told why."))
    return redirect("desk-submissions")


# --- Records ----------------------------------------------------------------------------------------------------------


@curators_only
@require_safe
def record_list(request):
    """Records of my networks: drafts first of all, and any by title."""
    own = Resource.objects.curated_by(request.user)
    drafts = own.drafts()
    draft_count = drafts.count()
    query = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    view = "all" if query or request.GET.get("view") == "all" else "drafts"
    rows = own.titled(query).by_title() if view == "all" else drafts
    page = Paginator(rows.select_related("latest_revision__user"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    base = reverse("desk-library")
    context = {
        "page_obj": page,
        "rows": [_record_row(resource) for resource in page],
        "desk_url": reverse("desk"),
        "query": query,
        "view": view,
        "desk_tabs": _desk_tabs("records", request.user),
        "tabs": [
            {"label": _("Drafts"), "url": base, "current": view == "drafts", "count": draft_count},
            {"label": _("All records"), "url": f"{base}?view=all", "current": view == "all"},
        ],
    }
    return render(request, "knowledge/library/desk_records.html", context)


def _record_row(resource) -> dict:
    revision = resource.latest_revision
    return {
        "lang": foreign(resource.title_language),
        "title": revision.object_str if revision and resource.has_unpublished_changes else resource.title,
        "url": reverse("desk-resource", args=[resource.pk]),
        "state": _state_of(resource),
        "format": resource.get_format_display(),
        "changed_at": revision.created_at if revision else resource.updated_at,
        "changed_by": revision.user if revision else None,
    }


def _state_of(resource) -> dict:
    if not resource.live:
        return {"label": _("Draft"), "kind": "info"}
    if resource.has_unpublished_changes:
        return {"label": _("In the library, with unpublished changes"), "kind": "accent"}
    return {"label": _("In the library"), "kind": "success"}


@curators_only
@require_http_methods(["GET", "HEAD", "POST"])
def record(request, pk):
    """Edit a record: what is typed becomes a draft; the button says whether it is published as well."""
    held = get_object_or_404(Resource.objects.curated_by(request.user), pk=pk)
    content = records.newest(held)
    data = request.POST if request.method == "POST" else None
    # As it is kept: the form writes what is typed into ``content``.
    title, title_language = content.title, foreign(content.title_language)
    # After a refusal the form still speaks of the revision it was opened with.
    revision = _number(data.get("revision")) if data is not None else held.latest_revision_id or 0
    form = RecordForm(data, instance=content)
    texts = text_forms(content, data)
    if data is not None and _all_valid(form, texts):
        form.apply_to(content)
        content.texts.set(_texts_from(content, texts))
        try:
            records.save_draft(content, by=request.user, based_on=revision)
            # What was typed is kept now, even if it cannot be published: one is in no conflict with oneself.
            revision = Resource.objects.values_list("latest_revision_id", flat=True).get(pk=held.pk)
            if "publish" in data:
                records.publish(held, by=request.user)
                messages.success(request, _("Published. It is in the library as you left it."))
                return redirect("desk-library")
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is kept. Readers do not see it yet."))
            return redirect("desk-resource", held.pk)
    wrong_fields = [
        {"id": _first_id(bound), "label": bound.label}
        for one in (form, *texts)
        for bound in one
        if bound.errors
    ]
    fault_count = len(wrong_fields)
    # What is wrong with no field, such as a draft that somebody else has kept meanwhile.
    refusals = [error for one in (form, *texts) for error in one.non_field_errors()]
    context = {
        "resource": held,
        "form": form,
        "texts": texts,
        "groups": form.groups(),
        "revision": revision,
        "title": title,
        "title_language": title_language,
        "former": FORMER_MEMBER,
        "wrong_fields": wrong_fields,
        "refusals": refusals,
        "fault_count": fault_count,
        "faults": ngettext(
            "%(count)d field needs another look.", "%(count)d fields need another look.", fault_count
        )
        % {"count": fault_count},
        "state": _state_of(held),
        "submission": held.submissions.select_related("submitter").first(),
        "desk_tabs": _desk_tabs("records", request.user),
        "stale": _stale_languages(content),
    }
    status = 422 if fault_count or refusals else 200
    return render(request, "knowledge/library/desk_record.html", context, status=status)


@curators_only
@require_POST
def withdraw(request, pk):
    """Take a record out of the library; its draft stays at the desk."""
    held = get_object_or_404(Resource.objects.curated_by(request.user), pk=pk)
    try:
        if records.unpublish(held, by=request.user):
            messages.success(request, _("Taken out of the library. The draft stays here."))
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("desk-resource", held.pk)


def _number(text) -> int:
    return int(text) if (text or "").isdecimal() else 0


def _first_id(bound) -> str:
    return drawn(bound).first_id


def _all_valid(form, texts) -> bool:
    # Every form is asked, so that all errors are shown at once.
    return all([form.is_valid(), *[text.is_valid() for text in texts]])


def _texts_from(content: Resource, forms) -> list[ResourceText]:
    """The texts as typed. A translation that was changed is up to date with its source from now on."""
    kept, touched = [], set()
    for form in forms:
        if form.is_empty:
            continue
        text = form.instance
        for name in TEXT_FIELDS:
            setattr(text, name, form.cleaned_data[name])
        text.language = form.language
        kept.append(text)
        if form.has_changed():
            touched.add(form.language)
    source = next((text for text in kept if text.language == content.source_language), None)
    for text in kept:
        changed = text.language in touched
        if changed:
            text.status = TextStatus.HUMAN
        if text is source:
            text.source_hash = ""
        elif source is not None and (changed or not text.source_hash):
            text.source_hash = source.fingerprint
    return kept


def _stale_languages(content: Resource) -> set[str]:
    source = content.source_text
    return {text.language for text in content.texts.all() if text.is_stale(source)}


def _desk_tabs(current: str, user) -> list[dict]:
    waiting = Submission.objects.for_curator(user).waiting().count()
    return [
        {
            "label": _("Suggestions"),
            "url": reverse("desk-submissions"),
            "current": current == "submissions",
            "count": waiting,
        },
        {"label": _("Records"), "url": reverse("desk-library"), "current": current == "records"},
    ]
