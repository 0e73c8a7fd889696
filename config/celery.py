"""The Celery application, which carries job numbers to workers."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("plethu")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    [
        "community.discussions.attachments",
        "community.discussions.drafts",
        "community.discussions.mailing_lists",
        "community.jobs",
        "community.live",
        "community.networks",
        "community.notifications",
        "community.search",
        "profiles.accounts",
        "knowledge.pages",
        "events.registrations",
    ]
)
