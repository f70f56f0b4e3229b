"""Settings, all from the environment; the defaults serve one machine without further ado."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from .access import *  # noqa: F403
from .home import home, secret

PACKAGE = Path(__file__).resolve().parent.parent


def flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(default)).lower() in {"1", "true", "yes", "on"}


DEBUG = flag("BINHYEN_DEBUG")
SECRET_KEY = os.environ.get("BINHYEN_SECRET_KEY") or secret("secret-key")
ALLOWED_HOSTS = os.environ.get("BINHYEN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
HTTPS = flag("BINHYEN_HTTPS")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("BINHYEN_ORIGINS", "").split(",") if o]
BINHYEN_HOME = home()
# A command that is given the path of each file handed in and ends with anything but 0 to refuse
# it, such as "clamdscan --fdpass --no-summary"; empty for none.
BINHYEN_SCAN_COMMAND = os.environ.get("BINHYEN_SCAN_COMMAND", "")
# Whether what is queued is worked off by a process of its own at once; `binhyen serve` says so.
BINHYEN_STARTS_WORK = flag("BINHYEN_STARTS_WORK")

INSTALLED_APPS = [
    "binhyen.people",  # before allauth, whose templates and translations it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "binhyen.kernel",
    "binhyen.ui",
    "binhyen.files",
    "binhyen.units",
    "binhyen.programmes",
    "binhyen.intake",
    "binhyen.dossiers",
    "binhyen.papers",
    "binhyen.life",
    "binhyen.reviews",
    "binhyen.figures",
    "binhyen.reports",
    "binhyen.evidence",
    "binhyen.committee",
    "binhyen.planning",
    "binhyen.demo",
    "binhyen.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "binhyen.config.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "binhyen.config.methods.WayBack",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "binhyen.people.middleware.ActivityMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "binhyen.demo.gate.DemoGate",  # keeps accounts with public passwords to this machine
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ROOT_URLCONF = "binhyen.config.urls"
WSGI_APPLICATION = "binhyen.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "binhyen.ui.context.shell",
                "binhyen.web.context.around",
            ],
        },
    }
]

# What the rooms above tell of a unit on its page: called with request, unit and day, gives HTML.
BINHYEN_UNIT_SECTION = "binhyen.web.views.units.section"
# The code of the province that the list of units opens on for a reader; empty for the nation.
BINHYEN_UNIT_HOME = "binhyen.web.views.units.home_province"

# What the rooms above add to a person's own work: called with the request, gives HTML.
BINHYEN_WORK_SECTION = "binhyen.web.views.work.section"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("BINHYEN_DATABASE_URL") or f"sqlite:///{BINHYEN_HOME / 'binhyen.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Django's defaults fail with "database is locked" as soon as four people write at once.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"  # each thread's; no mmap: bench/
        ),
    }
else:
    # PostgreSQL reckons with turning disks and then reads a whole table where an index holds the
    # few rows of a province: 126 ms instead of 7. Told otherwise by "?options=" in the address.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c random_page_cost=1.1")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: those are not ours to decide
    "security.W021",  # nor is the browsers' preload list
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("BINHYEN_STATIC", BINHYEN_HOME / "static"))
FRONTEND_BUILD = Path(
    os.environ.get("BINHYEN_FRONTEND", PACKAGE.parent.parent / "frontend" / "build")
)
STATICFILES_DIRS = [FRONTEND_BUILD] if FRONTEND_BUILD.is_dir() else []
PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # While developing the sources lie as they are; else `binhyen serve` has gathered them.
        "BACKEND": PLAIN_STATIC
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
if HTTPS:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = int(os.environ.get("BINHYEN_HSTS_SECONDS", 365 * 24 * 60 * 60))
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": os.environ.get("BINHYEN_LOG_LEVEL", "WARNING").upper(),
    },
    "filters": {"unforeseen": {"()": "binhyen.config.logs.Unforeseen"}},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["unforeseen"], "propagate": True},
    },
}
