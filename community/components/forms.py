"""How Django's forms are drawn.

:class:`PlethuFormRenderer` makes ``{{ form }}`` and ``{{ form.title.as_field_group }}``
look like ``{% form_fields form %}`` and ``{% field form.title %}``, so that forms
of other packages (sign-in) come out in our design without their templates
being copied.
"""

from dataclasses import dataclass, field

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
    Select,
    SplitDateTimeWidget,
    Textarea,
)
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext as _


class PlethuFormRenderer(TemplatesSetting):
    """Draws forms and fields with the templates of the design system, widgets with Django's own."""

    form_template_name = "components/form_default.html"
    field_template_name = "components/field_default.html"


@dataclass
class DrawnField:
    """What the field template needs, worked out from a bound field.

    ``shape`` is one of ``hidden``, ``check`` (one checkbox), ``choices`` (radios or checkboxes),
    ``group`` (a widget of several parts) and ``control`` (everything else).
    """

    bound: BoundField
    label: str
    help: str
    lang: str = ""
    label_hidden: bool = False
    prefix: str = ""
    suffix: str = ""
    width: str = ""
    errors: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.widget = self.bound.field.widget
        self.id = self.bound.id_for_label or self.bound.auto_id or f"field-{self.bound.html_name}"
        # The group's own id: `id_for_label` of radios is that of the first of them, or empty.
        self.group_id = self.bound.auto_id or f"field-{self.bound.html_name}"
        self.help_id = f"{self.group_id}-help"
        self.error_id = f"{self.group_id}-error"
        self.count_id = f"{self.group_id}-count"

    @property
    def shape(self) -> str:
        if self.bound.is_hidden:
            return "hidden"
        if isinstance(self.widget, CheckboxInput):
            return "check"
        if isinstance(self.widget, RadioSelect | CheckboxSelectMultiple):
            return "choices"
        if self.widget.use_fieldset:
            return "group"
        return "control"

    @property
    def marks_optional(self) -> bool:
        """Whether to say "(optional)"; a form of filters may switch it off with ``mark_optional = False``."""
        return not self.bound.field.required and getattr(self.bound.form, "mark_optional", True)

    @property
    def counts(self) -> int:
        """Most characters allowed, where the widget asked for a counter; else 0."""
        return (getattr(self.bound.field, "max_length", 0) or 0) if "data-count" in self.widget.attrs else 0

    @property
    def is_radio(self) -> bool:
        # Django's list of checkboxes is made out of its radio buttons.
        return isinstance(self.widget, RadioSelect) and not isinstance(self.widget, CheckboxSelectMultiple)

    @property
    def described_by(self) -> str:
        """Ids of the texts that explain the control: its own, help, errors, room left."""
        ids = [self.widget.attrs.get("aria-describedby", "")]
        if self.help:
            ids.append(self.help_id)
        if self.errors:
            ids.append(self.error_id)
        if self.counts:
            ids.append(self.count_id)
        return " ".join(i for i in ids if i)

    def _attributes(self) -> dict[str, str]:
        attrs = {"id": self.id}
        if self.described_by:
            attrs["aria-describedby"] = self.described_by
        if self.errors:
            attrs["aria-invalid"] = "true"
        if self.lang:
            attrs["lang"] = self.lang
        return attrs

    @property
    def control(self) -> str:
        """The control itself, as HTML."""
        if self.shape == "group":
            self._name_the_parts()
            return self.bound.as_widget(attrs={"lang": self.lang} if self.lang else None)
        attrs = self._attributes()
        css = {Textarea: "textarea", Select: "select"}.get(
            next((kind for kind in (Textarea, Select) if isinstance(self.widget, kind)), None), "input"
        )
        if self.shape == "control":
            attrs["class"] = f"{css} {self.widget.attrs.get('class', '')}".strip()
        return self.bound.as_widget(attrs=attrs)

    def _name_the_parts(self) -> None:
        """Give each part of a widget of several a name of its own, where it has none."""
        parts = getattr(self.widget, "widgets", ())
        names = (
            (_("day"), _("time"))
            if isinstance(self.widget, SplitDateTimeWidget)
            else range(1, len(parts) + 1)
        )
        for part, name in zip(parts, names, strict=False):
            part.attrs.setdefault("aria-label", f"{self.label}: {name}")
            if self.described_by:
                part.attrs.setdefault("aria-describedby", self.described_by)
            if self.errors:
                part.attrs["aria-invalid"] = "true"

    @property
    def option_groups(self) -> list[tuple[str, list[dict]]]:
        """Radios or checkboxes as ``[(heading or "", [option, …]), …]``, with Django's option dictionaries."""
        attrs = self.bound.build_widget_attrs({"id": self.group_id})
        for name in ("aria-describedby", "aria-invalid", "required"):
            attrs.pop(name, None)
        if self.is_radio and self.bound.field.required:
            attrs["required"] = True
        if self.errors and not self.is_radio:
            attrs["aria-invalid"] = "true"
        context = self.widget.get_context(self.bound.html_name, self.bound.value(), attrs)
        groups: list[tuple[str, list[dict]]] = []
        for heading, options, _index in context["widget"]["optgroups"]:
            # Django makes a group of each option that stands in none; together they are one list.
            if groups and not heading and not groups[-1][0]:
                groups[-1][1].extend(options)
            else:
                groups.append((heading or "", list(options)))
        return groups

    @property
    def first_id(self) -> str:
        """Id that a link to this field leads to."""
        if self.shape == "choices":
            groups = self.option_groups
            return (
                groups[0][1][0]["attrs"].get("id", self.group_id)
                if groups and groups[0][1]
                else self.group_id
            )
        if self.shape == "group":
            self._name_the_parts()
            return f"{self.group_id}-group"
        return self.id


def drawn(bound: BoundField, **choices) -> DrawnField:
    """A :class:`DrawnField` for ``bound``; ``choices`` are the parameters of the ``field`` tag."""
    label = choices.pop("label", "") or bound.label or ""
    help_text = choices.pop("help", "") or bound.help_text or ""
    return DrawnField(bound=bound, label=label, help=help_text, errors=list(bound.errors), **choices)
