"""Wagtail's choosers without a script inside the form.

Wagtail 8.0 starts its choosers of dates, pages, pictures and its lists of inner forms by small
scripts that it writes into the form. The policy of the back office runs none of those, or it would
run an attacker's too. What they say is written as data instead, and static/js/office.js starts
what it names. Here are the choosers, whose script is written in Python; the others are templates
in templates/wagtailadmin/widgets/ and panels/.
"""

import json
import re

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser

CALL = re.compile(r"(?:new )?(\w+)\((.+)\);")  # new PageChooser("id_page", {...});


def render(self: BaseChooser, name: str, value, attrs=None, renderer=None) -> SafeString:
    """The chooser and, in place of its script, the name of what starts it and what it is given."""
    data = self.get_value_data(value)
    script = self.render_js_init(attrs["id"], name, data)
    starter, given = CALL.fullmatch(script).groups()
    target, *options = json.loads(f"[{given}]")
    return format_html(
        '{}<span hidden data-start="{}" data-for="{}" data-options="{}"></span>',
        self.render_html(name, data, attrs),
        starter,
        target,
        json.dumps(options[0] if options else {}),
    )


def replace_inline_scripts() -> None:
    """Makes every chooser of Wagtail draw itself as above."""
    BaseChooser.render = render
