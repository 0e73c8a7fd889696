"""Our icons: drawn on a grid of 24, one stroke, round ends, in the colour of the text beside them."""

from functools import lru_cache

from django.utils.html import escape

_CIRCLE = "M{0} {1}a{2} {2} 0 1 0 {3} 0 {2} {2} 0 1 0-{3} 0z"


def _circle(x: float, y: float, radius: float) -> str:
    """Path of a circle around (x, y)."""
    return _CIRCLE.format(f"{x - radius:g}", f"{y:g}", f"{radius:g}", f"{2 * radius:g}")


_RING = _circle(12, 12, 8.8)

# Name → path. A dot is a stroke of no length: its round ends make it one.
ICONS: dict[str, str] = {
    "arrow-left": "M19 12H5m6-6-6 6 6 6",
    "arrow-right": "M5 12h14m-6-6 6 6-6 6",
    "bell": "M6.5 16V11a5.5 5.5 0 0 1 11 0v5l1.7 2H4.8zM10 21h4M12 5.2V3.5",
    "book": "M12 6.7c-2-1.5-5-2-8.3-2v13.4c3.3 0 6.3.5 8.3 2 2-1.5 5-2 8.3-2V4.7c-3.3 0-6.3.5-8.3 2zm0 0V20",
    "calendar": "M4 6h16v14H4zm0 4.5h16M8.3 3.5V7m7.4-3.5V7",
    "check": "M4.8 12.7l4.7 4.6L19.2 7",
    "chevron-down": "M6 9.3l6 6 6-6",
    "close": "M6.3 6.3l11.4 11.4m0-11.4L6.3 17.7",
    "copy": "M9 9h11v11H9zm6 0V4H4v11h5",
    "cross-network": "M8.5 3.5v17m7-17v17M3.5 8.5h17m-17 7h17",
    "download": "M12 4v11.5m-5-5 5 5 5-5M4.5 20h15",
    "envelope": "M3.5 5.8h17v12.7h-17zm.4.7L12 13l8.1-6.5",
    "external-link": "M10 5.5H5V19h13.5v-5M14 4.5h5.5V10m0-5.5-8.8 8.8",
    "eye": "M2.5 12C5 7.8 8.3 5.7 12 5.7s7 2.1 9.5 6.3c-2.5 4.2-5.8 6.3-9.5 6.3S5 16.2 2.5 12z"
    + _circle(12, 12, 2.8),
    "file": "M6 3.5h7.7L18.5 8v12.5H6zM13.5 3.7v4.6h4.8",
    "flag": "M6 20.5v-16h11.5l-2.7 4.2 2.7 4.3H6",
    "globe": _RING + "M3.2 12h17.6M12 3.2c3.6 4.5 3.6 13.1 0 17.6-3.6-4.5-3.6-13.1 0-17.6z",
    "heart": "M12 19.7C5.7 15.4 3.4 12.3 3.4 9.2A4.6 4.6 0 0 1 12 7.3a4.6 4.6 0 0 1 8.6 1.9c0 3.1-2.3 6.2-8.6 10.5z",
    "home": "M3.5 11.5 12 4l8.5 7.5M6 9.7V20h12V9.7M10 20v-5.5h4V20",
    "info": _RING + "M12 11.2v5.3m0-9v.01",
    "language": "M3.5 6.3h10M8.5 4v2.3c-.7 3.5-2.3 6-5 7.7M6 9.5c1 2.1 2.8 3.7 5.2 4.7M12.3 20l4-9.5 4 9.5m-6.7-3h5.4",
    "learned": "M9 17.2h6m-5.2 3.1h4.4M9 17.2c0-2.7-3-3.9-3-7.5a6 6 0 0 1 12 0c0 3.6-3 4.8-3 7.5",
    "link": "M10.3 13.7a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7l-1.4 1.4m1.5 4.2a4 4 0 0 0-5.7 0l-3.3 3.3"
    "a4 4 0 0 0 5.7 5.7l1.4-1.4",
    "list": "M8.5 6.5h11m-11 5.5h11m-11 5.5h11M4.5 6.5v.01m0 5.49v.01m0 5.49v.01",
    "lock": "M5.5 11h13v9.5h-13zM8 10.8V8a4 4 0 0 1 8 0v2.8",
    "me-too": _circle(8.8, 12, 5.6) + _circle(15.2, 12, 5.6),
    "menu": "M4 7h16M4 12h16M4 17h16",
    "moon": "M19.7 14.3A8 8 0 0 1 9.7 4.3a8.2 8.2 0 1 0 10 10z",
    "more": "M5.5 12v.01M12 12v.01m6.5-.01v.01",
    "people": _circle(8.7, 7.7, 3.4)
    + "M2.5 19.5c.3-3.9 2.6-5.8 6.2-5.8s5.9 1.9 6.2 5.8M15.5 4.5a3.4 3.4 0 0 1 0 6.4m2.3 3c2.3.8 3.6 2.6 3.8 5.6",
    "pencil": "M4.3 19.7l1-4.4L16.2 4.4l3.4 3.4L8.7 18.7zM13.7 7l3.4 3.4",
    "pin": "M9 3.7h6l-.8 6.6 3.3 3.4h-11l3.3-3.4zm3 10V20",
    "plus": "M12 5v14M5 12h14",
    "poll": "M5.5 20v-8m6.5 8V4.5M18.5 20v-5.5",
    "question": _RING + "M9.5 9.6a2.6 2.6 0 1 1 3.8 2.3c-.9.5-1.3 1-1.3 1.9m0 3v.01",
    "reply": "M9.8 6 4.5 11.3l5.3 5.3M4.8 11.3h8.4c4 0 6.3 2.2 6.3 6.7",
    "search": _circle(10.7, 10.7, 6.2) + "M15.3 15.3l5 5",
    "settings": "M4 7.5h9.5m5 0H20M4 16.5h1.5m5 0H20" + _circle(16, 7.5, 2.4) + _circle(8, 16.5, 2.4),
    "share": "M12 15V4M8 8l4-4 4 4M5 12.5V20h14v-7.5",
    "sign-in": "M13.5 4.5H20v15h-6.5M4 12h11m-4-4 4 4-4 4",
    "sign-out": "M10.5 4.5H4v15h6.5M9.5 12H20m-4-4 4 4-4 4",
    "speech": "M4 5h16v11.3h-8.8L7 20v-3.7H4z",
    "star": "M12 4l2.5 5.1 5.6.8-4 4 .9 5.6-5-2.7-5 2.7.9-5.6-4-4 5.6-.8z",
    "sun": _circle(12, 12, 3.8) + "M12 3v1.7m0 14.6V21m9-9h-1.7M4.7 12H3m15.4-6.4-1.2 1.2M6.8 17.2l-1.2 1.2"
    "m12.8 0-1.2-1.2M6.8 6.8 5.6 5.6",
    "tag": "M4 4.5h7.5l8.7 8.7-7.3 7.3L4 11.7zM8 8.5v.01",
    "thanks": _circle(12, 4.9, 2.2)
    + _circle(15.4, 8.3, 2.2)
    + _circle(12, 11.7, 2.2)
    + _circle(8.6, 8.3, 2.2)
    + "M12 14v7m0-1.5c-2.6.2-4.3-.9-5-3.2m5 3.2c2 0 3.5-.9 4.3-2.6",
    "thread": "M3.5 4.5h12v8.2H8.7l-3 2.8v-2.8H3.5zM18.7 9.3h1.8v8h-2.2v2.8l-3-2.8H9.7",
    "ticket": "M3.5 6.5h17v3.7a1.9 1.9 0 0 0 0 3.6v3.7h-17v-3.7a1.9 1.9 0 0 0 0-3.6zm11 1v2m0 2v1.5m0 2v1.5",
    "trash": "M5 7h14M9.7 6.8V4.3h4.6v2.5M6.8 7l.8 13h8.8l.8-13M10.3 10.5v6m3.4-6v6",
    "tried": "M9.3 3.8h5.4M10.3 3.8V10L5 18.6c-.6 1 0 2 1.1 2h11.8c1.1 0 1.7-1 1.1-2L13.7 10V3.8M7.9 14.8h8.2",
    "upload": "M12 16V4.5m-5 5 5-5 5 5M4.5 20h15",
    "user": _circle(12, 8, 3.8) + "M4.7 20c.4-4.3 3.1-6.3 7.3-6.3s6.9 2 7.3 6.3",
    "video": "M3.5 6.8h11.3v10.4H3.5zm11.3 4.4 5.7-3.4v8.4l-5.7-3.4",
    "warning": "M12 4.2 21 19.8H3zm0 6v4.3m0 2.6v.01",
}


@lru_cache(maxsize=256)
def icon_svg(name: str, *, size: str = "m", label: str = "") -> str:
    """The icon called ``name``; raises ``KeyError`` for one we do not have. Decorative without ``label``."""
    path = ICONS[name]
    naming = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    # "more" is three dots and wants them fat.
    width = 3.2 if name == "more" else 1.8
    return (
        f'<svg class="icon icon-{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="{width}"'
        f' stroke-linecap="round" stroke-linejoin="round" {naming} focusable="false"><path d="{path}"/></svg>'
    )
