"""Which of our languages a text is in, by the small words that each sentence needs."""

import re
from collections import Counter

_WORDS = {
    "cy": "yn yr ac ar wedi mae gan bod fod eich ein rwy dw hyn oes neu gyda diolch bydd oedd wrth sydd ydy yw nid efo",
    "en": "the and of to is that for with are this you we have be it at from was our will can as",
    "gd": "agus tha bha airson leis chan sinn gu aig anns tapadh cha ach bidh seo sin gun ris",
}
_LANGUAGE_OF = {word: language for language, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 3000  # characters


def language_of_text(text: str, default: str) -> str:
    """``cy``, ``en`` or ``gd``; ``default`` where the text is too short or too mixed to say."""
    said = "\n".join(line for line in text[:_LOOKED_AT].split("\n") if not line.startswith(">"))
    votes = Counter(
        language for word in _WORD.findall(said.casefold()) if (language := _LANGUAGE_OF.get(word))
    ).most_common(2)
    if not votes or votes[0][1] < 3 or (len(votes) > 1 and votes[0][1] < 1.5 * votes[1][1]):
        return default
    return votes[0][0]
