"""Who works in the back office in these tests."""

import pytest
from django.test import Client

from accounts.models import User
from events.tests.factories import create_staff


@pytest.fixture
def coordinator(settings) -> User:
    """Someone who runs events; the second factor is not what these tests are about."""
    settings.DEBUG = True
    return create_staff()


@pytest.fixture
def office(client, coordinator) -> Client:
    """The coordinator's browser, signed in."""
    client.force_login(coordinator)
    return client
