"""Forms of profiles and of the directory."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.languages import site_languages
from community.refusals import Refusal
from community.topics.models import Area, Nation, Topic

from .audiences import CHOICES, LISTED, PARTS
from .models import Profile
from .pictures import read_picture

MOST_TOPICS = 12


class AreaField(forms.ModelChoiceField):
    """Council areas, by nation."""

    def __init__(self, **kwargs):
        super().__init__(Area.objects.all(), required=False, empty_label=_("Not given"), **kwargs)

    def grouped(self) -> list:
        """Choices with the nations as headings; one query."""
        by_nation: dict[str, list] = {nation: [] for nation in Nation.values}
        for area in self.queryset:
            by_nation[area.nation].append((area.pk, area.name))
        return [
            ("", self.empty_label),
            *(
                (Nation(nation).label, sorted(areas, key=lambda choice: choice[1]))
                for nation, areas in by_nation.items()
                if areas
            ),
        ]


class ProfileForm(forms.ModelForm):
    """Everything a person says of themselves, each part with who may see it.

    Saves nothing: ``domain.profiles.change_profile`` takes its :meth:`changes`.
    """

    area = AreaField(label=_("Area"), help_text=_("The council area you mostly work or live in."))
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        label=_("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What you know about or want to learn. Choose up to twelve."),
        error_messages={"invalid_choice": _("One of the topics does not exist. Choose from the list.")},
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP, up to 8 megabytes. We cut it square and remove hidden data such as the place."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        max_length=None,
    )
    remove_picture = forms.BooleanField(label=_("Remove my picture"), required=False)

    class Meta:
        model = Profile
        fields = [
            "language", "pronouns", "headline", "about", "area", "sector", "organisation", "offers", "asks",
            "audience_listed", *(part.column for part in PARTS),
        ]  # fmt: skip
        labels = {
            "language": _("Language I write in here"),
            "pronouns": _("Pronouns"),
            "headline": _("Headline"),
            "about": _("About me"),
            "sector": _("Sector"),
            "organisation": _("Organisation"),
            "offers": _("What I can offer"),
            "asks": _("What I am looking for"),
        }
        help_texts = {
            "language": _("So that screen readers pronounce your words well."),
            "pronouns": _("For example: she/her, he/him, they/them."),
            "headline": _("One line: what you do, or what you care about."),
            "about": _("What brought you to co-production? What are you working on?"),
            "offers": _("Time, a skill, a story: what others may ask you for."),
            "asks": _("What would help you now."),
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 6, "data-grow": "", "data-count": ""}),
            "offers": forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
            "asks": forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = self.fields["area"].grouped()
        self.fields["sector"].choices = [("", _("Not given")), *Profile._meta.get_field("sector").choices]
        self.fields["language"].choices = [
            choice for choice in Profile._meta.get_field("language").choices if choice[0] in site_languages()
        ] + [("gd", "Gàidhlig")] * (self.instance.language == "gd" and "gd" not in site_languages())
        topics = self.fields["topics"]
        topics.queryset = Topic.objects.select_related("parent")
        self.initial["topics"] = [topic.pk for topic in self.instance.topics.all()]
        topics.choices = _by_heading(topics.queryset, self.initial["topics"])
        for part in (LISTED, *PARTS):
            field = self.fields[part.column]
            field.choices = CHOICES
            field.label = part.question
            field.required = True
        if not self.instance.user.picture_key:
            del self.fields["remove_picture"]

    def clean_topics(self):
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Choose up to twelve topics."), code="many")
        return topics

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        if not upload:
            return None
        try:
            return read_picture(upload)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.message) from None

    def changes(self) -> dict:
        """What ``change_profile`` takes."""
        return dict(self.cleaned_data)


def _by_heading(topics, chosen) -> list:
    """Topics under the headings they belong to. A heading with topics below it says too little to be chosen itself,
    unless it was before."""
    children: dict[int, list] = {}
    headings = []
    for topic in topics:
        if topic.parent_id:
            children.setdefault(topic.parent_id, []).append(topic)
        else:
            headings.append(topic)
    if not children:
        return [(topic.pk, topic.name) for topic in headings]
    groups = []
    for heading in headings:
        below = children.get(heading.pk, [])
        offered = below if below and heading.pk not in chosen else [heading, *below]
        groups.append((heading.name, [(topic.pk, topic.name) for topic in offered]))
    return groups
