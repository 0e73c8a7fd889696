"""The first words of a text, for lists, panels and notices."""


def beginning_of(text: str, most: int) -> str:
    """The beginning of ``text`` in at most ``most`` characters, cut between words; "…" says that there is more.

    >>> beginning_of("We meet in one clinic, on Mondays.", 20)
    'We meet in one…'
    >>> beginning_of("We meet in one clinic, on Mondays.", 24)
    'We meet in one clinic…'
    """
    text = text.strip()
    if len(text) <= most:
        return text
    head = text[: most - 1]
    if not (head[-1].isspace() or text[most - 1].isspace()):
        words = head.rsplit(maxsplit=1)
        head = words[0] if len(words) > 1 else head  # an address may be longer than all
    return head.rstrip(" \t\n\xa0.,;:–—-(“‘") + "…"
