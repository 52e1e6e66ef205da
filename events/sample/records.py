"""Organizations, agencies, venues, trainers and courses of the sample site, in our own words.

Facts: addresses, hosts and audiences follow the public announcement of the two Kansas City
classes; capacities and rules of the house are invented and marked so on every page by the
"demonstration data" banner.
"""

from accounts.models import Agency, AgencyDomain
from courses.models import AgendaItem, Course, Organization, Trainer
from events.models import Venue
from events.sample import credit

ORGANIZATIONS = {
    "provider": (
        "H.T.T.C.",
        "The Human Trafficking Training Center teaches first responders and "
        "communities to notice human trafficking and to get help to people safely.",
    ),
    "academy": (
        "KCPD Regional Training Academy",
        "Opens its classrooms to agencies on both sides of the state line.",
    ),
    "sponsor": ("We The People of Jackson County", "Pays for this class, so that no one has to."),
    "freight": ("Heartland Freight Foundation", "Supports safety training along our roads."),
    "advocates": ("Relentless Pursuit", "Advocates who meet people where they are."),
}
AGENCIES = {
    "Blue River Police": ("police", "MO", ["blueriver.example"]),
    "Eastern Jackson PD": ("police", "MO", []),
    "Midtown Hospital ED": ("hospital", "MO", ["midtownhospital.example"]),
    "Summit School District": ("schools", "MO", ["summitschools.example"]),
    "Kaw Valley Sheriff": ("sheriff", "KS", ["kawvalley.example"]),
}
VENUES = {
    "academy": dict(
        name="KCPD Regional Training Academy",
        room="Classroom A",
        address="6885 NE Pleasant Valley Rd, Kansas City, MO",
        fire_capacity=80,
        setup_capacity=60,
        parking="Free parking in front of the main building.",
        entry="Come to the main door from 7:30 and sign in at the desk. Bring your agency badge.",
        weapons="Duty weapons stay holstered. Lockers are beside the entrance.",
        bags="Bags are welcome and may be looked into at the door.",
        recording="No recording of any kind: some of what is said must stay in the room.",
        dress="Uniform or office clothes.",
        accessibility="Step-free from the parking lot. Hearing loop in Classroom A. "
        "Tell us two weeks ahead if you need an interpreter.",
    ),
    "stadium": dict(
        name="Kauffman Stadium",
        room="Club room",
        address="Truman Sports Complex, Kansas City, MO",
        fire_capacity=400,
        setup_capacity=250,
        parking="Lot M, free on the day. Show your confirmation at the gate.",
        entry="Enter through Gate B. Doors open at 8:30.",
        weapons="No weapons. Everyone walks through a screening.",
        bags="Clear bags only, up to 12 by 12 by 6 inches. Medical and diaper bags are fine.",
        recording="Please do not film or record other guests.",
        dress="Come as you are.",
        accessibility="Elevator from Gate B to the club room. Seats for wheelchairs.",
    ),
    "patrol": dict(
        name="South Patrol Division",
        room="Community room",
        address="Kansas City, MO",
        fire_capacity=60,
        setup_capacity=40,
        parking="Visitor parking on the south side.",
        entry="Ring at the public entrance.",
        accessibility="Step-free entrance.",
    ),
}
TRAINERS = {
    "lead": ("Dana Whitlock", "Retired investigator who led interview teams for twelve years."),
    "second": ("Marcus Oyelaran", "Teaches agencies how to work with advocates from hour one."),
    "survivor": ("R. (survivor leader)", "Speaks from experience about what helped."),
    "guest": ("Sgt. P. Alvarez", "Inspects commercial vehicles and trains others to."),
}
# Title, minutes, instructional.
RESPONDER_DAY = [
    ("Check-in", 20, False),
    ("The law, and what its words mean", 80, True),
    ("Break", 10, False),
    ("Indicators by setting: road, school, clinic, motel", 100, True),
    ("Lunch", 45, False),
    ("First contact with someone who has been hurt", 80, True),
    ("Break", 10, False),
    ("Referral, and working with advocates", 60, True),
    ("Field exercise", 60, True),
    ("Evaluation", 15, False),
]
CITIZEN_DAY = [
    ("Welcome and check-in", 20, False),
    ("What trafficking is, and what it is not", 70, True),
    ("Break", 15, False),
    ("What you may see, and where", 80, True),
    ("Lunch", 45, False),
    ("Report it safely: whom to call, what to say", 70, True),
    ("Questions to the trainers", 60, True),
]
BRIEF = [("What to look for at a roadside inspection", 35, True), ("Questions", 10, True)]
COURSES = {
    "responder": dict(
        title="First responder: recognize, interview, refer",
        slug="first-responder",
        summary="A full day for people who answer the call. You leave able to recognize the "
        "signs, to open a conversation that does no harm, and to bring in the right help.",
        objectives="Name the legal elements of human trafficking in plain words\n"
        "Recognize indicators in traffic stops, schools, clinics and motels\n"
        "Make first contact in a way that keeps the person safe and the case sound\n"
        "Refer to an advocate and to the hotline before the shift ends",
        audience="responders",
        audience_text="Police, firefighters, EMS and hospital staff, social workers and school "
        "resource officers.",
        content_information="The day describes sexual and labor exploitation, also of minors, in "
        "words and in one survivor's account. You may step out at any time; nobody asks why. "
        "A quiet room is next door and a named person is there to talk to.",
        receives="A pocket card with indicators and local numbers, and a workbook for the "
        "exercises: both are handed out in class.",
        agenda=RESPONDER_DAY,
    ),
    "citizen": dict(
        title="Citizen class: see it, report it safely",
        slug="citizen-class",
        summary="A free class for everyone. You learn what trafficking looks like near home, "
        "what to do, and what not to do.",
        objectives="Tell common myths from what really happens\n"
        "Notice signs in everyday places\n"
        "Report what you noticed without putting anyone in danger",
        audience="citizens",
        audience_text="Anyone aged 18 or older. No experience needed.",
        content_information="We talk about exploitation, also of young people, without pictures "
        "of violence. Step out whenever you like.",
        receives="A pocket card with the numbers to call, handed out in class.",
        agenda=CITIZEN_DAY,
    ),
    "brief": dict(
        title="Roll-call brief for commercial vehicle inspection",
        slug="inspection-brief",
        summary="Forty-five minutes before the shift: what an inspection shows, and whom to call.",
        objectives="List five things to notice at a roadside inspection\n"
        "Know the number to call and what to hand over",
        audience="responders",
        audience_text="Officers and inspectors who stop commercial vehicles.",
        content_information="Short, spoken, no pictures.",
        receives="A card for the sun visor with the numbers to call.",
        agenda=BRIEF,
    ),
}


def load() -> dict[str, dict]:
    """Makes the records; returns them by kind and by the short names used above."""
    organizations = {
        key: Organization.objects.create(name=name, statement=statement)
        for key, (name, statement) in ORGANIZATIONS.items()
    }
    venues = {key: Venue.objects.create(**fields) for key, fields in VENUES.items()}
    trainers = {
        key: Trainer.objects.create(display_name=name, biography=text)
        for key, (name, text) in TRAINERS.items()
    }
    for name, (kind, state, domains) in AGENCIES.items():
        agency = Agency.objects.create(name=name, kind=kind, state=state)
        for domain in domains:
            AgencyDomain.objects.create(agency=agency, domain=domain)
    courses = {key: _course(organizations["provider"], **fields) for key, fields in COURSES.items()}
    return {
        "organizations": organizations,
        "venues": venues,
        "trainers": trainers,
        "courses": courses,
        "approvals": credit.load(courses["responder"]),
    }


def _course(provider: Organization, *, agenda: list, **fields) -> Course:
    course = Course.objects.create(provider=provider, **fields)
    AgendaItem.objects.bulk_create(
        AgendaItem(
            course=course, sort_order=number, title=title, minutes=minutes, instructional=teaches
        )
        for number, (title, minutes, teaches) in enumerate(agenda)
    )
    return course
