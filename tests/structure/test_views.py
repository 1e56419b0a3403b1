"""Rules 4 and 5: a view finds by the words of a queryset, and changes nothing by itself."""

import ast
import inspect
import re

import pytest
from django.apps import apps
from django.db.models import QuerySet
from django.urls import URLPattern, get_resolver

from tests.structure import modules

VIEWS = [*modules("*/views.py"), *modules("*/views/*.py")]
# What fetches along, counts or compares, without deciding which rows are meant.
PLAIN_WORDS = {"select_related", "prefetch_related", "first", "exists", "count", "contains", "as_manager"}
# What picks, orders or changes rows: each of these belongs to a queryset word, a query or an operation.
FORBIDDEN = {name for name, _ in inspect.getmembers(QuerySet, inspect.isfunction)} - PLAIN_WORDS | {"save", "delete"}
# Words that other things have too, so that they count where they follow `.objects` alone.
SHARED = {"all", "get", "update", "values", "none", "union", "difference", "intersection", "iterator", "reverse"}


def own_words() -> set[str]:
    """The words that our querysets define, beyond Django's."""
    querysets = {type(model._default_manager.all()) for model in apps.get_models()}
    ours = [queryset for queryset in querysets if queryset.__module__.startswith("klimanet.")]
    return {name for queryset in ours for name in vars(queryset)} - set(dir(QuerySet))


def narrowing_words() -> set[str]:
    """Those that say which things are meant, a model's own of what belongs to it among them; `with_…` fetches along."""
    of_models = {
        name
        for model in apps.get_models()
        if model.__module__.startswith("klimanet.")
        for name, method in inspect.getmembers(model, inspect.isfunction)
        if "QuerySet" in str(method.__annotations__.get("return"))
    }
    return {word for word in own_words() | of_models if not word.startswith("with_")}


def _says(expression: ast.AST, words: set[str]) -> bool:
    calls = (node.func for node in ast.walk(expression) if isinstance(node, ast.Call))
    return any(isinstance(called, ast.Attribute) and called.attr in words for called in calls)


def found_without_a_word(source: str) -> list[str]:
    """Rule 5: where `get_object_or_404` looks for a thing among all there are, instead of what a queryset's word leaves."""
    wrong, words = [], narrowing_words()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        narrowed = {
            target.id
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and _says(node.value, words)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and re.search(r"get_(object|list)_or_404$", ast.unparse(node.func)):
                among = node.args[0] if node.args else node
                if not (_says(among, words) or (isinstance(among, ast.Name) and among.id in narrowed)):
                    wrong.append(f"{node.lineno}: {ast.unparse(among)} without a word")
    return wrong


def violations(source: str) -> list[str]:
    forbidden = FORBIDDEN - own_words()
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any("View" in ast.unparse(base) for base in node.bases):
            wrong.append(f"{node.lineno}: a class-based view")
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        subject = ast.unparse(node.func.value)
        data = ".objects" in subject or node.func.attr not in SHARED
        if data and node.func.attr in forbidden:
            wrong.append(f"{node.lineno}: {subject}.{node.func.attr}()")
        elif node.func.attr in ("get", "aget") and node.keywords:  # what only looks like a dictionary's
            wrong.append(f"{node.lineno}: {subject}.{node.func.attr}(…)")
    return wrong + found_without_a_word(source)


@pytest.mark.parametrize("path", VIEWS, ids=[str(path.relative_to(path.parents[2])) for path in VIEWS])
def test_views_find_ask_call_answer(path):
    assert violations(path.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    [
        "Network.objects.filter(slug='x')",
        "Network.objects.visible_to(person).exclude(pk=1)",
        "Network.objects.visible_to(person).order_by('name')",
        "network.themes.filter(archived_at=None)",
        "person.holdings.order_by('pk')",
        "membership.save()",
        "Membership.objects.create(network=network)",
        "class Members(TemplateView): pass",
        "network.themes.get(pk=theme)",
        "def view(request): get_object_or_404(Theme, network=here, pk=theme)",
        "def view(request): shortcuts.get_list_or_404(Theme.objects, network=here)",
        "def view(request): get_object_or_404(here.themes, pk=theme)",
        "def view(request): get_object_or_404(Seat.objects.with_holder(), pk=seat)",
        "def view(request):\n    seats = Seat.objects.with_holder()\n    get_object_or_404(seats, pk=seat)",
    ],
)
def test_a_view_that_does_more_is_found(planted):
    assert violations(planted)


@pytest.mark.parametrize(
    "sound",
    [
        "def view(request): get_object_or_404(Seat.objects.visible_to(person).with_holder(), pk=seat)",
        "def view(request):\n    seats = Seat.objects.visible_to(person)\n    get_object_or_404(seats, pk=seat)",
        "request.GET.get('side')",
        "def view(request): get_object_or_404(network.members(), pk=organisation)",
    ],
)
def test_a_view_that_finds_by_a_word_passes(sound):
    assert violations(sound) == []


def test_every_view_says_which_methods_it_takes():
    """GET changes nothing, so each view names its methods; django-allauth's views and Django's sitemap have their own way."""
    silent = []
    for pattern in _patterns():
        view = inspect.unwrap(pattern.callback)
        if view.__module__.startswith("klimanet."):
            decorators = [
                ast.unparse(decorator)
                for node in ast.walk(ast.parse(inspect.getsource(inspect.getmodule(view))))
                if isinstance(node, ast.FunctionDef) and node.name == view.__name__
                for decorator in node.decorator_list
            ]
            if not any(word in decorator for decorator in decorators for word in ("require_", "page_or_form")):
                silent.append(f"{view.__module__}.{view.__name__}")
    assert silent == []


def _patterns(resolver=None) -> list[URLPattern]:
    found = []
    for pattern in (resolver or get_resolver()).url_patterns:
        found += [pattern] if isinstance(pattern, URLPattern) else _patterns(pattern)
    return found
