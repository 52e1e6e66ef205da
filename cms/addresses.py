"""The addresses that the site itself answers before it looks for a page: the only list of them.

Each is the first part of an address. cms/tests/test_addresses.py compares with config/urls.py.
"""

# What is under these is about one person, or a way out: no search engine has business there.
PRIVATE = frozenset(
    {"accounts", "admin", "agency", "calendar", "leave", "mailbox", "registrations"}
)
ANSWERED = PRIVATE | {
    "_util",
    "django-admin",
    "documents",
    "events",
    "healthz",
    "help",
    "media",
    "readyz",
    "robots.txt",
    "sitemap.xml",
}
# The two lists of pages that stay; what the web server serves; what is to come.
KEPT = frozenset({"courses", "news", "static", "api", "stripe"})
TAKEN = ANSWERED | KEPT
# The same below /news/.
TAKEN_IN_NEWS = frozenset({"feed"})
