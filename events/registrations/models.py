"""One person's place in a gathering, and what they need to take part."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.gatherings.models import Gathering

from .querysets import RegistrationQuerySet
from .states import LanguageWish, RegistrationState


class Registration(models.Model):
    """One person's place, held or given up. States and their order stand in ``states.py``."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="registrations")
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    language_wish = models.CharField(
        _("language I would like to speak"),
        max_length=3,
        choices=LanguageWish.choices,
        blank=True,
        default=LanguageWish.ANY,
    )
    registered_at = models.DateTimeField(default=timezone.now)
    given_up_at = models.DateTimeField(null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["registered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "user"], name="one_registration_a_person_and_gathering"
            ),
            models.CheckConstraint(
                condition=models.Q(state=RegistrationState.REGISTERED, given_up_at__isnull=True)
                | models.Q(state=RegistrationState.GIVEN_UP, given_up_at__isnull=False),
                name="place_given_up_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["gathering", "state"], name="registrations_of_gathering"),
            models.Index(fields=["user", "state"], name="registrations_of_person"),
        ]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")

    def __str__(self):
        return f"{self.user_id} at {self.gathering_id} ({self.state})"

    @property
    def is_held(self) -> bool:
        return self.state == RegistrationState.REGISTERED


class AccessNeeds(models.Model):
    """What a person needs in order to take part, in their words.

    Often about health, so it is kept apart from the registration: hosts of that gathering read it, nobody
    else does, and a job deletes it (``domain.forgetting``).
    """

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="access_needs")
    text = models.TextField(_("what I need to take part"), max_length=2000)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("access needs")
        verbose_name_plural = _("access needs")

    def __str__(self):
        return f"access needs of registration {self.registration_id}"  # never what they say
