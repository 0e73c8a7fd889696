"""Questions that wait for an answer: to a person, to come into a closed space; to a network, to hold a space too."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from ..models import Space


class SpaceCall(models.Model):
    """Somebody was asked into a closed space and has not accepted; declined, it stays for the coordinators to see."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="space_calls")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "user"], name="one_call_a_person_and_space")]

    def __str__(self):
        return f"{self.user_id} into {self.space_id}"


class SpaceOffer(models.Model):
    """A network is asked to hold a space together with those that do; its coordinators answer."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="offers")
    network = models.ForeignKey("community.Network", models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "network"], name="one_offer_a_network_and_space")
        ]

    def __str__(self):
        return f"{self.space_id} to {self.network_id}"

    @property
    def question(self) -> str:
        """Who asks which network for which space, as a sentence in the active language."""
        said = {"network": self.network.name, "space": self.space.name}
        if self.asked_by is None:
            return _("%(network)s is asked to hold “%(space)s” with the others.") % said
        return _("%(person)s asks %(network)s to hold “%(space)s” with the others.") % {
            "person": self.asked_by.display_name, **said,
        }  # fmt: skip
