"""What a new site says of itself until someone saves the settings.

The only place in the project that spells the hotline's numbers out. Whoever checks them anew
changes the date.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

SHIPPED = {
    "name": "Rollcall",
    "sentence": _("Training for first responders and neighbors."),
    "hotline_name": _("National Human Trafficking Hotline"),
    "hotline_call": "1-888-373-7888",
    "hotline_sms": "233733",
    "hotline_chat": "https://humantraffickinghotline.org/chat",
    "hotline_tty": _("Deaf or hard of hearing: dial 711 first."),
    "hotline_languages": _("English or Spanish"),
    "child_hotline_name": _("Missouri Child Abuse and Neglect Hotline"),
    "child_hotline_call": "1-800-392-3738",
    "verified_on": date(2025, 12, 19),
    "footer_text": _("Each event tells its times in its own time zone."),
}
