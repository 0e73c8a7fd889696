"""Imports go one way: between floors, and between the furniture of a room."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["community", "profiles", "knowledge", "events"]
# What stands left never imports what stands right, at module level.
FURNITURE = [
    "states",
    "roles",
    "refusals",
    "querysets",
    "models",
    "permissions",
    "domain",
    "forms",
    "views",
    "urls",
]
# Wiring that is read by everything and therefore imported by hand only where Django asks for it.
WIRING = {"config"}


def sources():
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imports_of(path, *, inside_functions):
    """Absolute names of the modules that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    nodes = ast.walk(tree) if inside_functions else _module_level(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _module_level(tree):
    """Imports that run when the module is read; those under TYPE_CHECKING do not."""
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.Try):
            yield from (inner for inner in node.body if isinstance(inner, ast.Import | ast.ImportFrom))


def test_a_floor_never_imports_one_above_it_nor_the_wiring():
    wrong = []
    for path in sources():
        floor = path.relative_to(ROOT).parts[0]
        above = set(FLOORS[FLOORS.index(floor) + 1 :])
        if "commands" not in path.parts:  # a command is an entrance, as a server is
            above |= WIRING
        for name in imports_of(path, inside_functions=True):
            if name.split(".")[0] in above:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_in_a_room_what_stands_left_never_imports_what_stands_right():
    wrong = []
    for path in sources():
        room = path.relative_to(ROOT).parts[:2]
        own = path.relative_to(ROOT).with_suffix("").parts[2:3]
        if not own or own[0] not in FURNITURE:
            continue
        right = FURNITURE[FURNITURE.index(own[0]) + 1 :]
        for name in imports_of(path, inside_functions=False):
            parts = tuple(name.split("."))
            if parts[:2] == room and len(parts) > 2 and parts[2] in right:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    # A model may name its manager, so querysets come first; they reach their models inside functions.
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("floor", FLOORS[:1])
def test_the_ground_floor_names_a_person_only_by_the_setting(floor):
    wrong = [
        str(path.relative_to(ROOT))
        for path in (ROOT / floor).rglob("*.py")
        if "migrations" not in path.parts and '"profiles.User"' in path.read_text(encoding="utf-8")
    ]
    assert not wrong, wrong
