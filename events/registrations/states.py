"""The states of a registration and which may follow which: the one table."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegistrationState(models.TextChoices):
    """Whether a person has a place."""

    REGISTERED = "registered", _("Registered")
    GIVEN_UP = "given_up", _("Place given up")


# From a state to those that may follow it. None stands for "no registration yet".
NEXT_STATES = {
    None: {RegistrationState.REGISTERED},
    RegistrationState.REGISTERED: {RegistrationState.GIVEN_UP},
    RegistrationState.GIVEN_UP: {RegistrationState.REGISTERED},
}


class LanguageWish(models.TextChoices):
    """The language somebody would like to speak at the gathering."""

    ANY = "", _("No preference")
    WELSH = "cy", _("Welsh")
    ENGLISH = "en", _("English")
    GAELIC = "gd", _("Scottish Gaelic")
    BSL = "bsl", _("British Sign Language (BSL)")
