"""Writing in the composer of a conversation in a real browser, with its editor where there is script."""

import re


def editor(page):
    """The field one writes in, once the editor has come; the focus is in it."""
    page.locator("[data-composer] [name=text]").first.focus()
    place = page.locator("[data-composer] .ProseMirror").first
    place.wait_for()
    return place


def fill_reply(page, words: str) -> None:
    """Have ``words``, one paragraph, in the field in place of what was there."""
    editor(page).fill(words)


def written(page) -> str:
    """What would be sent, as plain text."""
    return page.locator("[data-composer] [name=text]").first.input_value()


def send(page) -> None:
    """Press the button."""
    page.locator("[data-composer]").get_by_role("button", name=re.compile("^Send$")).click()
