"""Settings shared by every way of running Plethu.

Values that differ between installations come from the environment; each is
listed with its meaning in docs/operations.md, and a test compares the two.
"""

import zoneinfo
from pathlib import Path

import dj_database_url
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = Path(__file__).resolve().parents[2]

# Where the site keeps what it makes: database, uploads, mail outbox. Set by who installs it.
DATA_DIR = Path(env.text("PLETHU_DATA_DIR") or BASE_DIR / "var")

# A secret for development only; production refuses to start with it.
INSECURE_SECRET_KEY = "insecure-for-development-only-never-in-production"
SECRET_KEY = env.text("SECRET_KEY") or INSECURE_SECRET_KEY
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# Where the site is reached from outside, for links in mails and feeds; no slash at the end.
SITE_URL = env.url("SITE_URL", "http://localhost:8000", schemes=("http", "https")).rstrip("/")
SITE_NAME = env.text("SITE_NAME", "Plethu")

DATABASE_URL = env.url("DATABASE_URL", schemes=("postgres", "postgresql", "sqlite"))
REDIS_URL = env.url("REDIS_URL", schemes=("redis", "rediss", "unix"))
# Embedded: jobs and timetable run inside the web process. Off as soon as there is a Redis to carry them.
EMBEDDED = env.flag("PLETHU_EMBEDDED", default=not REDIS_URL)

INSTALLED_APPS = [
    # The floors of the house, top first, so that their templates and translations win over third parties'.
    "events",
    "knowledge",
    "profiles",
    "community",
    # Wagtail and what it stands on
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "profiles.accounts.cms_app.EditorsAccountsConfig",  # wagtail.users with our account forms
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    # Sign-in
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    # Django and helpers
    "django_celery_beat",
    "django_htmx",
    "django_prose_editor",  # its script is the editor in community.discussions.composing
    "channels",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.syndication",
    "django.contrib.humanize",
    "django.forms",
]
# Django's own admin is installed for its user-model checks only and has no address; editors use /cms/.
INSTALLED_APPS.remove("django.contrib.admin")
INSTALLED_APPS.remove("wagtail.contrib.simple_translation")  # wagtail-localize does this work

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.HealthMiddleware",
    "config.middleware.MovedMayReturnMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.EditorsAreaPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "profiles.accounts.middleware.ReaderLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "profiles.accounts.middleware.TimeZoneMiddleware",
    "knowledge.pages.middleware.EditorsOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.middleware.PressedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "knowledge.pages.redirects.RedirectsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "community.context.site",
            ],
        },
    },
]
FORM_RENDERER = "community.components.forms.PlethuFormRenderer"

# --- Database -----------------------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # IMMEDIATE, because a deferred transaction that reads and then writes fails at once when another one wrote.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds another process may hold the file
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
        "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
    ),
}


def database_from(url: str) -> dict:
    """Django's description of the database at ``url``; empty means the SQLite file in DATA_DIR."""
    if not url or url.startswith("sqlite"):
        name = dj_database_url.parse(url)["NAME"] if url else DATA_DIR / "plethu.sqlite3"
        return {"ENGINE": "config.sqlite", "NAME": str(name), "OPTIONS": SQLITE_OPTIONS}
    try:
        described = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from None
    if not described.get("NAME"):
        raise ImproperlyConfigured("DATABASE_URL names no database: add /name at its end.")
    return described


DATABASES = {"default": database_from(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    INSTALLED_APPS.append("django.contrib.postgres")
else:
    # The threads of the embedded server keep their connection: opening one runs the PRAGMAs again.
    DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache, live wake-ups, jobs -----------------------------------------------------------------------------------


def on_redis(url: str) -> tuple[dict, dict, str]:
    """``CACHES``, ``CHANNEL_LAYERS`` and ``CELERY_BROKER_URL`` on the Redis database at ``url``."""
    from redis.connection import parse_url

    caches = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "plethu",
        }
    }
    layers = {
        # Publish/subscribe layer: the plain Redis layer dies on idle sockets with redis-py 8 (its read timeout is 5 s).
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # Channels of Redis are not parted by the number of the database; two sites on one server are, by this.
            "CONFIG": {"hosts": [url], "prefix": f"plethu-{parse_url(url).get('db', 0)}"},
        }
    }
    return caches, layers, url


if REDIS_URL:
    CACHES, CHANNEL_LAYERS, CELERY_BROKER_URL = on_redis(REDIS_URL)
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "plethu",
            "OPTIONS": {"MAX_ENTRIES": 20000},
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CELERY_BROKER_URL = "memory://localhost/"

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # The job row is the truth; this finds rows whose carrier got lost.
    "sweep-jobs": {"task": "community.jobs.tasks.sweep", "schedule": 20.0},
    "forget-old-invitations": {
        "task": "community.networks.tasks.forget_old_invitations",
        "schedule": crontab(hour=3, minute=25),
    },
    "prune-notices": {
        "task": "community.notifications.tasks.prune_notices",
        "schedule": crontab(hour=3, minute=35),
    },
    "prune-drafts": {
        "task": "community.discussions.drafts.tasks.prune_drafts",
        "schedule": crontab(hour=3, minute=45),
    },
    "delete-unwanted-files": {
        "task": "community.discussions.attachments.tasks.delete_unwanted_files",
        "schedule": crontab(hour=3, minute=50),
    },
    "wake-silent-mail-imports": {
        "task": "community.discussions.mailing_lists.tasks.wake_silent_imports",
        "schedule": 60.0,
    },
    # By the hour, so that no archive is kept longer than was promised.
    "forget-mail-archives": {
        "task": "community.discussions.mailing_lists.tasks.forget_archives",
        "schedule": crontab(minute=15),
    },
    # In the morning, so that mails of new results come with the post.
    "tell-of-new-results": {
        "task": "community.search.tasks.tell_of_new_results",
        "schedule": crontab(hour=6, minute=50),
    },
    "prune-live-log": {"task": "community.live.tasks.prune_log", "schedule": crontab(hour=3, minute=10)},
    "publish-scheduled": {
        "task": "knowledge.pages.tasks.publish_scheduled",
        "schedule": crontab(minute="*/10"),
    },
    "forget-unconfirmed": {
        "task": "profiles.accounts.tasks.forget_unconfirmed",
        "schedule": crontab(hour=3, minute=25),
    },
    "forget-access-needs": {
        "task": "events.registrations.tasks.forget_access_needs",
        "schedule": crontab(hour=3, minute=40),
    },
}
# Wagtail's own background work is carried by our jobs.
TASKS = {"default": {"BACKEND": "community.jobs.wagtail_backend.JobsBackend"}}

# --- People and sign-in -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "profiles.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("email", "display_name", "handle")}},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]  # fmt: skip
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "profiles.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "profiles.accounts.forms.SignUpDetailsForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "profiles.accounts.names.display_name"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
# Changing the address at the code page would be offered to new accounts only and so betray who has one already;
# the page leads back to the sign-up form instead.
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# One address an account: a new one takes the old one's place once its code was typed in.
ACCOUNT_CHANGE_EMAIL = True
# Codes last as long as a slow mail server may need.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "login": "profiles.accounts.entrance_forms.LoginForm",
    "signup": "profiles.accounts.entrance_forms.SignUpForm",
    "add_email": "profiles.accounts.entrance_forms.AddEmailForm",
    "change_password": "profiles.accounts.entrance_forms.ChangePasswordForm",
    "set_password": "profiles.accounts.entrance_forms.SetPasswordForm",
    "reset_password": "profiles.accounts.entrance_forms.ResetPasswordForm",
    "reset_password_from_key": "profiles.accounts.entrance_forms.ResetPasswordKeyForm",
    "confirm_password_reset_code": "profiles.accounts.entrance_forms.ConfirmPasswordResetCodeForm",
    "confirm_email_verification_code": "profiles.accounts.entrance_forms.ConfirmEmailVerificationCodeForm",
    "reauthenticate": "profiles.accounts.entrance_forms.ReauthenticateForm",
    "request_login_code": "profiles.accounts.entrance_forms.RequestLoginCodeForm",
    "confirm_login_code": "profiles.accounts.entrance_forms.ConfirmLoginCodeForm",
}
MFA_ADAPTER = "profiles.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "profiles.accounts.entrance_forms.AuthenticateForm",
    "reauthenticate": "profiles.accounts.entrance_forms.ReauthenticateByCodeForm",
    "activate_totp": "profiles.accounts.entrance_forms.ActivateTOTPForm",
    "add_webauthn": "profiles.accounts.entrance_forms.AddPasskeyForm",
    "edit_webauthn": "profiles.accounts.entrance_forms.EditPasskeyForm",
    "signup_webauthn": "profiles.accounts.entrance_forms.SignUpPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be wrong
MFA_TOTP_ISSUER = SITE_NAME
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_ADAPTER = "profiles.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False  # name and language are asked in any case
SOCIALACCOUNT_FORMS = {"signup": "profiles.accounts.entrance_forms.SocialSignUpForm"}
SOCIALACCOUNT_PROVIDERS = {}
SIGN_IN_ELSEWHERE = []  # hosts that our sign-in forms may lead to
# Optional sign-in with an account elsewhere: only where both keys are set. Set by who runs the installation.
for _provider, _prefix, _host in (
    ("google", "GOOGLE", "https://accounts.google.com"),
    ("microsoft", "MICROSOFT", "https://login.microsoftonline.com"),
):
    if env.text(f"{_prefix}_CLIENT_ID") and env.text(f"{_prefix}_CLIENT_SECRET"):
        INSTALLED_APPS.append(f"allauth.socialaccount.providers.{_provider}")
        SIGN_IN_ELSEWHERE.append(_host)
        SOCIALACCOUNT_PROVIDERS[_provider] = {
            "APPS": [
                {
                    "client_id": env.text(f"{_prefix}_CLIENT_ID"),
                    "secret": env.text(f"{_prefix}_CLIENT_SECRET"),
                    "key": "",
                }
            ]
        }

# --- Languages and time -------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("cy", _("Welsh"))]
# Gaelic is the third language, off until a network asks for it. Set by who runs the installation.
GAELIC = env.flag("PLETHU_GAELIC")
if GAELIC:
    LANGUAGES.append(("gd", _("Scottish Gaelic")))
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "vendor"]

# --- Wagtail ------------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = True
# Named zones only: some machines also list their own "localtime", which no browser knows.
WAGTAIL_USER_TIME_ZONES = sorted(zoneinfo.available_timezones() - {"localtime", "posixrules", "Factory"})
# Nothing untranslated goes live by itself.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILIMAGES_IMAGE_MODEL = "knowledge.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "knowledge.pages.media_forms.DescribedImageForm"
WAGTAILDOCS_DOCUMENT_MODEL = "knowledge.CustomDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "knowledge.pages.media_forms.SniffedDocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 25 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024  # bytes
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "doc",
    "docx",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "rtf",
    "txt",
    "xlsx",
    "epub",
]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# One door: the editors' area has no sign-in of its own, which would know neither second factors nor rate limits.
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS = []

# --- Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "config.assembly.AssembledFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
# The largest archive of a mailing list that a coordinator may upload, packed or unpacked; megabytes. Set by who runs
# the installation: it is on the disk up to three times while it is taken in.
MAIL_ARCHIVE_MEGABYTES = env.integer("MAIL_ARCHIVE_MEGABYTES", 500, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # bytes of form data, files aside
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's page editor posts many

# --- Mail ---------------------------------------------------------------------------------------------------------

# Without a mail server, mails are kept as files in DATA_DIR/outbox and readable on the site where demo data was loaded.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "community.notifications.outbox.OutboxBackend"
)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <hello@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Where a fault in the safety of the site is to be told, for /.well-known/security.txt: mailto: or https:.
# Set by who runs the installation; without it there is no such file.
SECURITY_CONTACT = env.text("SECURITY_CONTACT")

# --- Safety -------------------------------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # Wagtail allows its own preview by itself
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin needs inline script and style, so it has a policy of its own, set in config.middleware.
    "EXCLUDE_URL_PREFIXES": ("/cms/",),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'", *SIGN_IN_ELSEWHERE],
        "frame-ancestors": ["'none'"],
    },
}

# --- What happens is written down ---------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"plethu": {"level": env.text("LOG_LEVEL", "INFO")}},
}
