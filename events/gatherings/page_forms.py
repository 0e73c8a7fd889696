"""The form editors fill in: clock times of the chosen zone, hosts they may speak for."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminDateTimeInput

from profiles.accounts.time_zones import known_zones, zone_choices

from .permissions import edits_for_one_of
from .states import DatePrecision
from .times import last_day, moment_at, wall_clock, whole


class WallClockField(forms.DateTimeField):
    """A day and a clock time without zone. Django's own field would take it for the editor's."""

    widget = AdminDateTimeInput

    def to_python(self, value):
        # UTC has neither doubled nor skipped times, so nothing is changed or refused on the way.
        with timezone.override("UTC"):
            value = super().to_python(value)
        return value.replace(tzinfo=None) if value is not None else None


class EventPageForm(WagtailAdminPageForm):
    """Turns clock times into moments, and checks what an event needs before it can be published."""

    CLOCK_TIMES = ("starts_at", "ends_at", "registration_closes_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._show_clock_times()
        if "time_zone" in self.fields:
            chosen = self.instance.time_zone
            self.fields["time_zone"] = forms.ChoiceField(
                label=self.fields["time_zone"].label,
                choices=zone_choices(chosen),
                initial=chosen,
                help_text=_("The clocks that the times above are read from."),
            )
        if (
            "hosts" in self.fields
            and self.instance.other_hosts
            and self.instance.pk
            and not self.instance.hosts.exists()
        ):
            self.fields["hosts"].required = False  # a record of what others held may stay theirs
        if self.data.get(self.add_prefix("date_precision")) == DatePrecision.UNKNOWN:
            for name in ("starts_at", "ends_at"):
                if name in self.fields:
                    self.fields[name].required = False

    def _show_clock_times(self):
        for name in self.CLOCK_TIMES:
            old = self.fields.get(name)
            if old is None:
                continue
            self.fields[name] = WallClockField(
                label=old.label, help_text=old.help_text, required=name != "registration_closes_at"
            )
            kept = getattr(self.instance, name)
            if kept is not None:
                self.initial[name] = wall_clock(kept, self.instance.time_zone)
        if self.instance.ends_at and self.instance.date_precision != DatePrecision.TIME:
            # What is kept ends at the midnight after; people write the last day.
            day = last_day(self.instance.ends_at, self.instance.time_zone)
            self.initial["ends_at"] = dt.datetime.combine(day, dt.time.min)

    def clean(self):
        data = super().clean()
        self._clean_times(data)
        self._clean_hosts(data)
        self._clean_capacity(data)
        self._clean_address(data)
        return data

    # --- times

    def _clean_times(self, data):
        zone = data.get("time_zone") or self.instance.time_zone
        if zone not in known_zones():
            return  # said beside the field
        precision = data.get("date_precision") or DatePrecision.TIME
        if precision == DatePrecision.UNKNOWN:
            data["starts_at"] = data["ends_at"] = None
        elif precision == DatePrecision.TIME:
            self._moment(data, "starts_at", zone)
            self._moment(data, "ends_at", zone)
        elif data.get("starts_at"):
            first = data["starts_at"].date()
            last = (data.get("ends_at") or data["starts_at"]).date()
            if last < first:
                self.add_error("ends_at", _("An event ends after it starts."))
                return
            data["starts_at"], data["ends_at"] = whole(precision, first, last, zone)
        self._moment(data, "registration_closes_at", zone)
        self._check_order(data)

    def _moment(self, data, name, zone):
        wall = data.get(name)
        if wall is None:
            return
        try:
            data[name] = moment_at(wall, zone)
        except ValidationError as error:
            self.add_error(name, error)
            data[name] = None

    def _check_order(self, data):
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("An event ends after it starts."))
        closes_at = data.get("registration_closes_at")
        if closes_at and ends_at and closes_at > ends_at:
            self.add_error("registration_closes_at", _("Registration closes before the event ends."))

    # --- the rest

    def _clean_hosts(self, data):
        hosts = data.get("hosts")
        if not hosts:
            return  # the field says that it is required; a draft may wait
        user = self.for_user
        if (
            user is not None
            and not user.is_superuser
            and not edits_for_one_of(user, [one.pk for one in hosts])
        ):
            self.add_error("hosts", _("Choose a network whose pages you edit as one of the hosts."))

    def _clean_capacity(self, data):
        if data.get("capacity") == 0:
            self.add_error("capacity", _("Write 1 or more, or leave it empty where there is no limit."))

    def _clean_address(self, data):
        """Addresses of events are the same in every language, so no two events may share one anywhere."""
        from .models import Gathering

        slug = data.get("slug")
        others = Gathering.objects.filter(slug=slug).exclude(translation_key=self.instance.translation_key)
        if slug and others.exists():
            self.add_error("slug", _("Another event has this address already."))
