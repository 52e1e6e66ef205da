"""Dated occasions and everything that hangs on a seat in them."""

from events.models.attendance import PRESENT, Attendance, AttendanceChange, Mark
from events.models.bulk import BulkItem, BulkRun
from events.models.event import Event
from events.models.export import Export
from events.models.history import EventChange, Reminder
from events.models.needs import Accommodation, AccommodationChange, Diet
from events.models.question import Answer, Question, QuestionVersion
from events.models.registration import Invitation, Registration, Transition
from events.models.seat_hold import SeatHold
from events.models.slot import Slot
from events.models.venue import Venue

__all__ = [
    "PRESENT",
    "Accommodation",
    "AccommodationChange",
    "Answer",
    "Attendance",
    "AttendanceChange",
    "BulkItem",
    "BulkRun",
    "Diet",
    "Event",
    "EventChange",
    "Export",
    "Invitation",
    "Mark",
    "Question",
    "QuestionVersion",
    "Registration",
    "Reminder",
    "SeatHold",
    "Slot",
    "Transition",
    "Venue",
]
