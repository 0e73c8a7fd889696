"""Settings of the test suite: quick, repeatable, and never on real data."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from .base import *  # noqa: F403
from .base import DATABASES, REDIS_URL, STORAGES, on_redis

TESTING = True
SECRET_KEY = "tests"
DATA_DIR = Path(tempfile.mkdtemp(prefix="plethu-tests-"))
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns where it is missing
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# Templates are not cached by default only under DEBUG, which the suite does not use; nothing to change here.
if REDIS_URL:
    # Workers of a run share the server, not what is on it: every test begins by emptying its cache, and streams bear the
    # same numbers in each worker's database. A second site that a worker starts is of that worker, by the environment.
    _worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
    _place = urlsplit(REDIS_URL)
    REDIS_URL = _place._replace(path=f"/{(int(_place.path.strip('/') or 0) + _worker) % 16}").geturl()
    CACHES, CHANNEL_LAYERS, CELERY_BROKER_URL = on_redis(REDIS_URL)
else:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "plethu-tests"}
    }
ACCOUNT_RATE_LIMITS = False
if DATABASES["default"]["ENGINE"] == "config.sqlite":
    # A file, because threads of the live server share it; the in-memory one answers "table is locked".
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # Content is put back into the same file, under open connections too: they are kept, as on the real server. Opening
    # one for each request was two fifths of what a test with many requests took.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
