"""Every answer carries the headers that keep other sites out of it."""

import pytest

pytestmark = pytest.mark.django_db
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@pytest.mark.parametrize("path", ["/", "/events/", "/help/", "/accounts/login/", "/nothing/"])
def test_headers(client, path):
    response = client.get(path)
    assert {name: response[name] for name in HEADERS} == HEADERS
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"):
        assert part in response["Content-Security-Policy"]
    for part in ("camera=()", "geolocation=()", "publickey-credentials-get=(self)"):
        assert part in response["Permissions-Policy"]
