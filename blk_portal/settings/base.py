"""Settings shared by every way of running the portal."""

from datetime import timedelta
from pathlib import Path

import structlog
from csp.constants import NONE, SELF
from django.urls import reverse_lazy

from blk_portal.settings.env import env
from blk_portal.shared.logs import leave_out_row_values

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Who the portal is ----------------------------------------------------------------------------

PORTAL_IS_OFFICIAL = env.bool("PORTAL_IS_OFFICIAL", False)
DEMO = env.bool("DEMO", False)
OFFICE = {
    "phone": env.str("OFFICE_PHONE", "(0285) 000-000"),
    "whatsapp": env.str("OFFICE_WHATSAPP", "+6281200000001"),
    "address": env.str("OFFICE_ADDRESS", "Jalan Contoh No. 1, Pekalongan"),
}
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost"])

# Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "pghistory",
    "pgtrigger",
    "blk_portal.shared",
    "blk_portal.demo",
    "accounts",
    "notices",
    "programs",
    "enrollment",
    "grants",
    "dashboards",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "blk_portal.shared.requests.RequestIdMiddleware",
    "blk_portal.shared.middleware.CompressedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "blk_portal.shared.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.IdleSessionMiddleware",
    "accounts.middleware.UnfinishedSignInMiddleware",
    "accounts.middleware.ActingMiddleware",
    "blk_portal.shared.middleware.PrivatePagesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "blk_portal.urls"
WSGI_APPLICATION = "blk_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blk_portal.shared.context.portal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Database: the owner role migrates, the app role runs -----------------------------------------

DATABASE_ROLE = env.str("BLK_DATABASE_ROLE", "app")
_IS_OWNER = DATABASE_ROLE == "owner" and env.str("DATABASE_OWNER_URL", "")
DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_OWNER_URL" if _IS_OWNER else "DATABASE_URL",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "lock_timeout": "10s",
        "statement_timeout": env.str("BLK_STATEMENT_TIMEOUT", "30s"),
        "idle_in_transaction_session_timeout": "60s",
        # Each row that fires a trigger looks for it. Where it was never set, that fails in a
        # subtransaction, whose end goes through all deferred checks: quadratic in the rows.
        "pgtrigger.ignore": "{}",
    }.items()
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PGHISTORY_APPEND_ONLY = True

# Redis: cache, and the broker of Celery -------------------------------------------------------

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "blk_portal.shared.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "blk",
        "TIMEOUT": 300,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

CELERY_BROKER_URL = (
    "redis+socket://" + REDIS_URL.removeprefix("unix://").replace("?db=", "?virtual_host=")
    if REDIS_URL.startswith("unix://")
    else REDIS_URL
)
CELERY_TIMEZONE = "Asia/Jakarta"

# People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.PasswordBackend",
]
PASSWORD_HASHERS = [
    "accounts.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.password_rules.StaffPasswordValidator", "OPTIONS": {"min_length": 15}},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("accounts:home")

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "signup": "accounts.forms.sign_in.SignUpForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmPasswordForm",
    "change_password": "accounts.forms.sign_in.NewPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetPasswordForm",
}
# Counted in Redis, which may be away; "login_failed" is for wrong codes of the second factor.
# One address may be a whole mobile network on opening day: docs/decisions/0006.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "10/15m/key",
    "signup": "600/m/ip",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
    "reset_password": "200/m/ip,5/15m/key",
    "reset_password_from_key": "200/m/ip",
}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "BLK Kota Pekalongan"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.forms.sign_in.SecondFactorForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmSecondFactorForm",
    "activate_totp": "accounts.forms.sign_in.ActivateSecondFactorForm",
}

AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # a whole village shares one address of its phone company

# Identity numbers: encrypted with FIELD_KEYS (newest first), found by BLIND_INDEX_KEYS ---------

FIELD_KEYS = env.list("FIELD_KEYS")
BLIND_INDEX_KEYS = {int(version): key for version, key in env.dict("BLIND_INDEX_KEYS").items()}

# Language and time ----------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "blk_portal" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# Files ----------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(BASE_DIR / ".local" / "private")))
# Beside the file store and the backups, never in them: whom a restored backup must not bring back.
TOMBSTONE_FILE = Path(env.str("TOMBSTONE_FILE", str(PRIVATE_ROOT.parent / "erased-persons.jsonl")))
STORAGES = {
    "default": {
        "BACKEND": "blk_portal.shared.storage.PrivateStorage",
        "OPTIONS": {
            "location": str(PRIVATE_ROOT),
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_NUMBER_FILES = 10
UPLOAD_MAX_BYTES = 8 * 1024 * 1024
UPLOAD_MAX_BYTES_PER_PERSON = 200 * 1024 * 1024
UPLOAD_MAX_FILES = 20
# Of one user in ten minutes.
UPLOAD_RATE = 60
# tcp://host:3310 or unix:///path; without it no file is looked at for viruses.
CLAMD_URL = env.str("CLAMD_URL", "")

# Security -------------------------------------------------------------------------------------

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_MINUTES = {"resident": 30, "staff": 15, "helping": 30}
ONE_TIME_PASSWORD_HOURS = 24
ACTIVATION_SLIP_HOURS = 72
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY = {
    name: [] for name in ["camera", "geolocation", "microphone", "payment", "usb", "fullscreen"]
}

# A folder by which fault tests hold a worker in the middle of a round; empty in every other run.
ROUND_BARRIER_FOLDER = ""

# Mail: sign-in codes, and notices where a mail server is named --------------------------------

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "BLK Kota Pekalongan <blk@example.com>")
NOTICE_CHANNELS = env.list("NOTICE_CHANNELS", [])

# The gateway that carries WhatsApp and SMS (docs/gateway.md); the first key signs -------------

GATEWAY_URL = env.str("GATEWAY_URL", "")
GATEWAY_KEYS = env.dict("GATEWAY_KEYS", {})
GATEWAY_IN_PRIVATE_NETWORK = env.bool("GATEWAY_IN_PRIVATE_NETWORK", False)
GATEWAY_ON_THIS_MACHINE = False  # only tests speak to a gateway on their own machine
GATEWAY_TIMEOUT = env.float("GATEWAY_TIMEOUT", 10.0)
GATEWAY_REPORTS = env.bool("GATEWAY_REPORTS", True)
HOURS_TO_BE_DELIVERED = env.int("HOURS_TO_BE_DELIVERED", 3)

# Logs: events with fields, row ids instead of names -------------------------------------------

LOG_FORMAT = env.str("LOG_FORMAT", "json")
_RENDERER = (
    structlog.processors.JSONRenderer()
    if LOG_FORMAT == "json"
    else structlog.dev.ConsoleRenderer(colors=False)
)
_SHARED_PROCESSORS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
    leave_out_row_values,
]
DJANGO_STRUCTLOG_CELERY_ENABLED = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "events": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": _RENDERER,
            "foreign_pre_chain": _SHARED_PROCESSORS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        "django": {"level": "INFO"},
        # Its warnings hold whatever address a visitor made up; each request has a line of our own.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": [], "propagate": False},
        "axes": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        # It lists the letters of each paper that is written.
        "fontTools": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
