"""Settings, from the environment. A production installation without its secrets does not start.

`LINKAGES_ENV` is `production`, `demo` (make run), `test` (make test) or empty: a bare shell, in
which only commands without a database work, such as `identify`.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from linkages.registry_settings import *  # noqa: F403 - each is a setting

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ.get("LINKAGES_ENV", "")
PRODUCTION = ENVIRONMENT == "production"
DEMO = ENVIRONMENT == "demo"
TESTING = ENVIRONMENT == "test"
DEBUG = False


def secret(name: str) -> str:
    """A secret of the installation; made up for the life of the process outside production."""
    given = os.environ.get(name)
    if given:
        return given
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. A production installation brings its own.")
    return secrets.token_hex(32)


if DEMO and (os.environ.get("LINKAGES_HOSTS") or os.environ.get("LINKAGES_BEHIND_PROXY")):
    raise ImproperlyConfigured(
        "The demonstration stays on this computer. LINKAGES_HOSTS and LINKAGES_BEHIND_PROXY belong "
        "to a production installation (LINKAGES_ENV=production)."
    )

SECRET_KEY = secret("LINKAGES_SECRET_KEY")
# Sealing keys are numbered so that a value says which one sealed it: "1:hex,2:hex", newest last.
SEAL_KEYS = secret("LINKAGES_SEAL_KEY")
# Equality of SSNs, and blocking keys of matching: two keys, kept apart from sealing.
INDEX_KEY = secret("LINKAGES_INDEX_KEY")
MATCH_KEY = secret("LINKAGES_MATCH_KEY")

ALLOWED_HOSTS = [h for h in os.environ.get("LINKAGES_HOSTS", "").split(",") if h]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("LINKAGES_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "linkages",
    "counties",
    "cases.people",
    "cases.sharing",
    "cases.records",
    "cases.matching",
    "cases.families",
    "assessments",
    "workplans",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "guardian",
    "pgtrigger",
    "pghistory",
]

# Benchmarks of the demonstration ask each page what it took. Never where people work.
TIMINGS = DEMO and os.environ.get("LINKAGES_TIMINGS") == "1"
MIDDLEWARE = [
    "linkages.middleware.timed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "linkages.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "counties.middleware.working_county",
    "linkages.middleware.TransactionMiddleware",
]

ROOT_URLCONF = "linkages.urls"
WSGI_APPLICATION = "linkages.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "counties.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "linkages.uswds.Renderer"


def database(url: str) -> dict[str, object]:
    """Django's view of a postgresql:// URL; no URL, no database."""
    if not url:
        return {"ENGINE": "django.db.backends.dummy"}
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    limits = "-c statement_timeout={} -c lock_timeout={} -c idle_in_transaction_session_timeout={}"
    # What every row of history asks for. Where nobody has set it, each answer is an exception.
    history = "-c pgtrigger.ignore={} "
    seconds = int(os.environ.get("LINKAGES_STATEMENT_SECONDS", "0"))
    options: dict[str, object] = {
        # A page gives up soon and says so; a job may take its time.
        "options": history
        + limits.format(*(seconds * 1000, 2000, 30_000) if seconds else (0, 5000, 0)),
    }
    threads = int(os.environ.get("LINKAGES_POOL", "0"))
    if threads:
        # One line a thread, so nobody ever waits for another's: whoever waits, waits for a
        # database that is away, and is told so within a second. Giving up soon on a new line lets
        # the next request try at once, instead of after pauses that have grown for minutes.
        options["pool"] = {
            "min_size": threads,
            "max_size": threads,
            "timeout": 0.9,
            "reconnect_timeout": 2,
        }
    return {
        "ENGINE": "linkages.db.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 0,
        # A line out of the pool is tried before it is used: the database may have restarted.
        "CONN_HEALTH_CHECKS": bool(threads),
        "OPTIONS": options,
        "TEST": {"NAME": "test_linkages" + os.environ.get("TEST_DB_SUFFIX", "")},
    }


_OWNER = os.environ.get("LINKAGES_DB_ROLE") == "owner"
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", DATABASE_URL)
DATABASES = {"default": database(DATABASE_OWNER_URL if _OWNER or TESTING else DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "linkages.caching.RedisOrMemory", "LOCATION": REDIS_URL}
        if REDIS_URL and not TESTING
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- People and sign-in
AUTH_USER_MODEL = "counties.User"
AUTHENTICATION_BACKENDS = [
    "counties.backends.MembershipBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "counties.signin.passwords.NotRepeated"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_ADAPTER = "counties.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# Five wrong passwords lock an account for 15 minutes. An address is refused before it could lock
# more than eight: an office may share one.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "40/15m/ip,5/15m/key"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "counties.adapter.MfaAdapter"
MFA_TOTP_ISSUER = "Linkages"
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey signs in without a password, so it must have asked for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False
# Everybody has a second factor, and enters it again before acts that give or take access. The
# demonstration's accounts share one password, and tests sign in without any.
SECOND_FACTOR = not (DEMO or TESTING)
STEP_UP = not TESTING
# The county's own directory, if it signs its staff in: see counties.signin.directories.
SSO = os.environ.get("LINKAGES_SSO", "")
SOCIALACCOUNT_ADAPTER = "counties.signin.directories.DirectoryAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_QUERY_EMAIL = False

GUARDIAN_MONKEY_PATCH_USER = False
ANONYMOUS_USER_NAME = None

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
# Until a county is known, and what no county may exceed.
SESSION_IDLE_SECONDS = 15 * 60
SESSION_IDLE_LIMIT = 20 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Platform
SECURE = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-linkages" if SECURE else "linkages"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if os.environ.get("LINKAGES_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Else the limit of one address would be everybody's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_LIMIT_BYTES = int(os.environ.get("LINKAGES_UPLOAD_LIMIT", 300 * 1024 * 1024))
# Where reports lay files for each county, in <folder>/<county key>; and for how many seconds a file
# must have been still before it is taken.
_DROP = BASE_DIR / "var" / "drop" if DEMO else None
DROP_FOLDER = os.environ.get("LINKAGES_DROP_FOLDER") or _DROP
DROP_STILL_SECONDS = int(os.environ.get("LINKAGES_DROP_STILL_SECONDS", "60"))
FILE_UPLOAD_HANDLERS = ["linkages.receiving.NamelessFileUploadHandler"]

# --- Language and time. Every county of California lives in one zone.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
FORMAT_MODULE_PATH = ["linkages.formats"]  # Spanish with the dates of this country
TIME_ZONE = "America/Los_Angeles"

# --- Static files: ours, and those that set-up copies out of their packages
STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("LINKAGES_STATIC_ROOT", BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [p for p in (BASE_DIR / "static", BASE_DIR / "build" / "static") if p.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or not ENVIRONMENT
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# --- Mail: "smtp://user:password@host:587" (or smtps://), "file", "console"; empty: none is written
MAIL = os.environ.get("LINKAGES_MAIL", "file" if DEMO else "")
_MAIL = urlsplit(MAIL)
MAIL_ON = bool(MAIL) or TESTING
EMAIL_BACKEND = "django.core.mail.backends." + {
    "smtp": "smtp",
    "smtps": "smtp",
    "console": "console",
    "file": "filebased",
}.get(_MAIL.scheme or MAIL, "dummy") + ".EmailBackend"  # fmt: skip
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.hostname or "localhost", _MAIL.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_MAIL.username or ""), unquote(_MAIL.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("LINKAGES_MAIL_FROM", "linkages@localhost")
# Where people find this installation: what links in mails begin with.
ADDRESS = (
    os.environ.get("LINKAGES_ADDRESS")
    or (CSRF_TRUSTED_ORIGINS or [f"http://127.0.0.1:{os.environ.get('PORT', 8000)}"])[0]
).rstrip("/")

# --- Jobs. The truth is in PostgreSQL; a message only wakes a worker.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1) if REDIS_URL else "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 7200,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 3_500_000
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 6600
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "reap": {"task": "linkages.reap", "schedule": 10.0},
    "housekeeping": {"task": "linkages.housekeeping", "schedule": 900.0},
    "watch": {"task": "linkages.watch", "schedule": 60.0},
}
JOB_LEASE_SECONDS = 45
# Errors of its own, and deaths of its worker, after which a job is given up.
JOB_TRIES = 5
JOB_INTERRUPTIONS = 25

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "linkages.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "linkages": {"level": "INFO"},
        # A request line or an SQL statement could carry what somebody typed.
        "django.request": {"level": "ERROR"},
        "django.db.backends": {"level": "ERROR"},
        # It quotes the characters of a document that no font can draw.
        "weasyprint": {"level": "ERROR"},
        # It tells of every attempt while the database is away; requests say so themselves.
        "psycopg.pool": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
