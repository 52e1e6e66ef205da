"""The small set of blocks that pages are made of."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

PARAGRAPH_FEATURES = ["bold", "italic", "link", "ul", "ol"]


class HeadingBlock(blocks.CharBlock):
    """A heading inside the page, below its title."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Text with links and lists; no headings, pictures or colors of its own."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/paragraph.html"


class CalloutBlock(blocks.StructBlock):
    """What must not be overlooked, in a box."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "link"])

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        template = "cms/blocks/callout.html"


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
        template = "cms/blocks/picture.html"


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
        template = "cms/blocks/trust.html"


class BodyBlock(blocks.StreamBlock):
    """What every page may hold."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock(features=PARAGRAPH_FEATURES)
    callout = CalloutBlock()
    picture = PictureBlock()


class HomeBodyBlock(BodyBlock):
    """What the home page may hold below its doors and events."""

    trust = TrustBlock()
