"""First guesses about a work from its address, for a curator to put right."""

from urllib.parse import urlsplit

from ..vocabulary import Format

_HOSTS = {
    "youtube.com": Format.VIDEO,
    "youtu.be": Format.VIDEO,
    "vimeo.com": Format.VIDEO,
    "open.spotify.com": Format.PODCAST,
    "podcasts.apple.com": Format.PODCAST,
    "soundcloud.com": Format.PODCAST,
    "legislation.gov.uk": Format.LEGISLATION,
    "medium.com": Format.BLOG,
    "substack.com": Format.NEWSLETTER,
}


def guessed_format(url: str, doi: str = "") -> Format:
    """What kind of thing probably stands at ``url``."""
    if doi:
        return Format.ACADEMIC_PAPER
    try:
        parts = urlsplit(url)
    except ValueError:
        return Format.WEBSITE
    host = (parts.hostname or "").removeprefix("www.")
    for known, guess in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return guess
    path = parts.path.lower()
    if path.endswith(".pdf"):
        return Format.REPORT
    if "/blog" in path or host.startswith("blog"):
        return Format.BLOG
    if "podcast" in path:
        return Format.PODCAST
    return Format.WEBSITE
