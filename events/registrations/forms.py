"""What a person is asked when they register: nothing that is not needed to take part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.places import LONGEST_NEEDS
from .states import LanguageWish


class WishesForm(forms.Form):
    """Access needs in one's own words, and the language one would like to speak."""

    access_needs = forms.CharField(
        label=_("What do you need to take part?"),
        help_text=_(
            "For example captions, BSL, a quiet corner, a place near the door, papers in large print. Only the hosts "
            "of this event read it. It is deleted 30 days after the event."
        ),
        max_length=LONGEST_NEEDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
        error_messages={
            "max_length": _(
                "Please write at most 2,000 characters. The hosts will gladly talk about the rest with you."
            )
        },
    )
    language_wish = forms.ChoiceField(
        label=_("Which language would you like to speak?"),
        choices=LanguageWish.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a language from the list.")},
    )

    def __init__(self, *args, registration=None, **kwargs):
        """``registration``: the place whose wishes are to be changed."""
        if registration is not None:
            needs = getattr(registration, "access_needs", None)
            kwargs.setdefault("initial", {}).update(
                access_needs=needs.text if needs else "", language_wish=registration.language_wish
            )
        super().__init__(*args, **kwargs)
