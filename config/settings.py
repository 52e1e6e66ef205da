"""Every setting in one file; whatever differs between machines comes from the environment."""

from pathlib import Path
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env("VAR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
SITE_URL = env("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")

# What production must name itself; config/checks.py refuses to start without it.
SECRET_KEY = env("SECRET_KEY", default="insecure-development-key" if DEBUG else "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

INSTALLED_APPS = [
    "config.apps.RollcallConfig",
    "cms",
    "events",
    "courses",
    "accounts",
    "mail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "accounts.apps.StaffUsersConfig",  # wagtail.users, with the forms of our user
    "config.apps.DocumentsConfig",  # wagtail.documents and wagtail.images, without their API
    "config.apps.ImagesConfig",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.ResourcePolicyMiddleware",
    "config.headers.PrivateByDefaultMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policies.PolicyMiddleware",
    "config.middleware.FreshAfterChangeMiddleware",
    "config.leaving.NoTraceMiddleware",
    "config.middleware.BusyDatabaseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "config.middleware.OwnNotFoundMiddleware",
    "config.kept_lists.KeptListsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
                "django.template.context_processors.i18n",
                "config.context.site",
            ],
        },
    },
]

# Field, label, hint and error are drawn by templates/django/forms/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database -------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'rollcall.sqlite3'}")}
_db = DATABASES["default"]
if _db["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE takes the write lock at BEGIN: a buyer waits for a seat instead of being told
    # "database is locked" after having counted. NORMAL survives a killed process.
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # An in-memory test database cannot race; a file can.
    _db["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    _db["CONN_MAX_AGE"] = 300
    _db["CONN_HEALTH_CHECKS"] = True
    _db["OPTIONS"] = {
        # A lock waits at most 3 s, then the request answers 503 "try again", never "full".
        "options": "-c lock_timeout=3000 -c statement_timeout=60000",
        # What is asked again and again is planned once for each connection, which spares
        # PostgreSQL most of its work.
        "server_side_binding": True,
        "prepare_threshold": 3,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

REDIS_URL = env("REDIS_URL", default="")
CACHE_TABLE_ALIAS = "table" if REDIS_URL else "default"
CACHES = {
    # Shared by every process, as the sign-in limits must be.
    CACHE_TABLE_ALIAS: {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
if REDIS_URL:
    CACHES["default"] = {"BACKEND": "config.caches.RedisElseTable", "LOCATION": REDIS_URL}

# --- People and their language ----------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique by a constraint on its lower case, which this misses
    "security.W021",  # HSTS preload binds a whole domain for good: for its owner to choose
]
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
DEFAULT_TIME_ZONE = env("DEFAULT_TIME_ZONE", default="America/Chicago")

# --- Mail and calendar ------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Rollcall <rollcall@localhost>")
CALENDAR_DOMAIN = env("CALENDAR_DOMAIN", default="rollcall.localhost")
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR / "mail"
if EMAIL_URL := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(EMAIL_URL))
    if EMAIL_BACKEND.endswith("smtp.EmailBackend"):  # noqa: F821  (from the URL)
        EMAIL_BACKEND = "mail.backends.SmtpBackend"
else:
    EMAIL_BACKEND = "mail.backends.EmlFileBackend"

# --- Where people find help --------------------------------------------------------------------
# The hotline's numbers are kept in the settings of the site (cms/shipped.py until then).
# Plain, common, says nothing about whoever reads it.
LEAVE_URL = env("LEAVE_URL", default="https://www.weather.gov/")

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(VAR / "media")))
MEDIA_URL = "media/"
# No address leads there.
PRIVATE_MEDIA_ROOT = Path(env("PRIVATE_MEDIA_ROOT", default=str(VAR / "private")))
# Whether two verifiers have to see the document that gives the highest level.
FOUR_EYES = env.bool("FOUR_EYES", default=False)
_static_backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": _static_backend
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Accounts (django-allauth) -----------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["accounts.backends.AuthenticationBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "events:mine", "/"
SEAT_FORM = "events:register"  # a code asked for on the way there takes no seat yet, and says so
SESSION_ENGINE = "accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # nobody is remembered on a shared device
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_UNIQUE_EMAIL = ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who did not ask gets no mail
ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Codes of 8 letters (20^8, allauth's own) that live 10 minutes, for every purpose.
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "confirm_login_code": "accounts.forms.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.EmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.PasswordResetCodeForm",
    "add_email": "accounts.plain_forms.NewAddressForm",
    "change_password": "accounts.plain_forms.ChangePasswordForm",
    "set_password": "accounts.plain_forms.SetPasswordForm",
    "reset_password": "accounts.plain_forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.plain_forms.ResetPasswordForm",
    "reauthenticate": "accounts.plain_forms.ProvePasswordForm",
}
# Wide per address, as a whole classroom may stand behind one router; strict per account.
ACCOUNT_RATE_LIMITS = {
    "login": "200/m/ip",
    "signup": "200/m/ip",
    "request_login_code": "200/m/ip,3/m/key,10/h/key",
    "login_by_password": "30/m/ip",
    "login_failed": "30/m/ip,5/300s/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "confirm_code": "3/600s/key",
    "reauthentication_code": "3/m/user,10/h/user",
    "claim_agency": "10/h/user",
    "agency_code": "5/10m/user,30/h/ip",
    "send_document": "6/h/user",
    "renew_tie": "3/h/user",
    "export": "20/10m/user",  # lists of people, as files or on paper
}
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
]
# X-Forwarded-For counts only behind as many proxies of our own as this says.
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.plain_forms.SecondFactorForm",
    "reauthenticate": "accounts.plain_forms.ProveSecondFactorForm",
    "activate_totp": "accounts.plain_forms.AddAppForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # http://localhost
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}

# --- Wagtail ----------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Rollcall"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})  # no zone to a browser
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call to releases.wagtail.org
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no hash of anyone's address to gravatar.com
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"

# --- In the browser ----------------------------------------------------------------------------
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" makes Chromium send Origin: null
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
FRESH_COOKIE_NAME = "fresh"  # for some seconds after a change: config/middleware.py
MESSAGE_STORAGE = "config.cookies.MessageStorage"
MESSAGE_COOKIE_NAME = "messages"
CLOSED_COOKIE_NAME = "closed"  # for some minutes after leaving: config/leaving.py
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Wagtail's editor asks for two things more. Its scripts inside forms are started by
# static/js/office.js instead, so that no script but those in files of this site ever runs.
OFFICE_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "style-src-elem": [SELF, UNSAFE_INLINE],  # the rich text editor writes <style> with random keys
    "frame-src": [SELF],  # the preview of a page
}
# Nothing here asks for a camera, a place or a payment; passkeys are this site's own.
PERMISSIONS_POLICY = {
    **dict.fromkeys(("camera", "geolocation", "microphone", "payment", "usb"), "none"),
    **dict.fromkeys(("browsing-topics", "display-capture", "serial", "hid", "midi"), "none"),
    **dict.fromkeys(("publickey-credentials-create", "publickey-credentials-get"), "self"),
}
if not DEBUG:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
    if SESSION_COOKIE_SECURE:
        # __Host-: no other host of the same domain can set or overwrite it.
        SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
        FRESH_COOKIE_NAME = "__Host-fresh"
        MESSAGE_COOKIE_NAME, CLOSED_COOKIE_NAME = "__Host-messages", "__Host-closed"
        LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_SECURE = "__Host-language", True
        SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600
        SECURE_HSTS_INCLUDE_SUBDOMAINS = True
        SECURE_SSL_REDIRECT = True
        SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked by the load balancer over http
    if TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_keys": {"()": "config.logs.WithoutKeys"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["no_keys"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
