"""Pictures of the pages are served by the site itself; the rest of what was uploaded is not."""

import pytest


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    """One picture, and one document beside it."""
    settings.MEDIA_ROOT = tmp_path
    for folder, name in (("images", "stadium.max-165x165.jpg"), ("documents", "roster.pdf")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(b"bytes")


def test_a_picture_is_served_and_sets_no_cookie(client):
    answer = client.get("/media/images/stadium.max-165x165.jpg")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"bytes"
    assert not answer.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("documents/roster.pdf", 404),
        ("images/../documents/roster.pdf", 400),
        ("images/%2e%2e/documents/roster.pdf", 400),
        ("images/", 404),
        ("images/none.jpg", 404),
    ],
)
def test_nothing_else_is_served(client, path, status):
    assert client.get(f"/media/{path}").status_code == status
