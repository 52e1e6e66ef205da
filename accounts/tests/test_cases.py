"""Which test holds which case of eligibility. The first column is the id of the case.

| id | case | tests |
|---|---|---|
| E1 | says that they are an officer | events/tests/test_what_responders_need.py::test_e1_ |
| E2 | look-alike addresses | accounts/tests/test_verification.py::test_e2_ |
| E3 | a domain that citizens have too | accounts/tests/test_verification.py::test_e3_ |
| E4 | the address changes or goes | accounts/tests/test_verification.py::test_e4_ |
| E4 | the same, in open windows | accounts/tests/test_work.py::test_e4_ |
| E4 | the same, places | events/tests/test_rechecks.py::test_e4_ |
| E5 | an address that is not confirmed | accounts/tests/test_verification.py::test_e5_ |
| E6 | time runs out, agency suspended, left | accounts/tests/test_verification.py::test_e6_ |
| E6 | the same, in open windows | accounts/tests/test_work.py::test_e6_ |
| E6 | the same, places | events/tests/test_rechecks.py::test_e6_ |
| E7 | a coordinator and an outside address | accounts/tests/test_verification.py::test_e7_ |
| E7 | the same, in a list | accounts/tests/test_colleagues.py::test_e7_ |
| E7 | the same, at the desk | events/tests/test_desk_lists.py::test_e7_ |
| E8 | an invitation forwarded, reused, late | accounts/tests/test_work.py::test_e8_ |
| E9 | another agency's ids | events/tests/test_desk.py::test_e9_ |
| E9 | another agency's decisions | events/tests/test_agency_approvals.py::test_e9_ |
| E10 | decides about themselves; four eyes | accounts/tests/test_verification.py::test_e10_ |
| E10 | the same, in the queue | events/tests/test_office_verify.py::test_e10_ |
| E11 | mass assignment | accounts/tests/test_work.py::test_e11_ |
| E12 | ended while something is under way | events/tests/test_ended_meanwhile.py::test_e12_ |
| C7 | 25 into 20 while others press | tests/races/test_agency_seats.py::test_c7_ |
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = re.findall(r"\| (\w+) \|[^|]+\| (\S+)::(test_\w+) \|", __doc__)
IDS = {f"E{number}" for number in range(1, 13)} | {"C7"}


def test_every_case_has_its_line():
    assert {case for case, _path, _name in ROWS} == IDS


@pytest.mark.parametrize(("case", "path", "name"), ROWS)
def test_each_line_names_tests_that_there_are(case, path, name):
    assert name == f"test_{case.lower()}_"
    assert re.search(rf"^def {name}\w+\(", (ROOT / path).read_text(), re.MULTILINE)
