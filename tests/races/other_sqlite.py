"""Settings of a server on SQLite with another journal, or with less patience, than the site's.

The site refuses to start on such a database (rollcall.E011); here that check is silenced, so that
the races can show what would happen on it.
"""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, SILENCED_SYSTEM_CHECKS

JOURNAL = os.environ.get("RACES_JOURNAL", "WAL")
OPTIONS = {
    **DATABASES["default"]["OPTIONS"],
    "timeout": float(os.environ.get("RACES_TIMEOUT", "20")),
    "init_command": f"PRAGMA journal_mode={JOURNAL}; PRAGMA synchronous=NORMAL;",
}
DATABASES["default"]["OPTIONS"] = OPTIONS
SILENCED_SYSTEM_CHECKS.append("rollcall.E011")
