"""The house rules, read from the syntax tree: who imports whom, who writes what, how large.

A rule that hurts is discussed and changed here, in one commit with its reason; it is not bypassed.
"""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from cms.shipped import SHIPPED

ROOT = Path(__file__).resolve().parent.parent

# An app may import itself and what stands further down. `config` may import everything.
APPS = [["cms"], ["materials"], ["events"], ["courses"], ["accounts"], ["payments", "mail"]]

# The same inside `events`. A new module is given its floor here.
FLOORS = [
    ["urls", "apps"],
    ["management", "wagtail_hooks"],
    ["office_urls"],
    ["sample"],
    ["views", "templatetags"],
    [
        "forms",
        "office_forms",
        "plan_forms",
        "question_forms",
        "export_forms",
        "permissions",
        "visitors",
    ],
    ["invariants", "copying", "questions", "walk_ins", "reminders", "bulk", "exports"],
    [
        "agency_approvals",
        "substitutions",
        "rechecks",
        "seat_holds",
        "agency_registrations",
        "merged_people",
    ],
    ["registrations", "schedule", "attendance", "hosting", "expiring"],
    ["applying"],
    ["way_out", "course_facts"],
    ["cards"],
    ["waitlist", "announcements", "standing", "day"],
    ["transitions"],
    ["tasks", "notices"],
    ["catalogue", "entries", "months", "schema_org", "rosters", "verifying", "agency_people"],
    ["asking", "needs"],
    ["ical", "eligibility", "plans", "links", "listing", "locking", "roles", "course_pages"],
    ["searching", "timezones", "wording"],
    ["models"],
]

# Who alone writes a fact that others only read.
WRITERS = {
    "state": {"events/transitions.py", "events/schedule.py"},
    "holds_seat": {"events/transitions.py"},
    "beyond_seats": {"events/transitions.py"},
    "seats_taken": {"events/transitions.py"},
    "overbooked": {"events/transitions.py"},
    "arrivals": {"events/transitions.py"},
    "mark": {"events/attendance.py"},
    "outcome": {"events/bulk.py"},
    "hold_until": {"events/transitions.py", "events/schedule.py"},
}
MAKING_CALLS = {"create", "get_or_create", "update_or_create"}

LINES_PER_FILE = 400
LINES_PER_FUNCTION = 50
LINES_PER_TEMPLATE = 120
NAMES_THAT_SAY_NOTHING = {"utils", "util", "core", "common", "helpers", "helper", "signals", "misc"}


def _files(*patterns: str) -> list[Path]:
    """What git knows or would add, so that no library and no left-over is judged."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return sorted(path for path in paths if path.exists())


@cache
def _python() -> list[Path]:
    """Every Python file written by hand, tests included."""
    return [path for path in _files("*.py") if "migrations" not in path.parts]


def _is_test(path: Path) -> bool:
    return "tests" in path.parts or path.name == "conftest.py"


@cache
def _sources() -> list[Path]:
    """Every Python file of the apps and of `config`, without tests."""
    apps = {app for level in APPS for app in level} | {"config"}
    inside = (path for path in _python() if path.relative_to(ROOT).parts[0] in apps)
    return [path for path in inside if not _is_test(path)]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def _where(path: Path, node: ast.AST | None = None) -> str:
    name = str(path.relative_to(ROOT))
    return f"{name}:{node.lineno}" if node else name


def _imports(path: Path) -> list[tuple[ast.stmt, str]]:
    """Each import with the dotted name it asks for: `from a import b` is both a and a.b."""
    found = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found += [(node, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            assert node.level == 0, f"{_where(path, node)}: relative import"
            found += [(node, f"{module}.{alias.name}") for alias in node.names]
    return found


def _level(levels: list[list[str]], name: str) -> int | None:
    return next((i for i, level in enumerate(levels) if name in level), None)


def test_apps_import_downwards_only():
    wrong = []
    for path in _sources():
        own = _level(APPS, path.relative_to(ROOT).parts[0])
        for node, name in _imports(path):
            other = name.split(".")[0]
            theirs = _level(APPS, other)
            upward = own is not None and theirs is not None and theirs < own
            sideways = theirs == own and other != path.relative_to(ROOT).parts[0]
            from_below = own is not None and other in ("config", "tests", "conftest")
            if upward or from_below or (sideways and own is not None):
                wrong.append(f"{_where(path, node)} imports {name}")
    assert wrong == []


def test_modules_of_events_import_downwards_only():
    wrong = []
    for path in _sources():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != "events" or len(parts) < 2 or parts[1] == "__init__":
            continue
        own = _level(FLOORS, parts[1])
        assert own is not None, f"{_where(path)}: give it a floor in {Path(__file__).name}"
        for node, name in _imports(path):
            asked = name.split(".")
            theirs = _level(FLOORS, asked[1]) if asked[0] == "events" and len(asked) > 1 else None
            if theirs is not None and theirs < own:
                wrong.append(f"{_where(path, node)} imports {name}")
    assert wrong == []


def test_an_import_inside_a_function_says_why():
    wrong = []
    for path in _sources():
        lines = path.read_text().splitlines()
        for function in ast.walk(_tree(path)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and not _reason(lines, node):
                    wrong.append(_where(path, node))
    assert wrong == []


def _reason(lines: list[str], node: ast.stmt) -> bool:
    """A comment on the line beyond its noqa, or above it and any other inline import."""
    comment = re.sub(r"noqa: [A-Z0-9, ]+", "", lines[node.end_lineno - 1].partition("#")[2])
    if comment.strip("# "):
        return True
    above = node.lineno - 2
    while lines[above].lstrip().startswith(("from ", "import ")):
        above -= 1
    return lines[above].lstrip().startswith("#")


def test_stripe_is_imported_in_one_file():
    found = {
        _where(path)
        for path in _sources()
        for _, name in _imports(path)
        if name.split(".")[0] == "stripe"
    }
    assert found <= {"payments/stripe_gateway.py"}


@pytest.mark.parametrize("fact", WRITERS)
def test_a_fact_has_one_writer(fact):
    wrong = []
    for path in _sources():
        if path.relative_to(ROOT).parts[0] != "events" or _where(path) in WRITERS[fact]:
            continue
        wrong += [_where(path, node) for node in ast.walk(_tree(path)) if _writes(node, fact)]
    assert wrong == []


def _writes(node: ast.AST, fact: str) -> bool:
    """`x.fact = ...`, `.update(fact=...)`, `Registration.objects.create(fact=...)`, `setattr`."""
    if isinstance(node, ast.Attribute):
        return node.attr == fact and isinstance(node.ctx, ast.Store)
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func).lower()
    name = called.rpartition(".")[2]
    named = {keyword.arg for keyword in node.keywords}
    if name in MAKING_CALLS:  # a venue has a state too, so the model must be named
        return fact in named and ("registration" in called or "event" in called)
    return (name == "update" and fact in named) or (
        name in ("bulk_update", "setattr") and fact in _strings(node)
    )


def _strings(node: ast.AST) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def test_files_stay_small():
    sizes = {_where(path): len(path.read_text().splitlines()) for path in _python()}
    assert {name: size for name, size in sizes.items() if size > LINES_PER_FILE} == {}


def test_functions_stay_small():
    sizes = {
        f"{_where(path, node)} {node.name}": node.end_lineno - node.lineno + 1
        for path in _python()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: size for name, size in sizes.items() if size > LINES_PER_FUNCTION} == {}


def test_templates_stay_small():
    sizes = {_where(path): len(path.read_text().splitlines()) for path in _files("*.html", "*.txt")}
    templates = {name: size for name, size in sizes.items() if "templates/" in name}
    assert {name: size for name, size in templates.items() if size > LINES_PER_TEMPLATE} == {}


def test_a_module_is_named_by_its_subject():
    names = {_where(path): {path.stem, *path.relative_to(ROOT).parts[:-1]} for path in _python()}
    assert [where for where, parts in names.items() if parts & NAMES_THAT_SAY_NOTHING] == []


def test_a_hotline_number_stands_in_one_file_alone():
    numbers = {SHIPPED[name] for name in ("hotline_call", "hotline_sms", "child_hotline_call")}
    patterns = [re.compile(r"[-. ()]*".join(_digits(value))) for value in numbers]
    wrong = []
    for path in _files("*.py", "*.html", "*.txt", "*.js", "*.po"):
        allowed = _is_test(path) or _where(path) == "cms/shipped.py"
        if not allowed and any(pattern.search(path.read_text()) for pattern in patterns):
            wrong.append(_where(path))
    assert wrong == []


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def test_who_may_run_events_is_asked_in_one_place():
    """The right is declared with its model and named in roles.py; all others ask there."""
    named = [_where(path) for path in _sources() if "run_event" in _strings_of(path)]
    spelled = [_where(path) for path in _sources() if "events.run_event" in _strings_of(path)]
    in_templates = [_where(path) for path in _files("*.html") if "run_event" in path.read_text()]
    assert (named, spelled, in_templates) == (["events/models/event.py"], ["events/roles.py"], [])


def _strings_of(path: Path) -> set[str]:
    return _strings(_tree(path))


def test_a_set_of_states_of_an_event_has_its_name_on_the_model():
    """Event.SEATED and Event.OFF are spelled nowhere else."""
    wrong = []
    for path in _sources():
        if path.parts[-3:] == ("events", "models", "event.py"):
            continue
        for node in ast.walk(_tree(path)):
            parts = getattr(node, "elts", getattr(node, "args", ()))
            words = {ast.unparse(part) for part in parts} if isinstance(parts, list) else set()
            known = {word for word in words if word.startswith(("Event.State.", "E."))}
            states = {word.rpartition(".")[2] for word in known}
            if {"PUBLISHED", "CLOSED"} <= states or {"CANCELLED", "POSTPONED"} <= states:
                wrong.append(_where(path, node))
    assert wrong == []


def test_a_prepared_query_holds_nothing_that_changes():
    """It is built once in a process: a time or a language in it would stand still."""
    changing = {"now", "today", "localdate", "gettext", "ngettext", "_", "get_language"}
    wrong = []
    for path in _sources():
        for call in ast.walk(_tree(path)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Prepared":
                named = {ast.unparse(inner.func).split(".")[-1] for inner in _calls(call)}
                wrong += [_where(path, call)] if named & changing else []
    assert wrong == []


def _calls(node: ast.AST) -> list[ast.Call]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
