"""What a process keeps for a second, for whom it reads anew, and how old a page can be."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.conf import settings
from django.test import RequestFactory

from accounts.kept import OLDEST_SECONDS, Kept, KeptByKey, reads_anew
from config.middleware import FRESH_SECONDS
from config.shared_pages import OLDEST


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The time of the process: its last item."""
    moments = [1000.0]
    monkeypatch.setattr(KeptByKey, "seconds", OLDEST_SECONDS)
    monkeypatch.setattr("accounts.kept.time.monotonic", lambda: moments[-1])
    return moments


def counted() -> tuple[KeptByKey[str, str], list[str]]:
    """Something kept, and the keys it was read for."""
    asked: list[str] = []

    def read(key: str) -> str:
        asked.append(key)
        return f"{key} {len(asked)}"

    return KeptByKey(read), asked


def test_a_value_is_read_once_a_second_for_each_key(clock):
    kept, asked = counted()
    assert [kept.get("a", anew=False), kept.get("b", anew=False)] == ["a 1", "b 2"]
    clock.append(1000.0 + OLDEST_SECONDS - 0.01)
    assert [kept.get("a", anew=False), kept.get("b", anew=False)] == ["a 1", "b 2"]
    clock.append(1000.0 + OLDEST_SECONDS)
    assert kept.get("a", anew=False) == "a 3"
    assert asked == ["a", "b", "a"]


def test_who_changed_something_reads_anew_and_so_do_all_who_come_after(clock):
    kept, _asked = counted()
    kept.get("a", anew=False)
    assert kept.get("a", anew=True) == "a 2"
    assert kept.get("a", anew=False) == "a 2"


def test_a_value_is_as_old_as_the_moment_at_which_it_began_to_be_read(clock):
    def slow(key: str) -> str:
        clock.append(clock[-1] + OLDEST_SECONDS)
        return f"{key} at {clock[-1]}"

    kept = KeptByKey(slow)
    assert kept.get("a", anew=False) != kept.get("a", anew=False)


def test_nothing_is_kept_of_a_question_that_failed(clock):
    def away(key: str) -> str:
        raise LookupError

    kept = KeptByKey(away)
    with pytest.raises(LookupError):
        kept.get("a", anew=False)
    kept.read = str.upper
    assert kept.get("a", anew=False) == "A"


def test_it_never_keeps_more_than_so_many(clock):
    kept, asked = counted()
    for number in range(kept.most + 1):
        kept.get(str(number), anew=False)
    kept.get("0", anew=False)
    assert len(asked) == kept.most + 2  # all were forgotten at once


@pytest.mark.parametrize("name", [settings.SESSION_COOKIE_NAME, settings.FRESH_COOKIE_NAME])
def test_who_may_have_changed_something_reads_anew(name):
    request = RequestFactory().get("/", headers={"cookie": f"csrftoken=a; {name}=b"})
    assert reads_anew(request)
    assert not reads_anew(RequestFactory().get("/", headers={"cookie": f"csrftoken={name}"}))


def test_what_a_visitor_sees_is_at_most_five_seconds_old():
    assert OLDEST + OLDEST_SECONDS <= 5 < FRESH_SECONDS


def test_whoever_comes_while_a_value_is_read_waits_for_it():
    begun, go_on = Event(), Event()
    values = iter(["old", "new"])

    def read() -> str:
        value = next(values)
        if value == "new":
            begun.set()
            go_on.wait(10)
        return value

    kept = Kept(read=read, shipped=lambda: "shipped", seconds=60)
    assert kept.get() == "old"
    kept.forget()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(kept.get)
        assert begun.wait(10)
        second = pool.submit(kept.get)
        go_on.set()
        assert [first.result(10), second.result(10)] == ["new", "new"]


def test_what_was_read_before_a_change_does_not_stand_after_it():
    kept: Kept[str]
    values = iter(["before", "after"])

    def read() -> str:
        value = next(values)
        if value == "before":
            kept.forget()  # someone changes it while it is read
        return value

    kept = Kept(read=read, shipped=lambda: "shipped", seconds=60)
    kept.get()
    assert kept.get() == "after"
    assert kept.get() == "after"
