"""Queries that are written once answer like Django's own, for whoever asks."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import BigAutoField, CharField, DateTimeField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person, User
from accounts.prepared import Given, Prepared
from accounts.sessions import SessionStore
from tests.threads import together

WITH_PERSON = Prepared(
    lambda: User.objects.select_related("person").filter(pk=Given("pk", BigAutoField()))
)
NAMED = Prepared(
    lambda: Person.objects.filter(family_name=Given("name", CharField())).order_by("-pk")
)


@pytest.fixture
def people(db):
    made = []
    for number in range(3):
        user = User.objects.create_user(f"person{number}@example.org")
        Person.objects.update_or_create(
            user=user, defaults={"given_name": f"P{number}", "family_name": "Ray"}
        )
        made.append(User.objects.select_related("person").get(pk=user.pk))
    return made


def test_it_answers_like_the_query_it_was_made_of(people):
    for user in people:
        read = WITH_PERSON.first(pk=user.pk)
        ours = {k: v for k, v in vars(read).items() if k != "_state"}
        assert ours == {k: v for k, v in vars(user).items() if k != "_state"}
        assert read._state.fields_cache["person"] == user.person
    assert WITH_PERSON.first(pk=0) is None
    own = Person.objects.filter(family_name="Ray").order_by("-pk")
    assert NAMED.all(name="Ray") == list(own) != []
    assert NAMED.all(name="nobody' OR 1=1") == []


def test_it_is_one_statement_and_what_it_joined_is_there(people):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert WITH_PERSON.first(pk=people[1].pk).person.given_name == "P1"
    assert len(asked) == 1


def test_what_was_written_meanwhile_is_read(people):
    WITH_PERSON.first(pk=people[0].pk)
    Person.objects.filter(user=people[0]).update(given_name="Changed")
    assert WITH_PERSON.first(pk=people[0].pk).person.given_name == "Changed"


def test_a_time_is_compared_as_a_time(db):
    now = timezone.now()
    Session.objects.create(session_key="late", expire_date=now + timedelta(seconds=1))
    Session.objects.create(session_key="over", expire_date=now - timedelta(seconds=1))
    standing = Prepared(
        lambda: Session.objects.filter(expire_date__gt=Given("now", DateTimeField()))
    )
    assert [row.session_key for row in standing.all(now=now)] == ["late"]


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_only_inside_a_transaction():
    locked = Prepared(
        lambda: User.objects.select_for_update().filter(pk=Given("pk", BigAutoField()))
    )
    user = User.objects.create_user("lock@example.org")
    with transaction.atomic():
        assert locked.first(pk=user.pk) == user
    with pytest.raises(transaction.TransactionManagementError):
        locked.first(pk=user.pk)


@pytest.mark.django_db(transaction=True)
def test_threads_each_read_over_their_own_connection():
    users = [User.objects.create_user(f"thread{number}@example.org") for number in range(8)]

    def read(user: User) -> bool:
        return all(WITH_PERSON.first(pk=user.pk).email == user.email for _ in range(20))

    assert all(together(read, users))


def test_a_session_that_ended_is_empty_and_loses_its_key(db):
    store = SessionStore()
    store["seat"] = 4
    store.create()
    assert SessionStore(store.session_key)["seat"] == 4
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(store.session_key)
    assert "seat" not in ended
    assert ended.session_key is None
