"""Rule 3: relations between tables point down the stack, which import-linter cannot see where they are strings."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.test.utils import isolate_apps

from tests.structure import stack

STACK = stack()


def violations(found: list[type[models.Model]]) -> list[str]:
    wrong = []
    for model in found:
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and field.related_model):
                continue
            here, there = model._meta.app_label, field.related_model._meta.app_label
            if there in STACK and (here not in STACK or STACK.index(there) > STACK.index(here)):
                wrong.append(f"{model.__name__}.{field.name} points up to {there}")
    return wrong


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("klimanet.")]


def test_relations_point_down():
    assert {"activity", "members"} <= {model._meta.app_label for model in ours()} <= set(STACK)
    assert violations(ours()) == []


@isolate_apps("klimanet.mail", "klimanet.members")
def test_a_relation_upwards_is_found():
    class Membership(models.Model):
        class Meta:
            app_label = "members"

    class Letter(models.Model):
        membership = models.ForeignKey(Membership, models.CASCADE)

        class Meta:
            app_label = "mail"

    assert violations([Letter]) == ["Letter.membership points up to members"]


def test_nobody_uses_djangos_own_permissions():
    """Permission is written in `may_*`, once."""
    assert with_djangos_permissions(ours()) == []
    assert with_djangos_permissions([Group]) == ["Group"]


def with_djangos_permissions(found: list[type[models.Model]]) -> list[str]:
    return [
        model.__name__ for model in found for field in model._meta.get_fields() if field.related_model is Permission
    ]
