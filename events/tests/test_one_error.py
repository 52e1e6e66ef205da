"""A mistyped address gets one sentence, not one of each check."""

import pytest

from accounts.forms import SignupForm
from events.forms import RegistrationForm


@pytest.mark.parametrize("address", ["a@b", "a", "ü@example.org", '"a b"@example.org'])
def test_one_error_for_one_address(address):
    signup = SignupForm({"email": address})
    register = RegistrationForm({"email": address}, unknown={"email"})
    assert len(signup.errors["email"]) == len(register.errors["email"]) == 1
