"""Fields of editorial pages."""

from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from .blocks import Body


class BodyField(StreamField):
    """What a page says, built from :class:`Body`'s blocks.

    Migrations do not repeat the blocks' definitions: the column is JSON whatever they are, and a changed label
    is no change of the table. A renamed or removed block gets a data migration (``wagtail.blocks.migrations``).
    """

    def __init__(self, block_types=None, **kwargs):
        kwargs.pop("block_lookup", None)
        kwargs.setdefault("verbose_name", _("body"))
        kwargs.setdefault("blank", True)
        super().__init__(block_types or Body(required=not kwargs["blank"]), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
