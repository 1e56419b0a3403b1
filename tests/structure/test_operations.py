"""Rules 5 and 6: an operation asks first, acts in one transaction, and leaves a line."""

import ast
import re

import pytest

from tests.structure import modules

OPERATIONS = [*modules("*/operations.py"), *modules("*/operations/*.py")]
# Public functions in operations that are no operations of their own, each with its reason.
EXCEPTED = {
    "record": "writes the line itself",
    "refuse_twice": "only looks",
    "post": "mail has its own record: the message",
    "send_code": "mail has its own record: the message",
    "send_due_mails": "mail has its own record: the message",
    "mark_seen": "a trace",
    "deliver_due": "mail has its own record: the message",
    "drop_expired": "mail has its own record: the message",
    "letter_of": "only looks",
    "send_again": "mail has its own record: the message",
    "bring_back": "mail has its own record: the message",
    "set_aside": "mail has its own record: the message",
    "stable_id": "computes a text",
    "keep_draft": "what is being typed is nobody else's business",
    "discard_draft": "what is being typed is nobody else's business",
    "mark_read": "a trace, written beside the request",
    "is_ean": "computes a check digit",
    "index_entries": "follows lines, and writes what search compares",
    "index_comments": "follows lines, and writes what search compares",
    "index_people": "follows lines, and writes what search compares",
    "rebuild": "changes nothing that can be seen: the same index once more",
    "complete": "changes nothing that can be seen: what the index lacks",
    "address_of": "computes a text",
    "free_slug": "computes a text",
}


def violations(source: str) -> list[str]:
    wrong = []
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}
    for name, function in functions.items():
        if name.startswith("_") or name in EXCEPTED:
            continue
        body = function.body[1:] if ast.get_docstring(function) else function.body
        defaults = dict(zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True))
        if not any(argument.arg == "actor" and default is None for argument, default in defaults.items()):
            wrong.append(f"{name}: `actor` must be keyword-only, without a default")
        if len(function.args.posonlyargs + function.args.args) > 1:
            wrong.append(f"{name}: one subject, and everything else by keyword")
        if not ast.unparse(body[0]).startswith("require("):
            wrong.append(f"{name}: begins with something else than require(…)")
        if "transaction.atomic" not in map(ast.unparse, function.decorator_list):
            wrong.append(f"{name}: is not atomic")
        if "record(" not in ast.unparse(function):
            wrong.append(f"{name}: leaves no line")
        if any(argument.arg == "request" for argument in [*function.args.args, *function.args.kwonlyargs]):
            wrong.append(f"{name}: knows the request")
    return wrong


def test_a_kind_is_held_by_its_entry_alone():
    """Both rows at once waited for a merging that holds the entry and writes the kind's: see decision 0020."""
    assert [path for path in modules("**/*.py") if re.search(r"select_for_update\([^)]*_ptr", path.read_text())] == []
    assert re.search(r"select_for_update\([^)]*_ptr", 'select_for_update(of=("self", "entry_ptr"))'), "It finds one."


def test_what_everything_refers_to_is_held_so_that_it_may_be_referred_to():
    """Else a new row waits for whoever holds its network or entry, and may be waited for: see docs/architecture.md."""
    whole = r"\b(?:Network|Entry)\.objects\b[^\n]*select_for_update\((?![^\n]*no_key=True)"
    assert [path for path in modules("**/*.py") if re.search(whole, path.read_text())] == []
    assert re.search(whole, "Network.objects.select_for_update().get(pk=1)"), "It finds one."


@pytest.mark.parametrize("path", OPERATIONS, ids=[str(path.relative_to(path.parents[2])) for path in OPERATIONS])
def test_operations_ask_act_and_tell(path):
    assert violations(path.read_text()) == []


SOUND = """
@transaction.atomic
def close(network, *, actor):
    require(may_run_network(actor, network))
    record("network.closed", network, actor=actor)
"""


def test_a_sound_operation_passes():
    assert violations(SOUND) == []


@pytest.mark.parametrize(
    ("what", "instead"),
    [
        ("*, actor", "actor"),
        ("actor):", "actor=SYSTEM):"),
        ("    require(may_run_network(actor, network))\n", "    network.lock()\n"),
        ("@transaction.atomic\n", ""),
        ('    record("network.closed", network, actor=actor)\n', ""),
        ("network, *", "network, request, *"),
        ("network, *", "network, reason, *"),
    ],
)
def test_an_operation_that_forgets_is_found(what, instead):
    assert what in SOUND
    assert violations(SOUND.replace(what, instead, 1))


def test_every_exception_is_needed():
    defined = {
        node.name
        for path in OPERATIONS
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }
    assert set(EXCEPTED) <= defined
