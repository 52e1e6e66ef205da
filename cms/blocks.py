"""The small set of blocks that pages are made of, each with a preview in the block picker.

There is none for quotes, since no person is quoted here, and none for columns, colors or HTML.
Hotline numbers come from the settings; a figure cannot be published without its source.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

PARAGRAPH_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside the page, below its title."""

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Parts a long page; readers jump from one to the next.")
        template = "cms/blocks/heading.html"
        preview_value = _("How a class day works")


class ParagraphBlock(blocks.RichTextBlock):
    """Text with links and lists; no headings, pictures or colors of its own."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Paragraphs, lists and links.")
        template = "cms/blocks/paragraph.html"
        preview_value = _(
            "<p>You work in small groups and leave with <b>a card of local numbers</b>.</p>"
            "<ul><li>Bring something to write.</li><li>You may step out at any time.</li></ul>"
        )


class CalloutBlock(blocks.StructBlock):
    """What must not be overlooked, in a box."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        description = _("A box for what must not be overlooked. One on a page is enough.")
        template = "cms/blocks/callout.html"
        preview_value = {
            "title": _("This site takes no reports"),
            "text": _("<p>If you saw something, go to the help page.</p>"),
        }


class PictureBlock(blocks.StructBlock):
    """A picture and what it shows, in words, for those who don't see it."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What it shows"),
        max_length=240,
        help_text=_("Read aloud in place of the picture."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=240, required=False)

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with its description. Nobody recognizable without consent.")
        template = "cms/blocks/picture.html"
        preview_template = "cms/blocks/picture_preview.html"


class StatisticBlock(blocks.StructBlock):
    """A figure with what it counts, where, when and who says so; never without a source."""

    figure = blocks.CharBlock(label=_("Figure"), max_length=20, help_text=_("Like “240”."))
    counts = blocks.CharBlock(
        label=_("What it counts, and where"),
        max_length=160,
        help_text=_("Goes on after the figure: “cases in Missouri known to the hotline”."),
    )
    period = blocks.CharBlock(
        label=_("Period"),
        max_length=60,
        help_text=_("“2021”, or “October 2020 to September 2021”."),
    )
    source = blocks.CharBlock(
        label=_("Source"), max_length=120, help_text=_("Who published it, and where it stands.")
    )
    source_url = blocks.URLBlock(
        label=_("Address of the source"), help_text=_("Where a reader can check the figure.")
    )
    caveat = blocks.CharBlock(
        label=_("What to bear in mind"),
        max_length=240,
        required=False,
        help_text=_("What the figure leaves out, like cases that nobody reported."),
    )

    class Meta:
        icon = "order"
        label = _("Figure with its source")
        description = _("One number. What it counts, the period and the source are required.")
        template = "cms/blocks/statistic.html"
        preview_value = {
            "figure": "2,027",
            "counts": _("people were referred to U.S. Attorneys for human trafficking offenses"),
            "period": _("October 2020 to September 2021"),
            "source": _("Bureau of Justice Statistics, report of 2023"),
            "source_url": "https://bjs.ojp.gov/library/publications/"
            "human-trafficking-data-collection-activities-2023",
            "caveat": _(
                "Referrals are not convictions, and most of what happens is never reported."
            ),
        }


class EventsBlock(blocks.StructBlock):
    """The next public events; the list keeps itself up to date."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("Next events"))
    count = blocks.IntegerBlock(label=_("How many"), min_value=1, max_value=6, default=3)

    class Meta:
        icon = "calendar-alt"
        label = _("Next events")
        description = _("The next public events, kept up to date by itself.")
        template = "cms/blocks/events.html"
        preview_value = {"title": _("Next events"), "count": 2}


class LinkValue(blocks.StructValue):
    """A link; where it leads is known only while its page is published."""

    def address(self, request=None) -> str:
        """Of the page, else as typed; "" for a page that nobody can see now."""
        if page := self.get("page"):
            return (page.get_url(request) or "") if page.live else ""
        return self.get("url") or ""

    def resolved(self) -> dict:
        """Title and address in plain values."""
        return {"title": self["title"], "address": self.address()}


class LinkBlock(blocks.StructBlock):
    """A link to a page of this site, or to an address."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.CharBlock(
        label=_("or an address"),
        max_length=240,
        required=False,
        help_text=_("For what is no page: “/events/” on this site, or “https://…” elsewhere."),
    )

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value):
        """Exactly one of the two, and nothing that a browser would run."""
        cleaned = super().clean(value)
        url = (cleaned.get("url") or "").strip()
        if bool(cleaned.get("page")) == bool(url):
            error = ValidationError(_("Choose a page, or write an address; not both."))
            raise blocks.StructBlockValidationError({"page": error})
        local = url.startswith("/") and not url.startswith(("//", "/\\"))
        if url and not local and not url.startswith("https://"):
            error = ValidationError(_("An address starts with “/” or “https://”."))
            raise blocks.StructBlockValidationError({"url": error})
        cleaned["url"] = url
        return cleaned


class CardBlock(LinkBlock):
    """A link with a sentence about what is behind it."""

    text = blocks.TextBlock(label=_("Text"), max_length=240, required=False)


class CardsBlock(blocks.ListBlock):
    """Where to go on, side by side."""

    def __init__(self, **kwargs):
        super().__init__(CardBlock(), min_num=1, max_num=6, **kwargs)

    class Meta:
        icon = "list-ul"
        label = _("Where to go on")
        description = _("Links with a sentence each, side by side.")
        template = "cms/blocks/cards.html"
        preview_value = [
            {"title": _("Events"), "url": "/events/", "text": _("Dates with a seat for you.")},
            {"title": _("Help"), "url": "/help/", "text": _("Talk to someone, at any hour.")},
        ]


class HotlineBlock(blocks.StaticBlock):
    """The hotline, as the settings have it: a number is never typed into a page."""

    class Meta:
        icon = "mobile-alt"
        label = _("Hotline")
        description = _("How to reach the hotline, with the numbers from the settings.")
        admin_text = _(
            "Shows the hotline's numbers from the settings. There is nothing to fill in."
        )
        template = "cms/blocks/hotline.html"
        preview_value = None


class TrustItemBlock(blocks.StructBlock):
    """One of: who teaches, who hosts, who sponsors."""

    title = blocks.CharBlock(label=_("Title"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), max_length=240)


class TrustBlock(blocks.ListBlock):
    """Who stands behind the training, side by side."""

    def __init__(self, **kwargs):
        super().__init__(TrustItemBlock(), min_num=1, max_num=4, **kwargs)

    class Meta:
        icon = "group"
        label = _("Who stands behind it")
        description = _("Who teaches, who hosts, who pays: a few words each.")
        template = "cms/blocks/trust.html"
        preview_value = [
            {"title": _("Who teaches"), "text": _("People who have worked these cases.")},
            {"title": _("Who pays"), "text": _("Local sponsors, so every seat is free.")},
        ]


class BodyBlock(blocks.StreamBlock):
    """What every page may hold."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock(features=PARAGRAPH_FEATURES)
    callout = CalloutBlock()
    picture = PictureBlock()
    statistic = StatisticBlock()
    cards = CardsBlock()
    events = EventsBlock()
    hotline = HotlineBlock()


class HomeBodyBlock(BodyBlock):
    """What the home page may hold below its doors and events."""

    trust = TrustBlock()
