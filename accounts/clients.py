"""Browser and system in words, from what the browser says about itself."""

# The first that fits: most browsers also carry the names of those they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def describe(user_agent: str) -> str:
    """ "Firefox, Windows", or "" where neither is known."""
    found = (
        next((name for mark, name in kind if mark in user_agent), "")
        for kind in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in found if name)
