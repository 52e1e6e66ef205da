"""What is loaded as Django starts, looked at in a process of its own."""

from tests.servers import run_command


def loaded(code: str = "") -> set[str]:
    """The modules of a process that has Django ready and then ran `code`."""
    code = f"{code}\nimport sys; print(*sys.modules)"
    return set(run_command("shell", "--no-imports", "-c", code).split())


def test_pictures_and_documents_are_ready_without_wagtails_api():
    modules = loaded()
    assert {"wagtail.images.signal_handlers", "wagtail.documents.signal_handlers"} <= modules
    assert [name for name in modules if name.startswith(("ninja", "pydantic"))] == []
    assert [name for name in modules if ".api.v3" in name] == []


def test_whoever_asks_for_the_api_gets_wagtails_own():
    assert "wagtail.api.v3.routers.pages" in loaded("from wagtail.api.v3.api import api")
