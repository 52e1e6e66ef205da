"""Production as it starts: real gunicorn, DEBUG off."""

import http.client
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import ENDS_WITHIN_SECONDS, ROOT, Web, command, run_command

HOST = "training.example.org"


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> dict[str, str]:
    """The environment of a site that is set up as the README says."""
    var = tmp_path_factory.mktemp("production")
    env = {
        "DEBUG": "0",
        "VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/rollcall.sqlite3",
        "SECRET_KEY": "q8Zb2n7Vw0xK4mTd9sLr6yHc3fGj5pAe1uRiOzXvNkBtMwQh0123456789",
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": "smtp://127.0.0.1:25",
        "DEFAULT_FROM_EMAIL": f"Training <training@{HOST}>",
        "CALENDAR_DOMAIN": HOST,
    }
    run_command("migrate", "--verbosity=0", env=env)
    run_command("collectstatic", "--noinput", "--verbosity=0", env=env)
    return env


def ask(web: Web, path: str, **headers: str) -> http.client.HTTPResponse:
    """One GET, addressed to the site unless `Host` says otherwise."""
    line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
    line.request("GET", path, headers={"Host": HOST, "Connection": "close"} | headers)
    return line.getresponse()


def test_http_leads_to_https_but_for_the_load_balancer(production):
    web = Web(env=production)
    try:
        web.wait()
        home = ask(web, "/events/")
        assert home.status == 301
        assert home.headers["Location"] == f"https://{HOST}/events/"
        assert ask(web, "/healthz").status == 200
        assert ask(web, "/events/", Host="evil.example.com").status == 400
        safe = {"X-Forwarded-Proto": "https"}  # as the proxy on this machine says
        for path in ("/events/", "/help/", "/accounts/login/"):
            page = ask(web, path, **safe)
            assert (path, page.status) == (path, 200)
            assert "max-age=63072000" in page.headers["Strict-Transport-Security"]
        assert ask(web, "/no-such-page/", **safe).status == 404
    finally:
        web.stop()


def cookies(answer: http.client.HTTPResponse) -> dict[str, str]:
    """Every cookie that the answer sets, by its name, with its attributes."""
    lines = answer.headers.get_all("Set-Cookie") or []
    return {line.split("=", 1)[0]: line for line in lines}


def test_every_cookie_is_bound_to_this_host_and_static_files_may_be_kept(production):
    web = Web(env=production)
    try:
        web.wait()
        safe = {"X-Forwarded-Proto": "https"}
        login = ask(web, "/accounts/login/", **safe)
        session = cookies(ask(web, "/accounts/confirm-email/", **safe))
        closed = ask(web, "/leave/close/", **safe)
        set_by_the_site = cookies(login) | session | cookies(closed)
        for name, line in set_by_the_site.items():
            assert name.startswith("__Host-"), line
            assert "Secure" in line and "Path=/" in line and "Domain" not in line, line
            assert "SameSite=Lax" in line, line
            assert "HttpOnly" in line or name == "__Host-csrf", line
        assert {"__Host-csrf", "__Host-closed"} <= set(set_by_the_site)
        assert not cookies(ask(web, "/help/", Cookie="__Host-session=none; a=b", **safe))
        style = re.search(r"/static/css/rollcall\.[0-9a-f]+\.css", login.read().decode())[0]
        kept = ask(web, style, **safe)
        assert kept.status == 200 and "immutable" in kept.headers["Cache-Control"]
        assert "X-Robots-Tag" not in kept.headers and not cookies(kept)
        again = ask(web, style, **safe, **{"If-None-Match": kept.headers["ETag"]})
        assert (again.status, again.read()) == (304, b"")
    finally:
        web.stop()


def test_the_names_of_all_cookies_in_production(production):
    named = "SESSION CSRF MESSAGE CLOSED FRESH LANGUAGE".split()
    code = "from django.conf import settings as s; "
    code += f"print(*(getattr(s, n + '_COOKIE_NAME') for n in {named}))"
    printed = run_command("shell", "--no-imports", "-c", code, env=production).split()
    assert printed == [
        "__Host-session",
        "__Host-csrf",
        "__Host-messages",
        "__Host-closed",
        "__Host-fresh",
        "__Host-language",
    ]


def test_a_log_of_requests_holds_no_address_and_no_key(production):
    """gunicorn writes none unless it is told to; then it names nobody either."""
    log = production | {"GUNICORN_CMD_ARGS": "--access-logfile -", "GUNICORN_LOG_LEVEL": "info"}
    web = Web(env=log)
    try:
        web.wait()
        known = {
            "X-Forwarded-For": "203.0.113.9",
            "User-Agent": "Tell-tale",
            "Referer": "https://a",
        }
        for path in ("/help/?q=secret", "/calendar/abcDEF_1-2.ics", "/registrations/Xy_9-z/"):
            ask(web, path, **{"X-Forwarded-Proto": "https"}, **known)
        web.stop()
        lines = [line for line in web.output.splitlines() if "GET" in line]
        assert any("/help/" in line for line in lines)
        for word in (
            "203.0.113.9",
            "127.0.0.1",
            "Tell-tale",
            "https://a",
            "secret",
            "abcDEF",
            "Xy_9",
        ):
            assert not [line for line in lines if word in line]
    finally:
        web.stop()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("ALLOWED_HOSTS", ""),
        ("EMAIL_URL", ""),
        ("CALENDAR_DOMAIN", ""),
        ("STATIC_ROOT", "/nowhere"),
    ],
)
def test_it_refuses_to_start_without_what_it_needs(production, name, value):
    web = Web(env=production | {name: value})
    try:
        assert web.popen.wait(ENDS_WITHIN_SECONDS) != 0
        assert (value or name) in web.output
        assert "HINT: " in web.output
    finally:
        web.stop()


@pytest.mark.parametrize("name", ["run_worker", "run_clock"])
def test_worker_and_clock_refuse_too(production, name):
    process = command(name, env=production | {"EMAIL_URL": ""})
    try:
        assert process.popen.wait(ENDS_WITHIN_SECONDS) != 0
        assert "EMAIL_URL is missing" in process.output
    finally:
        process.stop()


@pytest.mark.parametrize("arguments", [["run_worker", "--once"], ["run_clock"]])
def test_worker_and_clock_load_no_pages_before_they_need_an_address(production, arguments):
    code = "import sys; from django.core.management import execute_from_command_line as run; "
    code += f"run(['manage.py', *{arguments}]); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | production | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    modules = set(done.stdout.split())
    assert "mail.outbox" in modules
    assert not modules & {"config.urls", "events.views", "wagtail.admin.urls"}


def test_the_web_processes_go_on_sharing_what_was_loaded_before_they_began(production):
    """A collection of garbage that walks through all of it would copy it into each of them."""
    web = Web(env=production, wsgi="tests.collecting_wsgi:application")
    try:
        web.wait()
        for number in range(20):
            ask(web, f"/events/?q={number}", **{"X-Forwarded-Proto": "https"}).read()
        for pid in web.children:
            kb = memory_kb(pid)
            assert kb["Private_Dirty"] < kb["Shared_Dirty"], kb
    finally:
        web.stop()


def memory_kb(pid: int) -> dict[str, int]:
    """Linux's account of the memory of a process, in kB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {name.rstrip(":"): int(kb) for name, kb, _ in map(str.split, lines)}
