"""Races: real servers, many processes, one database."""

import pytest

# What these modules assert is worth reading when it fails, as in the tests themselves.
pytest.register_assert_rewrite("tests.races.aftermath", "tests.races.walk")
