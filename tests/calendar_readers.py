"""Other people's readers of our calendars: ical.js by Node, libical by ctypes.

Each gives {uid: (start, end)} in UTC. A test whose reader is missing is skipped (tests/needs.py).
"""

import ctypes
import json
import subprocess
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from tests.needs import need, node

ICAL_JS = Path(__file__).parent / "ical_js"
Times = dict[str, tuple[datetime, datetime]]


def ical_js_events(text: str) -> list[dict]:
    """Uid, summary, sequence, start and end of each event, as ical.js reads them."""
    need((ICAL_JS / "node_modules/ical.js").is_dir(), "no ical.js (npm ci in tests/ical_js)")
    answer = subprocess.run(
        [node(), "read.js"], cwd=ICAL_JS, input=text.encode(), capture_output=True, timeout=60
    )
    assert answer.returncode == 0, answer.stderr.decode()
    return json.loads(answer.stdout)


def ical_js_times(text: str) -> Times:
    """What ical.js makes of a calendar."""
    return {
        event["uid"]: (datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"]))
        for event in ical_js_events(text)
    }


class _Time(ctypes.Structure):
    """libical's struct icaltimetype."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    ]


@lru_cache(maxsize=1)
def _libical() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libical.so.3")
    except OSError:
        return None
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, arguments in (
        ("icalparser_parse_string", pointer, [text]),
        ("icalcomponent_string_to_kind", ctypes.c_int, [text]),
        ("icalcomponent_get_first_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_next_component", pointer, [pointer, ctypes.c_int]),
        ("icalcomponent_get_uid", text, [pointer]),
        ("icalcomponent_get_dtstart", _Time, [pointer]),
        ("icalcomponent_get_dtend", _Time, [pointer]),
        ("icaltime_as_timet_with_zone", ctypes.c_long, [_Time, pointer]),
        ("icalcomponent_free", None, [pointer]),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def libical_times(text: str) -> Times:
    """What libical (Evolution's and KDE's parser) makes of a calendar."""
    library = _libical()
    need(library, "no libical (apt-get install libical3)")
    calendar = library.icalparser_parse_string(text.encode())
    assert calendar, "libical cannot parse this calendar"
    kind = library.icalcomponent_string_to_kind(b"VEVENT")
    times = {}
    event = library.icalcomponent_get_first_component(calendar, kind)
    while event:
        start = library.icalcomponent_get_dtstart(event)
        end = library.icalcomponent_get_dtend(event)
        uid = library.icalcomponent_get_uid(event).decode()
        times[uid] = (_moment(library, start), _moment(library, end))
        event = library.icalcomponent_get_next_component(calendar, kind)
    library.icalcomponent_free(calendar)
    return times


def _moment(library: ctypes.CDLL, time: _Time) -> datetime:
    assert time.zone, "libical found no zone for this time"
    return datetime.fromtimestamp(library.icaltime_as_timet_with_zone(time, time.zone), tz=UTC)
