"""The professions as forms offer them."""

from accounts.models import Profession


def choices() -> list[tuple[str, str]]:
    """Code and name of each that is offered, in order: one statement, asked as a form is shown."""
    return list(Profession.objects.offered().values_list("code", "name"))
