"""`python -m tests.bench [registration|rush|public|feed|staff|exports|memory|cold_start ...]`.

Loads the database that DATABASE_URL names, unless --keep says that it is loaded; starts the site;
prints one line of JSON a measure. Refuses a database that holds anything but its own data.
"""

import argparse
import json
import os
import secrets
import sys
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ["DEBUG"] = "0"
os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="rollcall-bench-"))

import django  # noqa: E402  (after the environment that the settings read)

django.setup()

from tests.bench import data, measures  # noqa: E402  (needs the settings)
from tests.bench.site import BenchSite  # noqa: E402


def main() -> int:
    """Exit status 0, or 1 where something could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("measures", nargs="*", choices=[*measures.ALL, []], default=[])
    parser.add_argument("--keep", action="store_true", help="the data is loaded already")
    asked = parser.parse_args()
    if not asked.keep:
        _say("Loading 500 events and 10,000 registrations ...")
        try:
            data.load()
        except data.NotOurs:
            _say("This database holds data. Name an empty one in DATABASE_URL.")
            return 1
    site, missing = BenchSite(), 0
    try:
        for name in asked.measures or measures.ALL:
            missing += _print(measures.ALL[name], site)
    finally:
        site.remove()
    return 1 if missing else 0


def _print(measure: measures.Measure, site: BenchSite) -> int:
    try:
        for figure in measure(site):
            line = figure._asdict() | {"value": round(figure.value, 3)}
            print(json.dumps(line), flush=True)
    except measures.NotMeasured as reason:
        _say(f"NOT MEASURED: {reason}")
        return 1
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
