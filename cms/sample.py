"""The texts of the sample site: our own words about training, plain and without alarm."""

HOME = {
    "title": "H.T.T.C.",
    "seo_title": "Training and events",
    "search_description": "Free classes for first responders and neighbors around Kansas City.",
    "sentence": (
        "Free classes for first responders and neighbors: learn to notice human trafficking, "
        "to speak with care, and to bring in the right help."
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

COURSE_BODY = [
    (
        "paragraph",
        "<p>The class goes step by step: what the law says, what people who are trafficked may "
        "say or leave unsaid, how a first talk can go well, and whom to call next. You work in "
        "small groups and leave with a card of local numbers.</p>",
    ),
]

ABOUT = {
    "title": "About us",
    "slug": "about",
    "search_description": "Who we are, how a class day works and which words we use.",
    "body": [
        (
            "paragraph",
            "<p>H.T.T.C. trains the people who are often first to meet someone who is being "
            "trafficked: officers, firefighters, nurses, social workers, school staff. It also "
            "holds classes for everyone else who wants to know what to look for.</p>",
        ),
        ("heading", "How a class day works"),
        (
            "paragraph",
            "<ul><li>You sign in at the door; your name is on the list.</li>"
            "<li>There is a break about every ninety minutes, and a quiet room.</li>"
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
