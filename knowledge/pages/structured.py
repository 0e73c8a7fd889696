"""Data for machines inside a page."""

import json

from django.utils.safestring import SafeString, mark_safe


def as_script(data: dict) -> SafeString:
    """``data`` as a ``<script type="application/ld+json">`` element.

    A block of data is not executed, so our Content-Security-Policy lets it stand. What could end the element is
    written as an escape, which JSON reads as the same character.
    """
    # One entry a line: braces side by side would look like a template that was not drawn.
    text = json.dumps(without_blanks(data), ensure_ascii=False, indent=0)
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def without_blanks(data: dict) -> dict:
    """``data`` without entries that say nothing."""
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}
