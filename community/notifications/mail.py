"""Sending one mail to one person, in their language and zone, with a way to stop it.

Mails say only words that were made for them: texts are rendered without HTML
escaping, HTML with it. Nothing here is called inside a transaction that still
may fail: call it from a job.
"""

import re
from email.utils import formataddr, make_msgid, parseaddr
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from community.languages import MAIN_LANGUAGE

LONGEST_SUBJECT = 150  # characters


def absolute(path: str) -> str:
    """The address of ``path`` as seen from outside."""
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def mail_language(code: str) -> str:
    """``code`` if the installation speaks that language, else the main one."""
    return code if code in dict(settings.LANGUAGES) else MAIN_LANGUAGE


def mail_domain() -> str:
    """The host that Message-ID and List-Id are written under."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def message_id_for(*parts: object) -> str:
    """The same Message-ID for the same mail, so that one sent twice after a crash is shown once.

    >>> message_id_for("post", 12, "for", 3)
    '<post.12.for.3@localhost>'
    """
    name = ".".join(re.sub(r"[^A-Za-z0-9-]+", "-", str(part)) for part in parts)
    return f"<{name}@{mail_domain()}>"


def list_id_for(name: str, label: str) -> str:
    """The List-Id header: ``Label <thread-12.host>``, without what could break out of the line."""
    label = " ".join(re.sub(r"[^\w.,'’-]+", " ", label).split())[:80]
    slug = re.sub(r"[^a-z0-9-]+", "-", name.lower())
    return f"{label} <{slug}.{mail_domain()}>" if label.isascii() else f"<{slug}.{mail_domain()}>"


def send_mail_to(
    user,
    *,
    template: str,
    context: dict,
    reason: str = "",
    stop_url: str = "",
    message_id: str = "",
    in_reply_to: str = "",
    list_id: str = "",
    sender_name: str = "",
    connection=None,
) -> None:
    """Send ``user`` the mail ``<template>.txt``/``.html`` with the subject ``<template>_subject.txt``.

    Rendered in the person's language and zone, with ``reason`` (a sentence saying why it comes) and, when
    ``stop_url`` (a path or address that stops it without signing in) is given, the headers for one-click
    stopping (RFC 8058). Raises what the mail server raises.
    """
    _send(
        user.email,
        language=user.language,
        zone=user.time_zone,
        template=template,
        context={"user": user, **context},
        reason=reason,
        stop_url=stop_url,
        message_id=message_id,
        in_reply_to=in_reply_to,
        list_id=list_id,
        sender_name=sender_name,
        connection=connection,
    )


def send_mail_to_address(
    email: str, *, language: str, template: str, context: dict, reason: str = ""
) -> None:
    """The same for somebody who may have no account."""
    _send(
        email, language=language, zone=settings.TIME_ZONE, template=template, context=context, reason=reason
    )


def _send(
    email,
    *,
    language,
    zone,
    template,
    context,
    reason="",
    stop_url="",
    message_id="",
    in_reply_to="",
    list_id="",
    sender_name="",
    connection=None,
):
    language = mail_language(language)
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        context = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "language": language,
            "reason": reason,
            "stop_url": absolute(stop_url) if stop_url else "",
            "settings_url": absolute(f"/{language}/me/notifications/"),
            **context,
        }
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())[:LONGEST_SUBJECT]
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
        html = render_to_string(f"{template}.html", context)
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": language,
        "Message-ID": message_id or make_msgid(domain=mail_domain()),
    }
    if in_reply_to:
        headers["In-Reply-To"] = headers["References"] = in_reply_to
    if list_id:
        headers["List-Id"] = list_id
    if stop_url:
        headers["List-Unsubscribe"] = f"<{absolute(stop_url)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=_sender(sender_name),
        to=[email],
        headers=headers,
        connection=connection or get_connection(),
    )
    message.attach_alternative(html, "text/html")
    message.send()


def _sender(name: str) -> str:
    """Our address; with a person's name in front when a mail brings their words."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((f"{name} ({settings.SITE_NAME})" if name else own_name, address))
