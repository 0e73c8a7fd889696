"""Names of languages as reference managers write them."""

from ..vocabulary import WORK_LANGUAGES

_NAMES = {
    "english": "en", "british": "en", "american": "en", "ukenglish": "en", "usenglish": "en", "eng": "en",
    "saesneg": "en", "welsh": "cy", "cymraeg": "cy", "cym": "cy", "wel": "cy", "gaelic": "gd",
    "scottish gaelic": "gd", "gàidhlig": "gd", "gla": "gd", "irish": "ga", "gaeilge": "ga", "gle": "ga",
    "french": "fr", "fra": "fr", "fre": "fr", "german": "de", "ngerman": "de", "deu": "de", "ger": "de",
    "spanish": "es", "spa": "es", "italian": "it", "ita": "it", "dutch": "nl", "nld": "nl", "dut": "nl",
    "portuguese": "pt", "por": "pt", "polish": "pl", "pol": "pl",
}  # fmt: skip


def work_language(written: str) -> str:
    """``"English"``, ``"en-GB"``, ``"eng"`` → ``"en"``; empty for what we do not know."""
    name = written.strip().lower().replace("_", "-")
    if name in WORK_LANGUAGES:
        return name
    return _NAMES.get(name) or (name.split("-")[0] if name.split("-")[0] in WORK_LANGUAGES else "")
