"""Every setting, read from the environment. docs/operating.md lists them; a test holds the two together."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from config.secret import kept_secret

ROOT = Path(__file__).resolve().parent.parent
NODE_MODULES = ROOT / "node_modules"
BUILD = ROOT / "build"


def _number(name: str, default: str) -> int:
    value = os.environ.get(name) or default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}, which is no number.")
    return int(value)


def _flag(name: str) -> bool:
    return os.environ.get(name, "0") == "1"


# A demo has its own folder and its own database, whatever else the environment says.
DEMO = _flag("KLIMANET_DEMO")
if DEMO and os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured("A demo keeps its own database: unset DATABASE_URL or KLIMANET_DEMO.")
DATA = Path(os.environ.get("KLIMANET_DATA", ROOT / "var")) / ("demo" if DEMO else "klimanet")

DEBUG = False
try:
    DATA.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = os.environ.get("KLIMANET_SECRET_KEY") or kept_secret(DATA / "secret-key")
except OSError as error:
    raise ImproperlyConfigured(f"The folder {DATA} cannot be used: {error.strerror}. See KLIMANET_DATA.") from error
# The site's own address, as its people write it. HTTPS, host and the links in mails all follow it.
SITE = (os.environ.get("KLIMANET_SITE") or "http://localhost:8000").rstrip("/")
if not re.fullmatch(r"https?://([\w.-]+|\[[0-9a-fA-F:]+\])(:\d+)?", SITE):
    raise ImproperlyConfigured(f"KLIMANET_SITE is {SITE!r}. Write it like https://klimanet.example, without a path.")
HTTPS = SITE.startswith("https://")
ALLOWED_HOSTS = [urlsplit(SITE).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE] if HTTPS else []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = True

INSTALLED_APPS = [
    "klimanet.website",
    "klimanet.insights",
    "klimanet.barriers",
    "klimanet.dialogues",
    "klimanet.privacy",
    "klimanet.search",
    "klimanet.notifications",
    "klimanet.entries",
    "klimanet.members",
    "klimanet.accounts",
    "klimanet.mail",
    "klimanet.activity",
    "klimanet.backup",
    "klimanet.files",
    "klimanet.text",
    "klimanet.design",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "klimanet.website.middleware.Logged",
    "klimanet.design.middleware.PlainRefusals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "klimanet.accounts.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "klimanet.accounts.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "klimanet.insights.middleware.SeenAs",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["klimanet.design.loading.Loader"])],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "klimanet.website.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "klimanet.design.templatetags.design",
                "klimanet.text.templatetags.text",
            ],
        },
    }
]
FORM_RENDERER = "klimanet.design.forms.Renderer"

try:
    DATABASES = {
        "default": dj_database_url.parse(
            os.environ.get("DATABASE_URL") or f"sqlite:///{DATA / 'klimanet.sqlite3'}",
            conn_max_age=600,
            conn_health_checks=True,
        )
    }
except ValueError as error:  # it may hold a password, so it is not repeated
    raise ImproperlyConfigured("DATABASE_URL cannot be read. Write postgres://user:password@host/name.") from error
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:  # compiling the rule of who sees what takes PostgreSQL two seconds, following it 50 ms
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in counters must hold across processes and restarts, so the cache is a table.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# --- Language, time
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [ROOT / "klimanet" / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- Files
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    ("theme", BUILD / "theme"),
    ("designsystemet", NODE_MODULES / "@digdir" / "designsystemet-css" / "dist" / "src"),
    ("inter", NODE_MODULES / "@fontsource-variable" / "inter"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "klimanet.design.storage.Storage"},
}
MEDIA_ROOT = DATA / "files"
WORKERS = DATA / "workers"  # their signs of life
ICONS = NODE_MODULES / "@navikt" / "aksel-icons" / "dist" / "svg"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # a plain 400 beyond it; a form's own limit is lower and says so beside the field
REQUEST_MAX_BYTES = 110_000_000  # a whole request, files included: 100 MB of them, and the form

# --- Sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["klimanet.accounts.sessions.Backend"]
SESSION_ENGINE = "klimanet.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "klimanet.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; this keeps the password in the sign-in form
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_FORMS = {
    "add_email": "klimanet.accounts.forms.NewAddressForm",
    "request_login_code": "klimanet.accounts.forms.AskForCodeForm",
    "confirm_login_code": "klimanet.accounts.forms.SignInCodeForm",
}
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "prove_address": "20/m/ip,3/m/key,12/h/key",  # a visitor's, who has no account
}
# How many proxies stand in front: only as many addresses of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("KLIMANET_PROXIES", "0")
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_FORMS = {"add_webauthn": "klimanet.accounts.forms.PasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Klimanet"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False
SESSION_COOKIE_AGE = 60 * 24 * 3600  # seconds: a person with five minutes a week should not sign in each time
CSRF_FAILURE_VIEW = "klimanet.accounts.views.form_expired"

# --- Reactions to the activity log, by name: each consumer is a function of one line, called by the worker
CONSUMERS = {
    "notifications": "klimanet.notifications.consumers.notify",
    "realignment": "klimanet.notifications.consumers.realign",
    "search": "klimanet.search.consumers.index",
    "order": "klimanet.entries.consumers.tell",
    "broadcasts": "klimanet.insights.consumers.post_broadcast",
    "barriers": "klimanet.barriers.consumers.tell",
    "shown": "klimanet.barriers.consumers.tell_after_all",
    "arrivals": "klimanet.insights.consumers.tell_secretariat",
}

# --- What the worker does once a night, by name: each a function without arguments that asks the rows what is due
DUTIES = {
    "last_days": "klimanet.members.duties.close_seats",
    "yearly": "klimanet.members.duties.ask_each_year",
    "embargoes": "klimanet.barriers.duties.open_steps",
    "outcomes": "klimanet.barriers.duties.ask_reporters",
    "erasures": "klimanet.privacy.duties.erase_who_asked",
    "clearing": "klimanet.privacy.duties.clear_what_is_over",
    "index": "klimanet.search.duties.complete_index",
}

# --- What follows a backup, and a restore before the site is used again: each a function of the backup's path
AFTER_BACKUP = ["klimanet.privacy.ledger.lay_beside"]
AFTER_RESTORE = ["klimanet.privacy.duties.erase_again"]

# --- What the secretariat's desk shows, in this order: each a function of a network that answers a Panel
PANELS = [
    "klimanet.members.panels.applications",
    "klimanet.members.panels.invitations",
    "klimanet.members.panels.renewals",
    "klimanet.members.panels.without_coordinator",
    "klimanet.members.panels.unanswered",
    "klimanet.entries.panels.reports",
    "klimanet.dialogues.panels.open_questions",
    "klimanet.barriers.panels.waiting_barriers",
    "klimanet.barriers.panels.pressing_steps",
    "klimanet.barriers.panels.untold_outcomes",
    "klimanet.barriers.panels.confirmed_by_all",
    "klimanet.insights.panels.silent_municipalities",
    "klimanet.insights.panels.dead_letters",
    "klimanet.privacy.panels.erasures",
]

# --- Mail: written down as rows, delivered by the worker
# What a mail says that is written when it goes out, by name: each a function of ids that answers a Letter, or None
LETTERS = {
    "application_declined": "klimanet.members.emails.declined_letter",
    "application_question": "klimanet.members.emails.question_letter",
    "application_received": "klimanet.members.emails.received_letter",
    "arrival": "klimanet.insights.emails.arrival_letter",
    "barrier_asked": "klimanet.barriers.emails.asked_letter",
    "barrier_changed": "klimanet.barriers.emails.changed_letter",
    "barrier_joined": "klimanet.barriers.emails.joined_letter",
    "barrier_merged": "klimanet.barriers.emails.merged_letter",
    "barrier_noted": "klimanet.barriers.emails.noted_letter",
    "barrier_on_behalf": "klimanet.barriers.emails.on_behalf_letter",
    "barrier_received": "klimanet.barriers.emails.received_letter",
    "barrier_reopened": "klimanet.barriers.emails.reopened_letter",
    "barrier_withdrawn": "klimanet.barriers.emails.withdrawn_letter",
    "barrier_told": "klimanet.barriers.emails.told_letter",
    "broadcast": "klimanet.insights.emails.letter",
    "deputy": "klimanet.members.emails.leaving.deputy_letter",
    "leaving": "klimanet.members.emails.leaving.leaving_letter",
    "notification": "klimanet.notifications.emails.letter",
    "takeover": "klimanet.members.emails.leaving.takeover_letter",
    "uncoordinated": "klimanet.members.emails.yearly.uncoordinated_letter",
    "welcome": "klimanet.members.emails.letter",
    "report": "klimanet.entries.emails.report_letter",
    "hiding": "klimanet.entries.emails.hiding_letter",
    "yearly": "klimanet.members.emails.yearly.yearly_letter",
}
MAIL_PER_MINUTE = _number("KLIMANET_MAIL_PER_MINUTE", "0")
EMAIL_BACKEND = "klimanet.mail.mailbox.Mailbox" if DEMO else "klimanet.mail.smtp.Server"
MAILBOX = DATA / "mailbox"
EMAIL_HOST = os.environ.get("KLIMANET_SMTP_HOST", "localhost")
EMAIL_PORT = _number("KLIMANET_SMTP_PORT", "25")
EMAIL_HOST_USER = os.environ.get("KLIMANET_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KLIMANET_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("KLIMANET_SMTP_STARTTLS")
EMAIL_USE_SSL = _flag("KLIMANET_SMTP_TLS")
EMAIL_TIMEOUT = 20
SMTP_TOKEN = {
    "url": os.environ.get("KLIMANET_SMTP_TOKEN_URL", ""),
    "client_id": os.environ.get("KLIMANET_SMTP_CLIENT_ID", ""),
    "client_secret": os.environ.get("KLIMANET_SMTP_CLIENT_SECRET", ""),
    "scope": os.environ.get("KLIMANET_SMTP_SCOPE") or "https://outlook.office365.com/.default",
}
if EMAIL_USE_TLS and EMAIL_USE_SSL:
    raise ImproperlyConfigured(
        "KLIMANET_SMTP_TLS encrypts from the start, KLIMANET_SMTP_STARTTLS later on: set the one your mail server asks for."
    )
if SMTP_TOKEN["url"]:
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)[:/]", SMTP_TOKEN["url"]):
        raise ImproperlyConfigured("KLIMANET_SMTP_TOKEN_URL must begin with https://, since the secret is sent there.")
    if not (EMAIL_HOST_USER and SMTP_TOKEN["client_id"] and SMTP_TOKEN["client_secret"]) or EMAIL_HOST_PASSWORD:
        raise ImproperlyConfigured(
            "With KLIMANET_SMTP_TOKEN_URL, set KLIMANET_SMTP_USER, KLIMANET_SMTP_CLIENT_ID and KLIMANET_SMTP_CLIENT_SECRET, "
            "and no KLIMANET_SMTP_PASSWORD."
        )
    if not (EMAIL_USE_TLS or EMAIL_USE_SSL):
        raise ImproperlyConfigured(
            "With KLIMANET_SMTP_TOKEN_URL, set KLIMANET_SMTP_STARTTLS or KLIMANET_SMTP_TLS to 1."
        )
DEFAULT_FROM_EMAIL = os.environ.get("KLIMANET_FROM", "Klimanet <klimanet@localhost>")
if DEMO and "KLIMANET_FROM" not in os.environ:
    DEFAULT_FROM_EMAIL = "Klimanet <klimanet@kl.example>"  # it stands in every footer, beside the invented people

# --- Safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # whoever watches asks on the machine itself
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Watching
METRICS_TOKEN = os.environ.get("KLIMANET_METRICS_TOKEN", "")  # without one there are no metrics
if METRICS_TOKEN and len(METRICS_TOKEN) < 20:
    raise ImproperlyConfigured("KLIMANET_METRICS_TOKEN can be guessed: make it 20 characters or longer.")
LOG = os.environ.get("KLIMANET_LOG") or "lines"
if LOG not in ("lines", "json"):
    raise ImproperlyConfigured(f"KLIMANET_LOG is {LOG!r}. Write json, or lines.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"format": "{asctime} {levelname} {name}: {message}{facts}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": ["levelname", "name", "message"],
            "reserved_attrs": [*RESERVED_ATTRS, "facts"],  # they stand there one by one
            "timestamp": "at",
        },
    },
    "filters": {"belonging": {"()": "klimanet.website.logs.Belonging"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG, "filters": ["belonging"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # what is refused has its line from our own middleware
        "klimanet.website.middleware": {"level": "WARNING" if DEMO else "INFO"},  # a demo tells only what went wrong
        "_granian": {"handlers": ["console"], "propagate": False},
    },
}
