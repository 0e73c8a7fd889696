"""One form for the many ways of writing the same web address or identifier."""

import re
from urllib.parse import unquote, urlsplit, urlunsplit

import idutils
from w3lib.url import canonicalize_url, url_query_cleaner

# Parameters that say where a reader came from, not what is read.
TRACKING = (
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid",
    "_ga", "_gl", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_anon_id", "oly_enc_id", "wickedid", "cmpid",
    "ref_src", "ref_url", "spm", "si", "feature", "trk", "trkCampaign", "s_cid", "ncid", "CMP", "ito", "ocid",
)  # fmt: skip
_CAMPAIGN = re.compile(r"^(?:utm_|pk_|mtm_|piwik_|hsa_|at_)", re.IGNORECASE)
_DEFAULT_PAGE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
_DOI_HOSTS = {"doi.org", "dx.doi.org"}
_DOI_IN_PATH = re.compile(r"/(10\.\d{4,9}/[^\s?#]+?)(?:/(?:full|pdf|epdf|abstract|html|meta|fulltext))?/?$")


def canonical_url(url: str) -> str:
    """The address by which two ways of writing one page are found to be the same; empty for no web address.

    It is for comparing and not for opening: the scheme, ``www.``, tracking
    parameters, the fragment and a slash at the end are dropped.

    >>> canonical_url("http://www.example.org/Guide/?utm_source=x#top")
    'https://example.org/Guide'
    """
    url = (url or "").strip()
    if url.lower().startswith("www."):
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return ""
    host = host.removeprefix("www.")
    if host in _DOI_HOSTS:
        # DOIs are the same in any case.
        return f"https://doi.org{unquote(parts.path).lower().rstrip('/')}"
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    path = _DEFAULT_PAGE.sub("/", parts.path).rstrip("/")
    cleaned = urlunsplit(("https", host, path, parts.query, ""))
    campaign = [name for name in _parameter_names(parts.query) if _CAMPAIGN.match(name)]
    cleaned = url_query_cleaner(cleaned, [*TRACKING, *campaign], remove=True)
    cleaned = canonicalize_url(cleaned, keep_fragments=False)
    # The library's canonical form writes "/" for an empty path; ours has none at the end.
    parts = urlsplit(cleaned)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), parts.query, ""))


def _parameter_names(query: str) -> list[str]:
    return [pair.partition("=")[0] for pair in re.split("[&;]", query) if pair]


def normal_doi(text: str) -> str:
    """``10.1000/xyz`` in small letters out of a DOI, ``doi:…`` or a resolver's address; empty when it is none.

    Publishers' addresses that end in a DOI count too.
    """
    text = unquote((text or "").strip()).rstrip(".,;")
    if not text:
        return ""
    if idutils.is_doi(text):
        return idutils.normalize_doi(text).lower().rstrip("/")
    if text.startswith(("http://", "https://")):
        try:
            found = _DOI_IN_PATH.search(urlsplit(text).path)
        except ValueError:
            return ""
        if found:
            return found.group(1).lower().rstrip("/")
    return ""


def normal_isbn(text: str) -> str:
    """Thirteen digits out of an ISBN of ten or thirteen; empty when it is none."""
    compact = re.sub(r"[^0-9Xx]", "", text or "").upper()
    if not idutils.is_isbn(compact):
        return ""
    if len(compact) == 13:
        return compact
    body = f"978{compact[:9]}"
    check = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    return f"{body}{check}"


def normal_issn(text: str) -> str:
    """``1234-567X`` out of an ISSN; empty when it is none."""
    compact = re.sub(r"[^0-9Xx]", "", text or "").upper()
    if len(compact) != 8 or not idutils.is_issn(compact):
        return ""
    return f"{compact[:4]}-{compact[4:]}"


def shown_host(url: str) -> str:
    """``"example.org"``: what a reader is told about where a link leads."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
