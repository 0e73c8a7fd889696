"""Making a poll, and voting on its own page."""

import zoneinfo
from datetime import UTC, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.refusals import Refusal

from . import refusals
from .domain import tidy_choices, tidy_options
from .models import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Method, Poll, Showing

# Nobody plans a poll further ahead; a slip in the year is caught.
LONGEST_OPEN = timedelta(days=366)
COMMON_ZONES = ("Europe/London", "Europe/Dublin", "UTC")


def zone_choices() -> list[tuple[str, str]]:
    """The reader's zone first, then those where the networks are."""
    names = dict.fromkeys([timezone.get_current_timezone_name(), *COMMON_ZONES])
    return [(name, name.replace("_", " ").replace("/", " / ")) for name in names]


class ClockField(forms.CharField):
    """A day and time as the browser's own control writes it, without zone: another field names that."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"})

    def to_python(self, value):
        value = super().to_python(value)
        if not value:
            return None
        try:
            moment = parse_datetime(value.strip())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise forms.ValidationError(_("Write day and time like 2026-11-23 17:00."))
        return moment


class PollForm(forms.Form):
    """A new poll. With ``empty_permitted`` it may be left alone beside another form."""

    question = forms.CharField(
        label=_("Question of the poll"),
        max_length=LONGEST_QUESTION,
        error_messages={"required": refusals.QuestionMissing.message},
    )
    options = forms.CharField(
        label=_("Options"),
        widget=forms.Textarea(attrs={"rows": 4, "data-grow": ""}),
        help_text=_("Two to twelve, each on a line of its own."),
        max_length=(LONGEST_OPTION + 2) * MOST_OPTIONS * 2,
        error_messages={"required": refusals.TooFewOptions.message},
    )
    method = forms.ChoiceField(
        label=_("How do people choose?"),
        choices=Method.choices,
        widget=forms.RadioSelect,
        initial=Method.SINGLE,
    )
    most_choices = forms.IntegerField(
        label=_("Most choices allowed"),
        required=False,
        min_value=2,
        max_value=MOST_OPTIONS,
        help_text=_("For several choices. Leave it empty to let people choose as many as they like."),
    )
    naming = forms.ChoiceField(
        label=_("Who sees who voted for what?"),
        choices=[
            ("anonymous", _("Nobody: the poll is anonymous")),
            ("named", _("Members who can read the conversation: the poll is named")),
        ],
        widget=forms.RadioSelect,
        initial="anonymous",
        help_text=_("People are told before they vote. It cannot be changed later."),
    )
    showing = forms.ChoiceField(
        label=_("When are the results shown?"),
        choices=Showing.choices,
        widget=forms.RadioSelect,
        initial=Showing.ALWAYS,
    )
    closes_at = ClockField(
        label=_("Closes on"), required=False, help_text=_("Leave it empty to close the poll yourself.")
    )
    time_zone = forms.ChoiceField(label=_("In the time of"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = zone_choices()
        self.fields["time_zone"].choices = choices
        self.fields["time_zone"].initial = choices[0][0]

    def has_changed(self):
        """Whether anybody asks anything: buttons chosen, or left out, beside an empty question make no poll."""
        return any((self.data.get(self.add_prefix(name)) or "").strip() for name in ("question", "options"))

    def clean_options(self):
        try:
            return tidy_options(self.cleaned_data["options"].splitlines())
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message)) from None

    def clean(self):
        fields = super().clean()
        self._clean_most(fields)
        self._clean_closing(fields)
        return fields

    def _clean_most(self, fields):
        most = fields.get("most_choices")
        if fields.get("method") != Method.MULTIPLE:
            fields["most_choices"] = None  # a number left behind by a change of mind says nothing
        elif most and most > len(fields.get("options") or range(MOST_OPTIONS)):
            self.add_error("most_choices", str(refusals.WrongMost.message))

    def _clean_closing(self, fields):
        clock = fields.get("closes_at")
        if clock is None:
            return
        zone = zoneinfo.ZoneInfo(fields.get("time_zone") or timezone.get_current_timezone_name())
        closes_at = clock.replace(tzinfo=zone)
        now = timezone.now()
        if closes_at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != clock:
            self.add_error(
                "closes_at",
                _("The clocks are put forward at that time, so it does not exist. Choose another."),
            )
        elif closes_at <= now:
            self.add_error("closes_at", str(refusals.ClosesTooSoon.message))
        elif closes_at > now + LONGEST_OPEN:
            self.add_error("closes_at", _("Choose a closing time within the next year."))
        else:
            fields["closes_at"] = closes_at

    @property
    def choices(self) -> dict:
        """What ``domain.add_poll`` takes; empty where nothing was filled in."""
        if not self.cleaned_data:
            return {}
        fields = self.cleaned_data
        closes_at: datetime | None = fields["closes_at"]
        return {
            "question": fields["question"],
            "options": fields["options"],
            "method": fields["method"],
            "most_choices": fields["most_choices"] or 0,
            "is_named": fields["naming"] == "named",
            "showing": fields["showing"],
            "closes_at": closes_at,
            "time_zone": fields["time_zone"] if closes_at else "",
        }


class VoteForm(forms.Form):
    """Voting on the poll's own page: one, several, or a place for each option. ``chosen`` is an earlier vote."""

    def __init__(self, *args, poll: Poll, language: str, chosen=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.poll = poll
        self.options = list(poll.options.all())
        if poll.method == Method.RANKED:
            for option in self.options:
                self.fields[f"place_{option.number}"] = forms.IntegerField(
                    label=_in_language(option.text, language),
                    required=False,
                    min_value=1,
                    max_value=len(self.options),
                    initial=chosen.index(option.number) + 1 if option.number in chosen else None,
                    error_messages={
                        "invalid": _("Write a place as a number, 1 for the option you like best."),
                        "min_value": _("Places begin with 1, for the option you like best."),
                        "max_value": _("There are only as many places as options: %(limit_value)s."),
                    },
                )
            return
        listed = [(str(option.number), _in_language(option.text, language)) for option in self.options]
        if poll.method == Method.SINGLE:
            field = forms.ChoiceField(
                choices=listed, widget=forms.RadioSelect, initial=chosen[0] if chosen else None
            )
        else:
            field = forms.MultipleChoiceField(
                choices=listed,
                widget=forms.CheckboxSelectMultiple,
                initial=[str(number) for number in chosen],
            )
        field.label = _("Your vote")
        field.error_messages |= {
            "required": refusals.NothingChosen.message,
            "invalid_choice": refusals.ForeignOption.message,
        }
        self.fields["choices"] = field

    def clean(self):
        fields = super().clean()
        if self.poll.method == Method.RANKED:
            self.numbers = self._ranking(fields)
        elif "choices" in fields:
            chosen = fields["choices"]
            self.numbers = [int(number) for number in ([chosen] if isinstance(chosen, str) else chosen)]
        if not self.errors:
            try:
                tidy_choices(self.poll, self.numbers)
            except Refusal as refusal:
                self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal.message))
        return fields

    def _ranking(self, fields) -> list[int]:
        places: dict[int, int] = {}
        for option in self.options:
            name = f"place_{option.number}"
            place = fields.get(name)
            if place is None:
                continue
            if place in places:
                self.add_error(
                    name, _("Another option has this place already. Give each option a place of its own.")
                )
            places[place] = option.number
        return [places[place] for place in sorted(places)]


def _in_language(text: str, language: str):
    return format_html('<span lang="{}">{}</span>', language, text)
