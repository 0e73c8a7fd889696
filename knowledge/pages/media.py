"""Images and documents that editors upload."""

from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from community.languages import CONTENT_LANGUAGES


class CustomImage(AbstractImage):
    """A picture. Its description is asked for unless it is only decoration."""

    is_decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_(
            "The picture adds nothing to the words, so readers of the page who cannot see it miss nothing."
        ),
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "is_decorative", "credit")

    class Meta(AbstractImage.Meta):
        # Wagtail's own words, which the rest of the editors' area says too.
        verbose_name = Image._meta.verbose_name
        verbose_name_plural = Image._meta.verbose_name_plural

    @property
    def default_alt_text(self):
        """What stands for the picture where it cannot be seen: its description, never its file name."""
        return "" if self.is_decorative else self.description


class Rendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(CustomImage, models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class CustomDocument(AbstractDocument):
    """A file to download."""

    language = models.CharField(
        _("language"),
        max_length=2,
        blank=True,
        choices=CONTENT_LANGUAGES,
        help_text=_("Readers are told before they download it."),
    )
    admin_form_fields = (*Document.admin_form_fields, "language")

    @property
    def kind(self) -> str:
        """The kind of file as people call it, for example ``PDF``."""
        return PurePath(self.file.name).suffix.lstrip(".").upper()
