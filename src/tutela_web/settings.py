"""Settings: one file, environment only; a bad value is refused at start, not met at night."""

from __future__ import annotations

import json
import os
import platform
import re
import tempfile
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from tutela_web.plugins.rooms import installed_rooms

HERE = Path(__file__).parent
THIS_MACHINE = {"localhost", "127.0.0.1", "[::1]", "::1"}
Network = IPv4Network | IPv6Network


def env(name: str, default: str | None = None) -> str:
    """The value of an environment variable, or its default; without either, refuse to start."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Next: set it, see docs/how-to/install.md.")
    return value


def env_bool(name: str, default: bool) -> bool:
    """yes or no, as written; anything else is refused."""
    value = os.environ.get(name, "yes" if default else "no").lower()
    if value not in {"yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}. Next: write yes or no.")
    return value == "yes"


def env_database(name: str, default: str) -> dict[str, object]:
    """A database from its URL, set up as measured: write-ahead log and immediate transactions."""
    made: dict[str, object] = dict(dj_database_url.parse(os.environ.get(name) or default))
    if str(made["ENGINE"]).endswith("sqlite3"):
        made["ENGINE"] = "tutela_web.base.sqlite"
        made["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;"
            f" PRAGMA synchronous={'FULL' if FLUSH else 'OFF'};"
            " PRAGMA secure_delete=ON; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
        }
        if name == "DATABASE_URL":  # the keys are opened for a moment, and closed after it
            made["CONN_MAX_AGE"] = None  # until it may not serve any more: base/sqlite/base.py
        # A test database in memory is shared between threads by table locks; a file is not.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
        made["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"tutela-{run}-{name}.db")}
    elif str(made["ENGINE"]).endswith("postgresql"):
        made["ENGINE"] = "tutela_web.base.postgresql"
        named = made.get("OPTIONS")  # of the address: how the line to a far server is closed
        # One that cannot be had is said within seconds (base/postgresql/base.py looks whether the
        # server dropped it). The pool tries in vain no longer than somebody waits:
        # left to itself it would try at twice the distance each time, and minutes after the server
        # is back answer that it is away.
        pool = {"pool": {"min_size": 1, "max_size": 8, "timeout": 5, "reconnect_timeout": 5}}
        made["OPTIONS"] = (named if isinstance(named, dict) else {}) | pool
    else:
        raise ImproperlyConfigured(f"{name} names neither sqlite nor postgresql.")
    return made


def hosts_and_networks(text: str) -> tuple[frozenset[str], tuple[Network, ...]]:
    """Hosts by name and networks, of a list with commas."""
    hosts, networks = set(), []
    for word in filter(None, (part.strip().lower() for part in text.split(","))):
        try:
            networks.append(ip_network(word))
        except ValueError:
            if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", word):
                raise ImproperlyConfigured(
                    f"{word!r} is no host or network. Next: write names and networks, with commas."
                ) from None
            hosts.add(word)
    return frozenset(hosts), tuple(networks)


def scheme_and_host(url: str) -> str:
    """Scheme, host and port of an address, or nothing."""
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/")):
        raise ImproperlyConfigured(
            f"{url!r} is no scheme, host and port. Next: write https://tutela.example.org."
        )
    return url.rstrip("/")


def existing_file(path: str) -> str:
    """The path of a file that is there, or nothing."""
    if path and not Path(path).is_file():
        raise ImproperlyConfigured(f"There is no file {path!r}. Next: correct the path.")
    return path


def origin(app: dict[str, dict[str, str]]) -> str:
    """Scheme and host of an identity provider."""
    parts = urlsplit(app["settings"]["server_url"])
    return f"{parts.scheme}://{parts.netloc}"


DEBUG = env_bool("TUTELA_DEBUG", False)
DATA = Path(env("TUTELA_DATA", "build/platform")).resolve()
"""Databases, uploads and keys of a small install; a larger one names them apart."""
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
SHARED = Path(env("TUTELA_SHARED", str(DATA))).resolve()
"""What every machine must see: uploads, the audit's finished years. DATA is one machine's own."""
SHARED.mkdir(parents=True, exist_ok=True, mode=0o700)
MACHINE = env("TUTELA_MACHINE", platform.node())[:40]
"""What this machine is called where several serve one mission."""

FLUSH = env_bool("TUTELA_FLUSH", True)
"""Whether what is answered as saved is on the disk before. *no* is for tests: a power cut takes the
last of what people were told."""

if (DATA / "upgrade.journal").exists() and not env_bool("TUTELA_UPGRADING", False):
    # Of every process, old or new, server or command: the tables may be half the next version's.
    raise ImproperlyConfigured(
        "An upgrade was begun and has not ended: nothing is served or written meanwhile. "
        "Next: wait for it, or run `tutela platform upgrade --resume`, which ends it or goes back."
    )


def _kept_secret() -> str:
    """The signing key: from the environment, else made once and kept beside the data."""
    if value := os.environ.get("TUTELA_SECRET_KEY"):
        return value
    kept = DATA / "secret.key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key())
    return kept.read_text()


SECRET_KEY = _kept_secret()
ALLOWED_HOSTS = env("TUTELA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = env_bool("TUTELA_HTTPS", False)
PUBLIC_URL = env("TUTELA_URL", "http://localhost:8000")

DEMONSTRATION = env_bool("TUTELA_DEMONSTRATION", False)
"""Set by `tutela demo` alone: its accounts are signed into by a button, on this machine only."""
if DEMONSTRATION and (HTTPS or {*ALLOWED_HOSTS, urlsplit(PUBLIC_URL).hostname} - THIS_MACHINE):
    raise ImproperlyConfigured(
        "TUTELA_DEMONSTRATION is yes where others reach this server. "
        "Next: leave it out, or TUTELA_HOSTS, TUTELA_URL and TUTELA_HTTPS."
    )

LIVE_URL = scheme_and_host(env("TUTELA_LIVE_URL", ""))
"""Where the live server is reached: the same house where a proxy stands before both, or another
port. Without one, boards ask again by themselves."""

WEBHOOK_INSIDE = hosts_and_networks(env("TUTELA_WEBHOOK_INSIDE", ""))
"""Hosts and networks inside that webhooks may reach; else none of them does."""
WEBHOOK_CA = existing_file(env("TUTELA_WEBHOOK_CA", ""))
"""Certificates that receivers are checked by, instead of those that came with the program."""

EMAIL_HOST = env("TUTELA_MAIL_HOST", "")
"""The mail server notifications leave by; without one they are held, and the ledger says so."""
EMAIL_PORT = int(env("TUTELA_MAIL_PORT", "587"))
EMAIL_HOST_USER = env("TUTELA_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env("TUTELA_MAIL_PASSWORD", "")
EMAIL_USE_TLS = env_bool("TUTELA_MAIL_TLS", True)
EMAIL_BACKEND = "tutela_web.channels.exchange.MailBackend"
EMAIL_TIMEOUT = 10
"""Seconds for the whole exchange with the mail server, not for each answer of it."""
DEFAULT_FROM_EMAIL = env("TUTELA_MAIL_FROM", "tutela@localhost")

DATABASES = {
    "default": env_database("DATABASE_URL", f"sqlite:///{DATA}/tutela.db"),
    "keys": env_database("KEYS_DATABASE_URL", f"sqlite:///{DATA}/keys.db"),
}
DATABASE_ROUTERS = ["tutela_web.access.vault.router.KeysApart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

KEY_FILE = Path(env("TUTELA_KEY_FILE", str(DATA / "vault.key")))
"""Where the key-encryption key is kept; TUTELA_KEY in the environment goes before it."""

BACKUP_RECIPIENTS = env("TUTELA_BACKUP_RECIPIENTS", "").replace(",", " ").split()
"""Public keys of age that backups are encrypted to; the private ones never lie on this machine."""

BACKUP_IN_CLEAR = env_bool("TUTELA_BACKUP_IN_CLEAR", default=False)
"""Whether a backup may be made without recipients: whoever holds such an archive reads it."""

ROOMS = [
    "base",
    "look",
    "channels",
    "access",
    "access.vault",
    "records",
    "adoption",
    "conduct",
    "places",
    "mandate",
    "actors",
    "capacity",
    "incidents",
    "risk",
    "safeguards",
    "warning",
    "crisis",
    "questionnaires",
    "intake",
    "submissions",
    "field",
    "fora",
    "engagements",
    "accountability",
    "partners",
    "outreach",
    "programme",
    "deployment",
    "exercise",
    "strategy",
    "review",
    "joc",
    "monitoring",
    "lessons",
    "sharing",
    "takeaway",
    "reporting",
    "site",
]
"""Lowest first; a room imports only from rooms before it."""

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *(f"tutela_web.{room}" for room in ROOMS),  # before others: our templates go first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "django_cotton",
    "django_htmx",
    "csp",
]
INSTALLED_APPS += installed_rooms()  # after all others: no template of ours gives way to theirs

MIDDLEWARE = [
    "tutela_web.base.network_guard.NothingOutside",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tutela_web.access.sessions.pace.Pace",
    "tutela_web.access.sessions.verbs.Limits",
    "tutela_web.adoption.wording.shown.OwnWords",
    "tutela_web.access.middleware.Doors",
    "axes.middleware.AxesMiddleware",
    "tutela_web.base.upkeep.retry_on_conflict.RetryMiddleware",
]

ROOT_URLCONF = "tutela_web.urls"
WSGI_APPLICATION = "tutela_web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "demo" / "templates"] if DEMONSTRATION else [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "tutela_web.look.templatetags.days",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tutela_web.site.frame.frame",
                *(["tutela_web.demo.tour.in_page"] if DEMONSTRATION else []),
            ],
        },
    }
]

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tutela_web.access.sessions.backend.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "tutela_web.access.sessions.accounts.ClosedDoors"
SOCIALACCOUNT_ADAPTER = "tutela_web.access.sessions.accounts.KnownPeopleOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {
    # of devices nobody knows, by name and address; and of codes, by person, after the password.
    # A known device has its own (access/sessions/accounts.py, access/sessions/throttle.py).
    "login_failed": "60/m/ip,10/900s/key",
    # right and wrong: an office of a hundred behind one address begins its shift in a minute
    "login": "300/m/ip",
}
ACCOUNT_FORMS = {"login": "tutela_web.access.sessions.sign_in.SignIn"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the administrator's entry; no mail is sent
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # telephones in the field run up to half a minute off
MFA_FORMS = {
    "authenticate": "tutela_web.access.sessions.sign_in.Code",
    "reauthenticate": "tutela_web.access.sessions.sign_in.CodeAgain",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "tutela_web.access.sessions.accounts.SecondFactors"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Tutela"
OIDC = json.loads(env("TUTELA_OIDC", "[]"))
"""Identity providers; `trust_amr` in one's settings names ways of signing in there that count as a
second factor here, e.g. ["mfa", "hwk"]. Without it the second factor is asked here too."""
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": OIDC, "OAUTH_PKCE_ENABLED": True},
}
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
PASSWORD_RESET_TIMEOUT = 24 * 3600  # the one-time link an administrator hands over

AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_WHITELIST_CALLABLE = "tutela_web.access.sessions.throttle.is_known_browser"
AXES_LOCKOUT_TEMPLATE = "access/locked_out.html"
AXES_USERNAME_CALLABLE = "tutela_web.access.sessions.throttle.hashed_name"
AXES_CLIENT_IP_CALLABLE = "allauth.core.internal.httpkit.get_client_ip"
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("TUTELA_PROXIES", "0"))  # proxies that write X-Forwarded-For
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are lines of the audit
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "login", "password", "code"]

UPLOAD_LIMIT = 300_000_000
PACE = {
    "read": (600, 20.0),
    "write": (120, 4.0),
    "read_seconds": (60, 0.5),
    "write_seconds": (60, 0.5),
    "bytes": (UPLOAD_LIMIT, 2_000_000),
}
"""Requests that one signed-in person or program may send at once, and how many more a second; the
seconds of the processor that these may take in one process; and bytes, of what is long."""

SESSION_ENGINE = "tutela_web.access.sessions.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_HOURS = 12  # at most, however busy
SESSION_IDLE_HOURS = 2
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# A browser takes a cookie so named from this very host alone, over https, for all its paths.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrftoken"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tutela_web.site.errors.csrf_failed"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF, *filter(None, [LIVE_URL])],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "base-uri": [SELF],
        # browsers hold a form to this through its redirects, so the providers' houses are named
        "form-action": [SELF, *sorted({origin(app) for app in OIDC})],
        "frame-ancestors": [NONE],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {
        "BACKEND": "tutela_web.base.upkeep.media.FlushedFiles",
        "OPTIONS": {"location": SHARED / "media", "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = not DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$|/map-[0-9A-Z]{8}\.js$"
"""What a browser keeps for good: files named by what is in them, by Django or by the build of the
scripts, which names the part that page and worker of the map share."""

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CACHES = {"default": {"BACKEND": "tutela_web.base.cache.SayingCache", "LOCATION": "base_cache"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_TEMP_DIR = DATA

DEFAULT_EXCEPTION_REPORTER = "tutela_web.base.log_redaction.KindOnly"
DEFAULT_EXCEPTION_REPORTER_FILTER = "tutela_web.base.log_redaction.NothingShown"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "tutela_web.base.log_redaction.NumbersOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING", "propagate": True}},
}
