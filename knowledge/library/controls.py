"""Form controls for the makers of a work."""

from django import forms

from . import creators


class CreatorsWidget(forms.Textarea):
    """A text box with one maker on each line."""

    def __init__(self, attrs=None):
        super().__init__({"rows": 3, "data-grow": "", **(attrs or {})})

    def format_value(self, value):
        if isinstance(value, list):
            return "\n".join(creators.written(creator) for creator in value)
        return value


class CreatorsFormField(forms.CharField):
    """Names, one on each line, read into the list that the record keeps."""

    widget = CreatorsWidget

    def clean(self, value):
        read = creators.parse(super().clean(value) or "")
        creators.check(read)
        return read

    def has_changed(self, initial, data):
        return creators.parse(data or "") != (initial or [])
