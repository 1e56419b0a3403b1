"""How every form looks: one template per form and per field, whatever page it stands on."""

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest


class Renderer(TemplatesSetting):
    """Draws forms with our templates, and gives every control the look of an input."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"

    def render(self, template_name: str, context: dict, request: HttpRequest | None = None) -> str:
        if widget := context.get("widget"):
            widget["attrs"].setdefault("class", "ds-input")
        return super().render(template_name, context, request)
