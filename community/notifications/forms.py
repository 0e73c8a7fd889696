"""Forms of the notices: what reaches me, and how."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.stopping import EVERYTHING, GROUP, KIND
from .kinds import kinds_in_order

SITE, MAIL = "site", "mail"


class SettingsForm(forms.Form):
    """For each kind of notice: on the site, by mail, both or neither."""

    mark_optional = False

    def __init__(self, *args, chosen: dict[str, tuple[bool, bool]], **kwargs):
        """``chosen``: kind → (on the site, by mail), where it differs from the kind's default."""
        super().__init__(*args, **kwargs)
        for kind in kinds_in_order():
            on_site, by_mail = chosen.get(kind.slug, (True, kind.default_by_mail))
            self.fields[kind.slug] = forms.MultipleChoiceField(
                label=kind.label,
                help_text=kind.help,
                required=False,
                choices=[(SITE, _("On the site")), (MAIL, _("By e-mail"))],
                initial=[*([SITE] if on_site else []), *([MAIL] if by_mail else [])],
                widget=forms.CheckboxSelectMultiple,
            )

    def choices_made(self):
        """(kind, on the site, by mail) for each kind."""
        for kind in kinds_in_order():
            ways = self.cleaned_data[kind.slug]
            yield kind, SITE in ways, MAIL in ways


class StopForm(forms.Form):
    """How much stops."""

    scope = forms.ChoiceField(label=_("What should stop?"), widget=forms.RadioSelect)

    def __init__(self, *args, stop, **kwargs):
        super().__init__(*args, **kwargs)
        words = {
            GROUP: stop.group_label,
            KIND: _("All mails of this kind: %(kind)s") % {"kind": stop.kind.label},
            EVERYTHING: _("All mails that can be stopped"),
        }
        self.fields["scope"].choices = [(scope, words[scope]) for scope in stop.scopes]
        self.fields["scope"].initial = stop.scopes[0]
