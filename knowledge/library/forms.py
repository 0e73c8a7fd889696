"""Forms of the library: suggesting, deciding, and editing a record at the desk."""

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from community.audience import Audience
from community.languages import CONTENT_LANGUAGES, active_language, site_languages
from community.networks.models import Network
from community.topics.models import Topic

from .addresses import canonical_url, normal_doi
from .models import Resource, ResourceText


class WebAddressField(forms.URLField):
    """A web address as people have it at hand: ``https://`` may be missing, and a bare DOI will do."""

    def __init__(self, **kwargs):
        # A plain text box: the browser's own check would refuse a DOI and an address without https://.
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"})
        super().__init__(**{"assume_scheme": "https", "max_length": 1000, "widget": widget, **kwargs})
        self.error_messages["invalid"] = _(
            "This is not a web address. One looks like https://example.org/guide."
        )

    def to_python(self, value):
        value = (value or "").strip()
        if value and not value.lower().startswith(("http:", "https:")) and (doi := normal_doi(value)):
            value = f"https://doi.org/{doi}"
        return super().to_python(value)


class SubmissionForm(forms.Form):
    """What a member suggests. Three things are asked: where it is, what it is called, why others should know it."""

    network = forms.ModelChoiceField(
        label=_("For which network?"),
        queryset=Network.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    url = WebAddressField(
        label=_("Web address"),
        help_text=_("Copy it from the address bar of your browser. A DOI will do as well."),
    )
    title = forms.CharField(label=_("Title"), max_length=400, help_text=_("As the work itself has it."))
    why = forms.CharField(
        label=_("Why should others know it?"),
        max_length=2000,
        help_text=_(
            "Two sentences are enough: what it is good for, and for whom. A curator may build the summary on them."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": "", "data-count": ""}),
    )
    language = forms.ChoiceField(label=_("I have written this in"), required=False)
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, networks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = networks
        self.only_network = networks[0] if len(networks) == 1 else None
        if self.only_network:
            # Nothing is asked that has one answer.
            self.fields["network"].widget = forms.HiddenInput()
            self.fields["network"].initial = self.only_network.pk
        codes = site_languages()
        self.fields["language"].choices = [(code, name) for code, name in CONTENT_LANGUAGES if code in codes]
        self.fields["language"].initial = active_language()

    def clean_url(self):
        url = self.cleaned_data["url"]
        if not canonical_url(url):
            raise forms.ValidationError(self.fields["url"].error_messages["invalid"], code="invalid")
        return url

    def clean_language(self):
        return self.cleaned_data["language"] or active_language()


class DeclineForm(forms.Form):
    """Why a suggestion is not taken up, in words the member will read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("It is sent to the person who made the suggestion. Say what would have made it fit."),
        error_messages={"required": _("Write a reason: it is sent to the person who made the suggestion.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
    )


class TopicsField(forms.ModelMultipleChoiceField):
    """Topics of the second level, grouped under their parents."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(Topic.objects.select_related("parent"), **kwargs)

    @property
    def choices(self):
        """Pairs of heading and options, in the order of the vocabulary; read when drawn, never on import."""
        return CallableChoiceIterator(self._grouped)

    def _grouped(self):
        topics = list(Topic.objects.order_by("position", "pk"))
        parents = [topic for topic in topics if topic.parent_id is None]
        grouped = []
        for parent in parents:
            options = [(topic.pk, topic.name) for topic in topics if topic.parent_id == parent.pk]
            grouped.append((parent.name, options or [(parent.pk, parent.name)]))
        return grouped

    @choices.setter
    def choices(self, _value):
        """Django sets this from the queryset; the grouping above stands instead."""


class RecordForm(forms.ModelForm):
    """A record's facts, as a curator edits them."""

    topics = TopicsField(label=_("Topics"), required=False)

    # The groups of the page, in order: heading, names of fields.
    GROUPS = (
        ("work", _("The work"), ("title", "creators", "year", "published_on", "format", "languages")),
        ("place", _("Where it is"), ("url", "doi", "archived_url")),
        (
            "published",
            _("How it was published"),
            ("publisher", "container_title", "volume", "issue", "pages", "isbn", "issn", "ref_key"),
        ),
        (
            "reach",
            _("What readers need to know"),
            ("countries", "minutes", "licence", "access", "accessibility"),
        ),
        ("topics", _("Topics"), ("topics",)),
        ("care", _("Looking after it"), ("source_language", "review_due_on", "audience")),
    )
    # Groups of facts that many records do without; folded away until needed.
    FOLDED = {"published", "reach", "care"}
    # Fields that have a value from the start and so are no reason to unfold their group.
    ALWAYS_SET = {"source_language", "audience"}

    class Meta:
        model = Resource
        fields = [
            "title", "creators", "year", "published_on", "format", "languages", "url", "doi", "archived_url",
            "publisher", "container_title", "volume", "issue", "pages", "isbn", "issn", "ref_key", "countries",
            "minutes", "licence", "access", "accessibility", "source_language", "review_due_on", "audience",
        ]  # fmt: skip
        field_classes = {"url": WebAddressField, "archived_url": WebAddressField}
        widgets = {
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "review_due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A record belongs to networks, not to a space or to people, so only these mean anything.
        self.fields["audience"].choices = [
            (audience.value, audience.label)
            for audience in (Audience.PUBLIC, Audience.MEMBERS, Audience.NETWORKS)
        ]
        if self.instance.pk:
            self.fields["topics"].initial = [topic.pk for topic in self.instance.topics.all()]

    def _save_m2m(self):
        """Topics belong to the draft and are kept with it, see ``apply_to``."""

    def apply_to(self, resource: Resource) -> Resource:
        """Put what was typed into ``resource``, unsaved: it becomes part of a draft."""
        for name in self._meta.fields:
            setattr(resource, name, getattr(self.instance, name))
        resource.topics.set(list(self.cleaned_data["topics"]))
        return resource

    def groups(self) -> list[dict]:
        """The fields in their groups: folded ones stand open where there is an error or a value."""
        drawn = []
        for slug, label, names in self.GROUPS:
            fields = [self[name] for name in names]
            wrong = any(field.errors for field in fields)
            drawn.append(
                {
                    "slug": slug,
                    "label": label,
                    "fields": fields,
                    "is_folded": slug in self.FOLDED,
                    "is_single": len(fields) == 1,
                    "open": wrong or any(self[name].value() for name in names if name not in self.ALWAYS_SET),
                }
            )
        return drawn


class TextForm(forms.ModelForm):
    """What is said of a record in one language. Empty altogether means: nothing yet."""

    class Meta:
        model = ResourceText
        fields = ["title", "summary", "plain_summary"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 5, "data-grow": "", "data-count": ""}),
            "plain_summary": forms.Textarea(attrs={"rows": 3, "data-grow": "", "data-count": ""}),
        }

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, prefix=f"text-{language}", **kwargs)
        self.language = language
        self.language_label = dict(CONTENT_LANGUAGES)[language]
        self.fields["summary"].required = False

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("title") or cleaned.get("plain_summary")) and not cleaned.get("summary"):
            self.add_error("summary", _("Write the summary as well: it is what readers see in lists."))
        return cleaned

    def _get_validation_exclusions(self):
        # An empty form is no text, so the model's own wish for a summary is not asked here.
        return super()._get_validation_exclusions() | {"summary"}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not any(self.cleaned_data.get(name) for name in self._meta.fields)


def text_forms(resource: Resource, data=None) -> list[TextForm]:
    """One form for each language of the site, and for each further language the record has words in."""
    texts = {text.language: text for text in resource.texts.all()}
    codes = list(dict.fromkeys([resource.source_language, *site_languages(), *texts]))
    return [
        TextForm(data, language=code, instance=texts.get(code) or ResourceText(language=code))
        for code in codes
    ]
