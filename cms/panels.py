"""What the form of the settings says beside its fields."""

from wagtail.admin.panels import Panel


class OverdueCheckPanel(Panel):
    """Says that the hotline's numbers were not tried for a year; else nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/office/overdue_check.html"

        def is_shown(self):
            return super().is_shown() and self.instance.is_check_overdue
