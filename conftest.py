"""What every test run stands on: its own environment, and honesty about what could not run.

The environment is set before Django reads its settings, so DJANGO_SETTINGS_MODULE is named here
and not in pyproject.toml (pytest-django would load the settings before this file).
"""

import atexit
import gc
import math
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DEBUG", "1")  # pytest-django turns it off again once the settings are read
os.environ.setdefault("SECRET_KEY", "only-for-tests-and-never-anywhere-else-0123456789")
if WORKER := os.environ.get("PYTEST_XDIST_WORKER"):  # its own folder in the one of the run
    os.environ["VAR"] = f"{os.environ['VAR']}/{WORKER}"
    Path(os.environ["VAR"]).mkdir(parents=True)
elif "VAR" not in os.environ:
    os.environ["VAR"] = tempfile.mkdtemp(prefix="rollcall-tests-")
    atexit.register(shutil.rmtree, os.environ["VAR"], ignore_errors=True)

import django  # noqa: E402  (after the environment, as said above)
from django.conf import settings  # noqa: E402

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

from django.core.cache import cache  # noqa: E402  (needs the settings)
from django.db import connection  # noqa: E402

from accounts.kept import KeptByKey  # noqa: E402
from cms import course_pages  # noqa: E402
from cms.models.site_settings import known  # noqa: E402
from tests.people import create_coordinator  # noqa: E402

ROOT = Path(__file__).parent
NOT_RUN: Counter[str] = Counter()
MARKS = {"races": ("race", "alone"), "journeys": ("journey",)}  # of the folders of tests/


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="take the long runs in full")


def pytest_configure(config):
    """What is marked "alone" would break the tests beside it, or they its sense of time."""
    if config.getoption("numprocesses", 0) and "not alone" not in config.option.markexpr:
        raise pytest.UsageError("Side by side (-n) run only the others: add -m 'not alone'.")


def pytest_itemcollected(item):
    """The folder says what kind of test it is; what is committed is undone in one way."""
    for folder, marks in MARKS.items():
        if ROOT / "tests" / folder in item.path.parents:
            for mark in marks:
                item.add_marker(mark)
    mark = item.get_closest_marker("django_db")
    options = mark.kwargs if mark else {}
    if options.get("transaction") or "transactional_db" in getattr(item, "fixturenames", ()):
        # What the migrations made (root page, groups) comes back after each committed test. All
        # of them must do so: the flush of one that did not would leave half of it behind.
        options = options | {"transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**options), append=False)
        item.add_marker("alone")  # it leaves the database empty


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Leaves out what is about the other database alone: that is no skipped test."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    out = [item for item in items if item.get_closest_marker(other)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]


@pytest.hookimpl(trylast=True, specname="pytest_collection_modifyitems")
def pytest_long_files_first(items):
    """Side by side a file is one worker's: a long one taken last would keep the others waiting."""
    if WORKER:
        items.sort(key=lambda item: ROOT / "tests" not in item.path.parents)


def pytest_collection_finish():
    """What is loaded by now stays: to look for waste in it took a fifth of the time."""
    gc.collect()
    gc.freeze()


def pytest_runtest_logreport(report):
    """A skipped test is a test that could not run here; its reason is kept for the end."""
    if report.skipped and not hasattr(report, "wasxfail"):
        NOT_RUN[str(report.longrepr[2]).removeprefix("Skipped: ")] += 1


def pytest_sessionfinish(session):
    """Under CI=true a test that could not run is a failure."""
    if NOT_RUN and os.environ.get("CI") == "true" and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    """Says in capitals what could not run; keeps it for the end of `make test` too."""
    lines = [f"NOT RUN ({count} TESTS): {reason.upper()}" for reason, count in NOT_RUN.items()]
    for line in lines:
        terminalreporter.write_line(line, red=True, bold=True)
    if lines and (path := os.environ.get("NOT_RUN_FILE")):
        with Path(path).open("a") as file:
            file.writelines(f"{line}\n" for line in lines)


@pytest.fixture(scope="session")
def soaking(pytestconfig) -> bool:
    """Whether this is the long run: a test may then take more steps, people or kills."""
    return pytestconfig.getoption("--soak")


@pytest.fixture(autouse=True)
def _fresh_limits(request):
    """The sign-in limits live in the cache table, which a committed test does not roll back."""
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture(autouse=True)
def _settings_of_a_new_site(monkeypatch):
    """Each test starts with what is shipped, and reads it anew only after a change."""
    for kept in (known, course_pages.known):
        monkeypatch.setattr(kept, "seconds", math.inf)
        kept.put(kept.shipped())


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """Each page is made of what stands in the database at that moment."""
    monkeypatch.setattr(KeptByKey, "seconds", 0)


@pytest.fixture
def coordinator(settings):
    """Someone who runs events; the second factor is not what these tests are about."""
    settings.DEBUG = True
    return create_coordinator()


@pytest.fixture
def office(client, coordinator):
    """The coordinator's browser, signed in."""
    client.force_login(coordinator)
    return client
