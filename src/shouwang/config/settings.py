"""Django's settings, for the home that ``SHOUWANG_HOME`` names; read once, when it is set up."""

import os
from datetime import timedelta
from pathlib import Path

import shouwang.web
from shouwang.config.database import database
from shouwang.config.secret import signing_secret

HOME = Path(os.environ.get("SHOUWANG_HOME", "shouwang-home")).absolute()
SECRET_KEY = signing_secret(HOME / "keys")
DEBUG = False
# Where people reach the pages; `serve` adds the address it is told to listen at.
ALLOWED_HOSTS = os.environ.get("SHOUWANG_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [each for each in os.environ.get("SHOUWANG_ORIGINS", "").split(",") if each]
IS_SECURE = os.environ.get("SHOUWANG_HTTPS", "") == "1"

PROGRAMMES = (
    "funds", "industry", "employment", "relocation", "solar", "safety_net", "insurance",
    "microcredit", "village_teams", "stability",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_static",
    "axes",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "shouwang.stages.org",
    "shouwang.stages.ingest",
    "shouwang.stages.register",
    "shouwang.stages.cases",
    *(f"shouwang.stages.programmes.{name}" for name in PROGRAMMES),
    "shouwang.stages.ledger",
    "shouwang.stages.board",
    "shouwang.stages.reports",
    "shouwang.web",
]
MIDDLEWARE = [
    "shouwang.web.guard.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shouwang.web.sessions.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shouwang.web.who.Who",
    "shouwang.web.refusals.Refusals",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "shouwang.web.urls"
WSGI_APPLICATION = "shouwang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "shouwang.web.templatetags.words",
                "shouwang.web.templatetags.quick",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shouwang.web.chrome.chrome",
            ],
        },
    }
]

DATABASES = {
    "default": database(os.environ.get("SHOUWANG_DATABASE_URL", ""), embedded=HOME / "db.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "org.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "shouwang.web.accounts.backend.Accounts",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 10}),
        ("UserAttributeSimilarityValidator", {"user_attributes": ["username", "label"]}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "shouwang.web.accounts.backend.name_to_lock"
AXES_LOCKOUT_CALLABLE = "shouwang.web.accounts.views.locked_out"
AXES_VERBOSE = False

SESSION_ENGINE = "shouwang.web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; whoever is idle is locked out sooner
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "shouwang.web.refusals.csrf_failed"
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WEB = Path(shouwang.web.__file__).parent
STATIC_URL = "/static/"
STATIC_ROOT = WEB / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "Chinese"), ("en", "English")]
LOCALE_PATHS = [WEB / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # What somebody asked for in vain is no fault; the audit log has what was refused.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
        "django.tasks": {"level": "ERROR"},
        "django_tasks": {"level": "ERROR"},
        "django_tasks_db": {"level": "ERROR"},
    },
}
