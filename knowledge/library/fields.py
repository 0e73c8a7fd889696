"""Two column types of the library: a list of codes, and the makers of a work."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .creators import check as check_creators


class CodesField(models.CharField):
    """A short list of codes from a closed vocabulary, such as ``["en", "cy"]``.

    Kept as ``,en,cy,``: one column that both engines can group by and search
    with :func:`holds_code`, where a table of its own would cost a query on every page.
    ``vocabulary`` is a mapping (or pairs) of code to label.
    """

    def __init__(self, *args, vocabulary=(), **kwargs):
        self.vocabulary = dict(vocabulary)
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    @staticmethod
    def split(stored) -> list[str]:
        """``,en,cy,`` → ``["en", "cy"]``; lists pass unchanged, None is an empty list."""
        if stored is None:
            return []
        if isinstance(stored, (list, tuple)):
            return list(stored)
        return [code for code in str(stored).split(",") if code]

    def from_db_value(self, value, expression, connection):
        return self.split(value)

    def to_python(self, value):
        return self.split(value)

    def get_prep_value(self, value):
        if (isinstance(value, str) and value.startswith(",")) or value is None:
            return value
        codes = self.split(value)
        return f",{','.join(codes)}," if codes else ""

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value, model_instance):
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        for code in value:
            if code not in self.vocabulary:
                raise ValidationError(
                    _("“%(code)s” is not in the list."), code="invalid", params={"code": code}
                )

    def run_validators(self, value):
        super().run_validators(self.get_prep_value(value) or "")

    def formfield(self, **kwargs):
        from django import forms

        defaults = {
            "choices": list(self.vocabulary.items()),
            "widget": forms.CheckboxSelectMultiple,
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
        }
        defaults.update(
            {
                key: value
                for key, value in kwargs.items()
                if key in ("widget", "label", "help_text", "required", "initial")
            }
        )
        return forms.MultipleChoiceField(**defaults)


def holds_code(column: str, code: str) -> models.Q:
    """The condition that the :class:`CodesField` called ``column`` holds ``code``."""
    return models.Q(**{f"{column}__contains": f",{code},"})


class CreatorsField(models.JSONField):
    """Who made the work, in order; shapes are described in ``creators``."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        check_creators(value)

    def formfield(self, **kwargs):
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        from .controls import CreatorsFormField

        return CreatorsFormField(
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )
