"""Credit of the sample's responder day. The approvals and their numbers are invented.

An hour of 50 minutes is Missouri's rule for 911 telecommunicators (11 CSR 30-13.060) and that of
the Missouri Bar, which counts tenths (mobar.org, MCLE). That Kansas CPOST counts full hours is an
assumption of this sample. Legal, Technical and Interpersonal are categories of 11 CSR 75-15.020.
"""

from datetime import timedelta

from django.utils import timezone

from courses.models import Board, Course, CreditApproval, CreditShare

# Name, region, minutes of an hour; days from today: first and last of the approval.
BOARDS = {
    "telecommunicators": ("911 telecommunicators", "Missouri", 50, -60, 305),
    "cpost": ("CPOST", "Kansas", 60, -30, 40),
    "bar": ("The Missouri Bar", "Missouri", 50, -400, -35),
}
MINUTES = {"Interpersonal": 160, "Technical": 140, "Legal": 80}


def load(course: Course) -> list[CreditApproval]:
    """Two approvals that stand, one of them not for every date, and one that has ended."""
    today = timezone.now().date()
    made = []
    for number, (name, region, minutes, first, last) in enumerate(BOARDS.values(), 1):
        board = Board.objects.create(name=name, region=region, minutes_per_hour=minutes)
        approval = CreditApproval.objects.create(
            course=course,
            board=board,
            number=f"SAMPLE-{number:04}",
            valid_from=today + timedelta(days=first),
            valid_until=today + timedelta(days=last),
        )
        CreditShare.objects.bulk_create(
            CreditShare(approval=approval, category=category, minutes=share)
            for category, share in MINUTES.items()
        )
        made.append(approval)
    return made
