"""Every declaration there is, from the top of the stack down: what refers to a row goes before the row."""

from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from klimanet.rules.personal import Declaration, Personal


def declared() -> list[Declaration]:
    found: list[Declaration] = []
    for app in apps.get_app_configs():
        if app.name.startswith("klimanet.") and module_has_submodule(app.module, "personal"):
            found += import_module(f"{app.name}.personal").DECLARED
    return found


def personal() -> list[Personal]:
    return [one for one in declared() if isinstance(one, Personal)]
