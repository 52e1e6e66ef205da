"""The texts of the sample site: our own words about training, plain and without alarm."""

HOME = {
    "title": "H.T.T.C.",
    "seo_title": "Training and events",
    "search_description": "Free classes for first responders and neighbors around Kansas City.",
    "sentence": (
        "The Human Trafficking Training Center (H.T.T.C.) holds free classes for first responders "
        "and neighbors: learn to notice human trafficking, to speak with care, and to "
        "bring in the right help."
    ),
    "body": [
        (
            "trust",
            [
                {
                    "title": "Who teaches",
                    "text": "People who have worked these cases, with survivor leaders and "
                    "advocates beside them. Two trainers are in the room at all times.",
                },
                {
                    "title": "Who hosts",
                    "text": "Police academies, hospitals, schools and sports grounds that open "
                    "a room for the day.",
                },
                {
                    "title": "Who pays",
                    "text": "Local sponsors carry the cost, so every seat is free. Sponsors have "
                    "no say in what is taught.",
                },
            ],
        ),
        (
            "callout",
            {
                "title": "What a class is like",
                "text": "<p>No shocking pictures and no quiz about your own life. You hear what to "
                "look for, you practice what to say, and you meet the people to call. You may "
                "step out at any time; nobody asks why.</p>",
            },
        ),
    ],
}

COURSE_INDEX = {
    "title": "Courses",
    "search_description": "What each class teaches, who it is for and how long it takes.",
    "sentence": "What each class teaches, who it is for and how long it takes. To take a seat, "
    "choose one of its dates.",
}

# By the slug of the course.
COURSE_BODIES = {
    "first-responder": [
        (
            "paragraph",
            "<p>The class goes step by step: what the law says, what people who are trafficked may "
            "say or leave unsaid, how a first talk can go well, and whom to call next. You work in "
            "small groups and leave with a card of local numbers.</p>",
        ),
    ],
    "citizen-class": [
        (
            "paragraph",
            "<p>The class goes step by step: what trafficking is and is not, what you may see near "
            "home, what to write down, and whom to call. You do not learn to question anyone: that "
            "is left to people who are trained for it. You go home with a card of numbers.</p>",
        ),
    ],
    "inspection-brief": [
        (
            "paragraph",
            "<p>A short talk before the shift, with time for questions: what an inspection can "
            "show, and whom to call when it does. Nothing has to be prepared.</p>",
        ),
    ],
}

ABOUT = {
    "title": "About us",
    "slug": "about",
    "search_description": "Who we are, how a class day works and which words we use.",
    "body": [
        (
            "paragraph",
            "<p>H.T.T.C., the Human Trafficking Training Center, trains the people who are often "
            "first to meet someone who is being trafficked: officers, firefighters, nurses, social "
            "workers, school staff. It also holds classes for everyone else who wants to know "
            "what to look for.</p>",
        ),
        ("heading", "How a class day works"),
        (
            "paragraph",
            "<ul><li>You sign in at the door; your name is on the list.</li>"
            "<li>A full day has breaks and time for lunch, and a quiet room is near.</li>"
            "<li>You may step out whenever you need to. It does not count against you.</li>"
            "<li>First responders get a record of the minutes taught, for their board.</li></ul>",
        ),
        ("heading", "The words we use"),
        (
            "paragraph",
            "<p>People are more than what was done to them. We say “a person who was "
            "trafficked”, and “survivor” only of those who use the word themselves. We show no "
            "pictures meant to shock and no numbers without a source.</p>",
        ),
        (
            "callout",
            {
                "title": "This site takes no reports",
                "text": "<p>If you saw something, or need help, go to the "
                '<a href="/help/">help page</a>. Someone answers there at any hour.</p>',
            },
        ),
    ],
}

SETTINGS = {
    "name": "H.T.T.C.",
    "mail_name": "H.T.T.C.",
    "sentence": "Free classes for first responders and neighbors around Kansas City.",
    "footer_links": [
        ("link", {"title": "About us", "page": None, "url": "/about/"}),
        ("link", {"title": "Get help or report", "page": None, "url": "/help/"}),
    ],
}

NEWS_INDEX = {
    "title": "News",
    "search_description": "What we have done, what comes next, and how you can take part.",
    "sentence": "What we have done, what comes next, and how you can take part.",
}

# Weeks before this one, the weekday (0 is Monday), and the page; "course" is the slug of the
# course that it is about.
NEWS = [
    (
        0,
        0,
        {
            "title": "Officers bring information to truck stops this week",
            "slug": "truck-stop-week",
            "summary": "During routine inspections of trucks and buses, and at truck stops nearby, "
            "officers hand out cards that say how to get help and how to report.",
            "search_description": "Awareness week on the road: cards at inspections and truck "
            "stops, for drivers and for people who may need help.",
            "course": "inspection-brief",
            "body": [
                (
                    "paragraph",
                    "<p>From Monday to Friday, a commercial vehicle squad takes part in an "
                    "awareness initiative of the Commercial Vehicle Safety Alliance. The checks "
                    "are the usual ones. What is new is the card that goes with them: it was made "
                    "by Truckers Against Trafficking, and it fits behind a sun visor.</p>"
                    "<p>The week has two aims. People who may need help should learn that there is "
                    "a way out. And drivers, who see more of the road than anyone, should know "
                    "whom to call when something troubles them.</p>",
                ),
                ("heading", "If you drive for a living"),
                (
                    "paragraph",
                    "<ul><li>Ask for a card at your next stop or inspection.</li>"
                    "<li>Note what you saw, where and when. A plate and a direction help.</li>"
                    "<li>Call from your cab. Do not walk over, and do not follow anyone.</li></ul>",
                ),
                ("hotline", None),
                (
                    "statistic",
                    {
                        "figure": "240",
                        "counts": "cases in Missouri became known to the national hotline",
                        "period": "2021",
                        "source": "National Human Trafficking Hotline",
                        "source_url": "https://humantraffickinghotline.org",
                        "caveat": "Only what was reported to the hotline is counted.",
                    },
                ),
            ],
        },
    ),
    (
        2,
        5,
        {
            "title": "A day for first responders: free, and open to five professions",
            "slug": "first-responder-day",
            "summary": "Police, firefighters, social workers, medical staff and school resource "
            "officers learn side by side at the academy. Local sponsors pay for it.",
            "search_description": "A free training day for five professions at the police academy.",
            "course": "first-responder",
            "body": [
                (
                    "paragraph",
                    "<p>The day starts at eight and ends at four. It covers the law, the signs "
                    "that show on the road, in school, in a clinic or a motel, and how a first "
                    "talk can go well. Two trainers are in the room at all times.</p>"
                    "<p>The seat costs nothing: We The People of Jackson County sponsors the day. "
                    "Who sponsors has no say in what is taught.</p>",
                ),
                (
                    "callout",
                    {
                        "title": "Short notice?",
                        "text": "<p>A full class has a waiting list, and a seat that comes free "
                        "goes to the next in line. Put your name on it even in the last days.</p>",
                    },
                ),
            ],
        },
    ),
    (
        4,
        3,
        {
            "title": "The same questions, for everyone: a class on a Saturday",
            "slug": "saturday-class",
            "summary": "Neighbors asked for a class of their own. It takes six hours on a "
            "Saturday, at the stadium, for everyone aged 18 or older.",
            "search_description": "A Saturday class for neighbors: see it, report it safely.",
            "course": "citizen-class",
            "body": [
                (
                    "paragraph",
                    "<p>Many people have seen something and did not know what to do about it. The "
                    "class for citizens answers that one question: what to notice, what to write "
                    "down, whom to call, and what better to leave to others.</p>"
                    "<p>It is not a short form of the day for first responders. It has its own "
                    "aims, takes six hours, and needs nothing but your time.</p>",
                ),
                (
                    "cards",
                    [
                        {
                            "title": "How to report what you saw",
                            "page": None,
                            "url": "/help/#report",
                            "text": "Four steps that keep you and the other person safe.",
                        },
                        {
                            "title": "All dates",
                            "page": None,
                            "url": "/events/",
                            "text": "Every class with a seat for you, or a place in line.",
                        },
                    ],
                ),
            ],
        },
    ),
]
