"""The design system's components as template tags.

``docs/design-system.md`` lists them with an example each and ``/en/gallery/``
shows them in every state. Two rules hold for all:

* the one subject a tag cannot do without is positional, everything else is
  keyword-only, so that a parameter we do not know is refused by Django with the
  tag's and the parameter's name;
* a choice out of several (``kind``, ``size``) is checked, and refused with the
  list of what there is.

Components know nothing of our models: a person is whatever has
``display_name``, ``handle``, ``get_absolute_url()`` and perhaps ``avatar``; a
network whatever has ``name``, ``colour_warp`` and ``colour_weft``. Nobody
(``None``, an account that is gone) is shown as a former member.
"""

import hashlib
import re
from types import SimpleNamespace

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import avatars, weave
from community.components import drawn_once as once
from community.components.forms import drawn
from community.components.icons import ICONS, icon_svg
from community.components.theme import THEMES

from .formatting import language_name

register = template.Library()

BUTTON_KINDS = ("primary", "secondary", "quiet", "danger")
KINDS = ("info", "success", "warning", "error")
BADGE_KINDS = ("plain", "accent", *KINDS)
NOTICE_ICONS = {"info": "info", "success": "check", "warning": "warning", "error": "warning"}
# A person whose account is gone. Their contributions stay, without a name.
FORMER_MEMBER = gettext_lazy("Former member")


# --- What the tags below share ----------------------------------------------------------------------------------------


def _one_of(tag: str, parameter: str, value, allowed):
    """``value``, refused unless it is one of ``allowed``."""
    if value not in allowed:
        known = ", ".join(str(choice) for choice in allowed)
        raise template.TemplateSyntaxError(f"{tag}: {parameter} must be one of {known}; it is {value!r}.")
    return value


def _attributes(**values) -> str:
    """HTML attributes: underscores become hyphens, what is empty is left out, ``True`` stands alone."""
    return flatatt(
        {
            name.rstrip("_").replace("_", "-"): value
            for name, value in values.items()
            if value is not None and value is not False and value != ""
        }
    )


def _render(context, component: str, /, **values) -> str:
    """The component's own template with ``values`` and nothing of the page's context but the request's basics."""
    inside = context.new(values)
    for kept in ("csrf_token", "request"):
        if context.get(kept) is not None:
            inside[kept] = context[kept]
    return context.template.engine.get_template(f"components/{component}.html").render(inside)


def _block(content) -> str:
    """A block's content without the blanks around it, so that an empty block counts as empty. It is rendered already."""
    return mark_safe(content.strip())


def _icon(tag: str, name: str, **choices) -> str:
    if name not in ICONS:
        raise template.TemplateSyntaxError(
            f"{tag}: no icon is called {name!r}; there are {', '.join(ICONS)}."
        )
    return mark_safe(icon_svg(name, **choices))  # our own constants; the label is escaped there


def _button_inside(tag: str, label, icon: str, hint) -> str:
    """Icon, words, and the extra words that only screen readers get."""
    parts = [_icon(tag, icon)] if icon else []
    parts.append(format_html('<span class="button-label">{}</span>', label))
    if hint:
        parts.append(format_html(' <span class="visually-hidden">{}</span>', hint))
    return format_html_join("", "{}", ((part,) for part in parts))


def _button_class(tag: str, kind: str, size: str, wide: bool) -> str:
    _one_of(tag, "kind", kind, BUTTON_KINDS)
    _one_of(tag, "size", size, ("s", "m"))
    return f"button button-{kind}{' button-s' if size == 's' else ''}{' button-wide' if wide else ''}"


def _pressed(pressed) -> str | None:
    return None if pressed is None else ("true" if pressed else "false")


@register.simple_tag(takes_context=True)
def drawn_once(context, template_name, **facts):
    """Include a template that knows nothing but ``facts``, and remember what it drew for everyone it is true for.

    Facts are words and numbers, and lists and frozen dataclasses of them. ``{% csrf_token %}`` works inside, and so do
    facts whose names begin with ``own_``, for what is each reader's own: they can be shown, but not asked about.
    """
    own = {name: facts.pop(name) for name in [name for name in facts if name.startswith("own_")]}
    if (form_key := context.get("csrf_token")) is not None:
        own["csrf_token"] = form_key

    def draw():
        inside = context.new(facts | {name: mark_safe(once.gap(name)) for name in own})  # letters and digits
        return context.template.engine.get_template(template_name).render(inside)

    key = (template_name, *((name, once.fact(value)) for name, value in facts.items()))
    return once.drawn_once(key, draw, own)


# --- Doing things -----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name, *, label="", size="m"):
    """One of our icons. Decorative unless it has a ``label``."""
    _one_of("icon", "size", size, ("s", "m", "l"))
    return _icon("icon", name, size=size, label=str(label))


@register.simple_tag
def button(
    *,
    label,
    kind="secondary",
    type="submit",
    icon="",
    size="m",
    name="",
    value="",
    disabled=False,
    form="",
    formaction="",
    opens="",
    pressed=None,
    hint="",
    wide=False,
):
    """A real ``<button>``.

    ``opens`` is the id of a dialog; ``pressed`` (True or False) makes it a toggle; ``hint`` adds words for screen
    readers ("Remove" + "the post by Ann"); ``wide`` fills the line.
    """
    _one_of("button", "type", type, ("submit", "button", "reset"))
    attributes = _attributes(
        class_=_button_class("button", kind, size, wide),
        type="button" if opens else type,
        name=name,
        value=value,
        disabled=disabled,
        form=form,
        formaction=formaction,
        aria_pressed=_pressed(pressed),
        commandfor=opens,
        command="show-modal" if opens else "",
        data_opens=opens,
    )
    return format_html("<button{}>{}</button>", attributes, _button_inside("button", label, icon, hint))


@register.simple_tag
def link_button(
    *, href, label, kind="secondary", icon="", size="m", hint="", opens="", download=False, wide=False
):
    """A link that looks like a button. With ``opens`` script shows that dialog instead of following the link."""
    attributes = _attributes(
        class_=_button_class("link_button", kind, size, wide),
        href=href,
        data_opens=opens,
        download=download,
    )
    return format_html("<a{}>{}</a>", attributes, _button_inside("link_button", label, icon, hint))


@register.inclusion_tag("components/post_button.html")
def post_button(
    *,
    action,
    label,
    kind="secondary",
    icon="",
    size="m",
    hint="",
    pressed=None,
    next="",
    name="",
    value="",
    confirm="",
):
    """A form of one button, for verbs: join, follow, lock. ``confirm`` is a question asked when script runs."""
    return {
        "action": action,
        "next": next,
        "name": name,
        "value": value,
        "attributes": _attributes(
            class_=_button_class("post_button", kind, size, False),
            aria_pressed=_pressed(pressed),
            data_confirm=confirm,
        ),
        "inside": _button_inside("post_button", label, icon, hint),
    }


@register.simple_block_tag(takes_context=True)
def menu(context, content, *, label, icon="", size="m", kind="quiet", label_hidden=False):
    """A button that unfolds a list of links and buttons. ``label_hidden`` leaves only the icon to be seen."""
    return _render(
        context,
        "menu",
        content=content,
        label=label,
        picture=_icon("menu", icon) if icon else "",
        css=_button_class("menu", kind, size, False),
        label_hidden=label_hidden,
    )


@register.simple_block_tag(takes_context=True)
def dialog(context, content, *, id, title, wide=False):
    """A ``<dialog>``, opened by a button or link with ``opens=id``."""
    return _render(context, "dialog", content=content, id=id, title=title, wide=wide)


@register.inclusion_tag("components/tabs.html")
def tabs(items, *, label):
    """Views of one thing as links: a list of ``{label, url, current, count?}``; ``label`` names the row."""
    return {"items": items, "label": label}


@register.simple_tag
def copy_button(*, text, label, size="m"):
    """Puts ``text`` on the clipboard and says so. Needs script, so it is not shown without."""
    attributes = _attributes(
        class_=_button_class("copy_button", "quiet", size, False) + " only-script",
        type="button",
        data_copy=text,
        data_copied=_("Copied."),
    )
    return format_html("<button{}>{}</button>", attributes, _button_inside("copy_button", label, "copy", ""))


# --- Forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound, *, help="", label="", lang="", label_hidden=False, prefix="", suffix="", width=""):
    """One field of a form with label, help and errors, all tied together.

    ``lang`` is the language of what is typed; ``width`` is s, m, l or empty for the full measure.
    """
    _one_of("field", "width", width, ("", "s", "m", "l"))
    if not hasattr(bound, "as_widget"):
        raise template.TemplateSyntaxError(
            f"field: this is no field of a form: {bound!r}. Is its name in the form's class?"
        )
    return {
        "field": drawn(
            bound,
            help=help,
            label=label,
            lang=lang,
            label_hidden=label_hidden,
            prefix=prefix,
            suffix=suffix,
            width=width,
        )
    }


@register.inclusion_tag("components/form_summary.html")
def form_summary(form, *, title=""):
    """What is wrong with a form that was sent, as links to the fields. Nothing while nothing is wrong."""
    if not form.is_bound or not form.errors:
        return {"problems": [], "general": []}
    problems = [
        (f"#{drawn(form[name]).first_id}", form[name].label, error)
        for name in form.fields
        for error in form.errors.get(name, ())
    ]
    return {"title": title, "problems": problems, "general": form.non_field_errors()}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form, *, only="", leave_out=""):
    """All fields of a form, hidden ones too; ``only`` and ``leave_out`` are names with spaces between them."""
    wanted, unwanted = only.split(), leave_out.split()
    unknown = [name for name in wanted + unwanted if name not in form.fields]
    if unknown:
        raise template.TemplateSyntaxError(f"form_fields: the form has no field {', '.join(unknown)}.")
    fields = [f for f in form if (not wanted or f.name in wanted) and f.name not in unwanted]
    return {"fields": [f for f in fields if not f.is_hidden], "hidden": [f for f in fields if f.is_hidden]}


@register.inclusion_tag("components/form.html")
def form(
    form,
    *,
    submit,
    action="",
    method="post",
    kind="primary",
    cancel_url="",
    cancel_label="",
    next="",
    label="",
    id="",
    csrf=True,
):
    """A whole form: summary of errors, fields, button. The browser's own checks are off: ours speak the page's language."""
    _one_of("form", "method", method, ("post", "get"))
    return {
        "form": form,
        "attributes": _attributes(
            class_="form stack",
            action=action,
            method=method,
            id=id,
            aria_label=label,
            enctype="multipart/form-data" if method == "post" and form.is_multipart() else "",
            novalidate=True,
            data_guard=method == "post",
        ),
        "submit": submit,
        "kind": _one_of("form", "kind", kind, BUTTON_KINDS),
        "cancel_url": cancel_url,
        "cancel_label": cancel_label,
        "next": next,
        "csrf": csrf and method == "post",
    }


@register.inclusion_tag("components/search_box.html")
def search_box(
    *, action, label, value="", name="q", button="", hidden=None, size="m", label_hidden=True, id="search"
):
    """A search form by GET. ``hidden`` (a dict, or pairs) keeps other choices, such as facets."""
    pairs = hidden.items() if hasattr(hidden, "items") else hidden or ()
    return {
        "action": action,
        "label": label,
        "value": value or "",
        "name": name,
        "button": button,
        "hidden": list(pairs),
        "size": _one_of("search_box", "size", size, ("m", "l")),
        "label_hidden": label_hidden,
        "id": id,
        # The box over everything offers titles while somebody types.
        "suggest": reverse("search-suggest") if action == reverse("search") else "",
    }


@register.inclusion_tag("components/facets.html")
def facets(groups, *, label, clear_url=""):
    """Filters as links with counts.

    A group is ``{label, options, id?}``, an option ``{label, url, count?, selected, lang?}``. Groups without options
    are left out.
    """
    shown = [group for group in groups if group["options"]]
    chosen = sum(1 for group in shown for option in group["options"] if option.get("selected"))
    return {"groups": shown, "label": label, "clear_url": clear_url, "chosen": chosen}


# --- Showing things ---------------------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def page_header(context, content, *, title, lead="", kicker="", kicker_url="", lang=""):
    """The page's one ``<h1>`` with what it belongs to, a sentence, and (the block) what can be done."""
    return _render(
        context,
        "page_header",
        content=_block(content),
        title=title,
        lead=lead,
        kicker=kicker,
        kicker_url=kicker_url,
        lang=lang,
    )


@register.simple_block_tag(takes_context=True)
def card(
    context,
    content,
    *,
    title,
    href="",
    kicker="",
    meta="",
    heading=3,
    lang="",
    image="",
    image_alt="",
    network=None,
    networks=None,
    footer="",
):
    """One thing among others. With ``href`` the whole card leads there; ``network(s)`` give it a woven edge."""
    cloths = weave.first_three(weave.cloth_of(one) for one in (networks or ([network] if network else ())))
    return _render(
        context,
        "card",
        content=_block(content),
        title=title,
        href=href,
        kicker=kicker,
        meta=meta,
        heading=_one_of("card", "heading", heading, range(2, 7)),
        lang=lang,
        image=image,
        image_alt=image_alt,
        edge=mark_safe(weave.band_svg(cloths, "s")) if cloths else "",
        footer=footer,
    )


@register.simple_block_tag(takes_context=True)
def panel(context, content, *, title, href="", link_label="", heading=2, id=""):
    """A part of a page with its heading and, beside it, a link to the whole list."""
    return _render(
        context,
        "panel",
        content=_block(content),
        title=title,
        href=href,
        link_label=link_label,
        heading=_one_of("panel", "heading", heading, range(2, 7)),
        id=id,
    )


@register.simple_block_tag(takes_context=True)
def row(
    context,
    content,
    *,
    title,
    href,
    meta="",
    unread=False,
    count=None,
    count_label="",
    person=None,
    lang="",
    heading=3,
    kicker="",
    id="",
):
    """One line of a list of threads, notices, people. Draws the ``<li>``; put it inside ``<ol class="rows">``."""
    return _render(
        context,
        "row",
        content=_block(content),
        title=title,
        href=href,
        meta=meta,
        unread=unread,
        count=count,
        count_label=count_label,
        picture=avatar(person) if person is not None else "",
        lang=lang,
        heading=_one_of("row", "heading", heading, range(2, 7)),
        kicker=kicker,
        id=id,
    )


@register.simple_block_tag(takes_context=True)
def entry(
    context,
    content,
    *,
    person,
    when,
    by="",
    id="",
    number=None,
    url="",
    role="",
    lang="",
    note="",
    footer="",
    zone="reader",
    removed=False,
    element="article",
    heading=2,
):
    """A contribution: post, comment, note. The block is its text, already safe.

    ``by`` names a writer without an account (``person`` is then None).
    ``url`` is its own address; ``note`` a word after the time ("edited"); ``zone="neutral"`` for fragments shared by
    all readers; ``removed`` shows the block as a remark instead of a text; ``heading`` 0 makes the name no heading.
    """
    return _render(
        context,
        "entry",
        content=_block(content),
        person=person,
        name=by or _name_of(person),
        picture=avatar(SimpleNamespace(handle=by, display_name=by) if by else person, size="m"),
        when=when,
        id=id,
        number=number,
        url=url,
        role=role,
        lang=lang,
        note=note,
        footer=footer,
        zone=zone,
        removed=removed,
        element=_one_of("entry", "element", element, ("article", "li", "div")),
        heading=_one_of("entry", "heading", heading, (0, 2, 3, 4, 5, 6)),
    )


def _name_of(person) -> str:
    return getattr(person, "display_name", "") or FORMER_MEMBER


@register.simple_tag
def avatar(person, *, size="m", label=""):
    """The person's picture, or a swatch of tartan with their initials. Decorative unless it has a ``label``."""
    _one_of("avatar", "size", size, ("xs", "s", "m", "l", "xl"))
    picture = getattr(person, "avatar", None)
    source = picture if isinstance(picture, str) else getattr(picture, "url", "") if picture else ""
    if source:
        pixels = {"xs": 24, "s": 32, "m": 40, "l": 64, "xl": 112}[size]
        inside = format_html(
            '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
            source,
            label,
            pixels,
            pixels,
        )
    else:
        handle = getattr(person, "handle", "") or "nobody"
        name = getattr(person, "display_name", "") or ""
        inside = mark_safe(
            avatars.avatar_svg(str(handle), str(name), label=str(label))
        )  # escapes what it is given
    return format_html('<span class="avatar avatar-{}">{}</span>', size, inside)


@register.inclusion_tag("components/person_chip.html")
def person_chip(person, *, role="", size="m", link=True, note=""):
    """Picture and name of a person, linked to their page unless ``link`` is False."""
    return {
        "person": person,
        "name": _name_of(person),
        "picture": avatar(
            person, size={"s": "xs", "m": "m", "l": "l"}[_one_of("person_chip", "size", size, "sml")]
        ),
        "role": role,
        "size": size,
        "url": person.get_absolute_url() if link and person is not None else "",
        "note": note,
    }


@register.simple_tag
def badge(*, label, kind="plain", icon="", lang=""):
    """A word about a thing: answered, locked, draft."""
    _one_of("badge", "kind", kind, BADGE_KINDS)
    return format_html(
        '<span class="badge badge-{}"{}>{}{}</span>',
        kind,
        _attributes(lang=lang),
        _icon("badge", icon, size="s") if icon else "",
        label,
    )


@register.simple_tag
def topic_pill(*, label, href="", lang=""):
    """A topic; a link where it has an address."""
    inside = format_html("<span{}>{}</span>", _attributes(lang=lang), label)
    if href:
        return format_html('<a class="pill pill-topic" href="{}">{}</a>', href, inside)
    return format_html('<span class="pill pill-topic">{}</span>', inside)


@register.simple_tag
def language_pill(code):
    """The language something is written in, named in itself."""
    return format_html('<span class="pill pill-language" lang="{}">{}</span>', code, language_name(code))


@register.simple_tag
def network_pill(network, *, link=True):
    """A network with a small square of its cloth."""
    swatch = mark_safe(weave.swatch_svg(weave.cloth_of(network), "s"))
    name = getattr(network, "short_name", "") or network.name
    if link:
        return format_html(
            '<a class="pill pill-network" href="{}">{}<span>{}</span></a>',
            network.get_absolute_url(),
            swatch,
            name,
        )
    return format_html('<span class="pill pill-network">{}<span>{}</span></span>', swatch, name)


@register.simple_block_tag(takes_context=True)
def notice(context, content, *, kind="info", title="", heading=0):
    """Something to know before going on. ``heading`` (2 to 6) makes the title a heading."""
    return _render(
        context,
        "notice",
        content=_block(content),
        kind=_one_of("notice", "kind", kind, KINDS),
        title=title,
        heading=_one_of("notice", "heading", heading, (0, 2, 3, 4, 5, 6)),
        picture=_icon("notice", NOTICE_ICONS[kind]),
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(*, title, text="", action_url="", action_label="", icon="thread", heading=2):
    """Nothing here yet, and what to do next."""
    return {
        "title": title,
        "text": text,
        "action_url": action_url,
        "action_label": action_label,
        "picture": _icon("empty_state", icon, size="l"),
        "heading": _one_of("empty_state", "heading", heading, range(2, 7)),
    }


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(items):
    """The way here: a list of ``{label, url}``, the last one being this page."""
    return {"items": items}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, *, name="page", anchor="", label=""):
    """Numbered pages for a Django ``Page``; keeps the rest of the query string. Nothing for a single page."""
    if not isinstance(page, Page):
        raise template.TemplateSyntaxError(
            f"pagination: needs a page of a Paginator; this is {type(page).__name__}."
        )
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def address(number: int) -> str:
        if query is None:
            return f"?{name}={number}{'#' + anchor if anchor else ''}"
        query[name] = str(number)
        return f"?{query.urlencode()}{'#' + anchor if anchor else ''}"

    paginator = page.paginator
    numbers = [
        {
            "number": number,
            "url": "" if number == paginator.ELLIPSIS else address(number),
            "current": number == page.number,
        }
        for number in paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "shown": paginator.num_pages > 1,
        "numbers": numbers,
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
        "page": page,
        "label": label,
    }


@register.inclusion_tag("components/pager.html")
def pager(*, previous_url="", next_url="", previous_label="", next_label="", label=""):
    """Earlier and later, for lists that know no page numbers."""
    return {
        "previous_url": previous_url,
        "next_url": next_url,
        "previous_label": previous_label,
        "next_label": next_label,
        "label": label,
    }


_TABLE_PART = re.compile(r"<(thead|tbody|tr|td|th)\b(?![^>]*\brole=)([^>]*)>")
_TABLE_ROLES = {"thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell", "th": "columnheader"}


def _roles_written_out(content: str) -> str:
    """A table's parts with their roles: some browsers forget them where a row is drawn as a block."""

    def written(part):
        name, attributes = part.groups()
        role = "rowheader" if 'scope="row"' in attributes else _TABLE_ROLES[name]
        return f'<{name} role="{role}"{attributes}>'

    return mark_safe(_TABLE_PART.sub(written, content))  # what is in it is escaped already


@register.simple_block_tag(takes_context=True)
def table(context, content, *, caption, caption_hidden=False, stack=False):
    """A table that scrolls by itself where it is too wide. The block is its ``<thead>`` and ``<tbody>``.

    With ``stack`` it does not scroll there: each row becomes a block, each cell a line of it behind its ``data-label``.
    """
    key = hashlib.sha256(str(caption).encode()).hexdigest()[:8]
    return _render(
        context,
        "table",
        content=_roles_written_out(content) if stack else content,
        caption=caption,
        caption_hidden=caption_hidden,
        stack=stack,
        id=f"table-{key}",
    )


@register.inclusion_tag("components/facts.html")
def facts(items):
    """A description list: ``{label, value, url?, lang?}``. What has no value is left out."""
    return {"items": [item for item in items if item.get("value") not in (None, "")]}


@register.inclusion_tag("components/stat.html")
def stat(*, label, value, href="", hint=""):
    """A number that matters, leading to its rows."""
    return {"label": label, "value": value, "href": href, "hint": hint}


@register.inclusion_tag("components/progress.html")
def progress(*, value, maximum, label, text=""):
    """How far something has come. ``text`` says it in words; else "3 of 10"."""
    return {"value": value, "maximum": maximum, "label": label, "text": text}


# --- The frame of the page --------------------------------------------------------------------------------------------


@register.inclusion_tag("components/toasts.html")
def toasts(messages):
    """What just happened (django.contrib.messages), and the place where script adds more."""
    shown = []
    for message in messages or ():
        kind = message.level_tag if message.level_tag in KINDS else "info"
        shown.append({"kind": kind, "text": message, "picture": _icon("toasts", NOTICE_ICONS[kind])})
    return {"messages": shown}


@register.inclusion_tag("components/skip_link.html")
def skip_link():
    """The first thing a keyboard reaches."""
    return {}


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context, *, full=False):
    """The same page in the other languages; with ``full`` the current one is listed too."""
    links = context.get("language_links") or ()
    return {"links": [link for link in links if full or not link.get("current")], "full": full}


@register.simple_tag(takes_context=True)
def theme_switch(context):
    """Light, dark, or as the device says. A plain form; script spares the reload."""
    request = context.get("request")
    chosen = context.get("theme") or "system"
    words = {
        "system": (_("As my device"), "settings"),
        "light": (_("Light"), "sun"),
        "dark": (_("Dark"), "moon"),
    }
    themes = [
        {
            "code": code,
            "label": words[code][0],
            "picture": _icon("theme_switch", words[code][1], size="s"),
            "chosen": code == chosen,
        }
        for code in THEMES
    ]
    address = request.get_full_path() if request is not None else "/"
    return drawn_once(context, "components/theme_switch.html", themes=themes, own_next=address)
