"""The account: who signs in, by e-mail address."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.languages import LanguageField
from community.live.recheck import recheck_everybody

from .handles import LONGEST, PATTERN, free_handle_for
from .names import check_name, tidy_name
from .time_zones import validate_time_zone

handle_validator = RegexValidator(
    PATTERN, _("Use small letters, digits and hyphens, beginning and ending with a letter or digit.")
)


class UserQuerySet(models.QuerySet):
    """Accounts."""

    def update(self, **values):
        """Closing many accounts at once, as the editors’ area does, silences their open pages as closing one does."""
        changed = super().update(**values)
        if "is_active" in values:
            recheck_everybody()
        return changed


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes accounts; addresses are kept in small letters, so that one person has one."""

    def create_user(self, email, password=None, **fields):
        """A new account; a handle is made from the display name when none is given."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """A new account with every right in the admin; its address counts as verified, since a person at the
        machine gave it."""
        from allauth.account.models import EmailAddress

        fields.setdefault("display_name", email.split("@")[0])
        with transaction.atomic():
            user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. What they say of themselves is in the profile."""

    email = models.EmailField(
        _("e-mail address"),
        unique=True,
        error_messages={"unique": _("There is an account with this address already.")},
    )
    display_name = models.CharField(
        _("name"), max_length=80, help_text=_("The name other members see."), validators=[check_name]
    )
    handle = models.CharField(
        _("handle"),
        max_length=LONGEST,
        unique=True,
        validators=[handle_validator],
        help_text=_("A short name for your address on this site and for mentions."),
    )
    language = LanguageField(
        _("preferred language"), help_text=_("For pages and for every mail we send you.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/London", validators=[validate_time_zone]
    )
    # Names the files of the person's picture (profiles.people.pictures); empty without one. It stands here and not
    # in the profile so that the author of a post has a face without another query.
    picture_key = models.CharField(max_length=32, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may enter the editors’ area"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # When they first showed that the address is theirs. Empty from signing up until then: nobody is told of such an
    # account, and after a week it is gone. Accounts made any other way are vouched for by who made them.
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False, default=timezone.now)

    objects = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.CheckConstraint(
                condition=models.Q(handle=Lower("handle")), name="handle_in_small_letters"
            ),
        ]

    def __str__(self):
        return self.display_name

    @classmethod
    def from_db(cls, db, field_names, values):
        user = super().from_db(db, field_names, values)
        user._known_as = user._finding_marks() if set(cls.FINDING_MARKS) <= set(field_names) else None
        return user

    # What others find a person by; when one of them changes, so does the index.
    FINDING_MARKS = ("display_name", "handle", "is_active", "confirmed_at")

    def _finding_marks(self):
        return tuple(getattr(self, name) for name in self.FINDING_MARKS)

    def save(self, *args, **kwargs):
        """Keep the address in small letters and find a handle; a new account gets its profile with it."""
        from profiles.people.domain.profiles import make_profile, person_changed

        self.email = self.email.strip().lower()
        self.display_name = tidy_name(self.display_name)
        if not self.handle:
            self.handle = free_handle_for(self.display_name)
        is_new = self._state.adding
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                make_profile(self)
            elif getattr(self, "_known_as", None) not in (None, self._finding_marks()):
                person_changed(self)
        self._known_as = self._finding_marks()

    def get_full_name(self):
        return self.display_name

    def get_short_name(self):
        return self.display_name

    def get_absolute_url(self):
        return reverse("person", args=[self.handle])

    @property
    def avatar(self) -> str:
        """Address of the small picture; empty without one, and a drawn swatch takes its place.

        The address answers with the swatch to readers who may not see the picture, so it may stand in pieces of
        page that all readers share.
        """
        return (
            reverse("person-picture", args=[self.handle, self.picture_key, "small"])
            if self.picture_key
            else ""
        )


class FormerHandle(models.Model):
    """A handle its owner gave up: their old addresses still lead to them, and nobody else may take it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="former_handles")
    handle = models.CharField(max_length=LONGEST, unique=True)
    given_up_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("former handle")
        verbose_name_plural = _("former handles")

    def __str__(self):
        return self.handle
