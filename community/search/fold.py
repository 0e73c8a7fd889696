"""One spelling for letters: small, without accents."""

import unicodedata

# Letters that Unicode does not take apart.
_UNDECOMPOSED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "’": "'"}
)


def fold(text: str) -> str:
    """``text`` in small letters without accents: ``Ynys Môn`` → ``ynys mon``."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
