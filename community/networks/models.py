"""Networks and the dated ties of people to them."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.languages import InLanguages, LanguageField

from .querysets import AddressInvitationQuerySet, MembershipQuerySet, NetworkQuerySet
from .roles import Role
from .states import ENDS, JoiningPolicy, MembershipEnd, MembershipState

colour_validator = RegexValidator(
    re.compile(r"^#[0-9a-fA-F]{6}$"), _("Write the colour as # and six digits.")
)


class Network(models.Model):
    """A body of practitioners with its own rules, pledge, languages and two colours."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_cy = models.CharField(_("name in Welsh"), max_length=120, blank=True)
    name_gd = models.CharField(_("name in Gaelic"), max_length=120, blank=True)
    short_name_en = models.CharField(_("short name in English"), max_length=40)
    short_name_cy = models.CharField(_("short name in Welsh"), max_length=40, blank=True)
    short_name_gd = models.CharField(_("short name in Gaelic"), max_length=40, blank=True)
    description_en = models.TextField(_("description in English"), blank=True)
    description_cy = models.TextField(_("description in Welsh"), blank=True)
    description_gd = models.TextField(_("description in Gaelic"), blank=True)
    pledge_en = models.TextField(
        _("pledge in English"), blank=True, help_text=_("Accepted by everyone who joins.")
    )
    pledge_cy = models.TextField(_("pledge in Welsh"), blank=True)
    pledge_gd = models.TextField(_("pledge in Gaelic"), blank=True)
    country = models.CharField(_("country"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    colour_warp = models.CharField(
        _("first colour"), max_length=7, default="#7a2e2e", validators=[colour_validator]
    )
    colour_weft = models.CharField(
        _("second colour"), max_length=7, default="#2f4858", validators=[colour_validator]
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True
    )  # two-letter codes, first one leads
    joining = models.CharField(
        _("joining"), max_length=12, choices=JoiningPolicy.choices, default=JoiningPolicy.ON_REQUEST
    )
    created_at = models.DateTimeField(auto_now_add=True)

    name = InLanguages()
    short_name = InLanguages()
    description = InLanguages()
    pledge = InLanguages()

    objects = NetworkQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]
        verbose_name = _("network")
        verbose_name_plural = _("networks")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("network", args=[self.slug])

    def clean(self):
        if self.pledge_en and not self.pledge_cy:
            raise ValidationError(
                {"pledge_cy": _("Write the pledge in Welsh as well: it is accepted in either language.")}
            )


class Membership(models.Model):
    """One person's dated tie to a network. States and their order stand in ``states.py``."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    state = models.CharField(max_length=10, choices=MembershipState.choices)
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MEMBER)
    message = models.TextField(_("why I would like to join"), blank=True, max_length=1000)
    pledge_accepted_at = models.DateTimeField(null=True, blank=True)
    pledge_text = models.TextField(blank=True)  # the words accepted, since a pledge may change later
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(blank=True)  # given with a refusal or suspension, shown to the person

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["network", "user"], name="one_membership_a_person_and_network"),
            models.CheckConstraint(
                condition=~models.Q(state=MembershipState.ACTIVE) | models.Q(joined_at__isnull=False),
                name="active_membership_has_joined_at",
            ),
        ]
        indexes = [models.Index(fields=["user", "state"], name="membership_of_person")]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")

    def __str__(self):
        return f"{self.user} – {self.network} ({self.state})"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE


class MembershipChange(models.Model):
    """One step in the life of a membership: from which state and role to which, who did it, when and why.

    Rows are only ever added. ``state_before`` is empty for the first step.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="changes")
    state_before = models.CharField(max_length=10, choices=MembershipState.choices, blank=True)
    state = models.CharField(max_length=10, choices=MembershipState.choices)
    role_before = models.CharField(max_length=12, choices=Role.choices, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of a membership")
        verbose_name_plural = _("changes of memberships")

    def __str__(self):
        return f"{self.membership_id}: {self.state_before or '-'}/{self.role_before or '-'} → {self.state}/{self.role}"

    @property
    def end(self) -> MembershipEnd | None:
        """What became of a request or an invitation, where this step was its end without a membership."""
        if self.state != MembershipState.LEFT or self.state_before not in ENDS:
            return None
        by_person, by_coordinator = ENDS[self.state_before]
        return by_person if self.changed_by_id == self.membership.user_id else by_coordinator

    @property
    def shown_state(self) -> str:
        """The state this step led to, in words; who never was a member has not left."""
        return self.end.label if self.end else self.get_state_display()


class AddressInvitation(models.Model):
    """An invitation sent to an e-mail address, whether or not anybody here has an account with it.

    Nothing on the site tells the inviter which of the two is the case. It is used up by
    the person who joins with the mailed link, or who signs in with that address. The address is
    forgotten when it is used, withdrawn, or its time is over.
    """

    network = models.ForeignKey(Network, models.CASCADE, related_name="address_invitations")
    email = models.EmailField(_("e-mail address"), blank=True)
    language = LanguageField(_("language of the mail"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    invited_at = models.DateTimeField(auto_now_add=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AddressInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email"],
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_an_address",
            )
        ]
        indexes = [models.Index(fields=["email"], name="invitation_of_address")]
        verbose_name = _("invitation by e-mail")
        verbose_name_plural = _("invitations by e-mail")

    def __str__(self):
        return f"{self.email} to {self.network_id}"
