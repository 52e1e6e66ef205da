"""Production as it starts: real gunicorn, DEBUG off."""

import http.client

import pytest

from tests.servers import ENDS_WITHIN_SECONDS, Web, run_command

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
