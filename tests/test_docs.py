"""What the documents say is held against what there is."""

import importlib
import inspect
import re
import tomllib
from pathlib import Path

import pytest
from discord import app_commands
from discord.ext import commands

from bot.cli import build_parser
from bot.gateway.messages import permission_names
from bot.gateway.who import TO_POST
from bot.storage.tables import key_metadata, metadata

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
PAGES += sorted((ROOT / "docs").glob("*.md"))
README, PRIVACY, ARCHITECTURE = ROOT / "README.md", "docs/privacy.md", "docs/architecture.md"
NEVER = re.compile(
    r"\baddicts?\b|\babus(e|er|ing)\b|(clean|dirty) test|\bstreaks?\b|\bday 0\b", re.IGNORECASE
)


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


# ---------------------------------------------------------------- commands


def slash_commands():
    """List what people can type, from the doors themselves."""
    names = []
    for path in sorted((ROOT / "cogs").glob("[a-z]*.py")):
        door = importlib.import_module(f"cogs.{path.stem}")
        for _, cog in inspect.getmembers(door, lambda one: isinstance(one, commands.CogMeta)):
            if cog.__module__ == door.__name__:
                names += commands_of(cog)
    return names


def commands_of(cog):
    group = f"{cog.__cog_group_name__} " if issubclass(cog, commands.GroupCog) else ""
    for command in cog.__cog_app_commands__:
        inner = command.walk_commands() if isinstance(command, app_commands.Group) else [command]
        yield from (f"/{group}{one.qualified_name}" for one in inner)


def test_the_readme_names_every_command():
    names = slash_commands()
    assert "/help" in names
    assert [name for name in names if f"`{name}`" not in read(README)] == []


def test_the_readme_names_every_command_of_the_program():
    listed = re.findall(r"`aftercare ([\w-]+)", read(README))
    known = build_parser()._subparsers._group_actions[0].choices
    assert set(listed) == set(known)


def test_the_readme_lists_the_permissions_that_are_needed_and_why():
    table = re.findall(r"^\| ([A-Z][A-Za-z ]+) \| to ", read(README), re.MULTILINE)
    plural = {"View Channel": "View Channels"}  # a server's permission, and a channel's
    assert table == [plural.get(name, name) for name in permission_names(TO_POST)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_exist(page):
    targets = set(re.findall(r"^([\w-]+):", read("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^|`|&& )make ([a-z][\w-]*)", read(page), re.MULTILINE)
    assert set(named) - {"installs"} <= targets


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", read(page))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_table_is_explained():
    listed = re.findall(r"^\| `(\w+)` \|", read(PRIVACY), re.MULTILINE)
    tables = [*metadata.tables, *key_metadata.tables]
    assert sorted(listed) == sorted(tables)


def test_the_tree_is_the_real_one():
    drawn = re.search(r"```\n(bot/\n.*?)```", read(ARCHITECTURE), re.DOTALL)
    assert drawn is not None
    places = [re.split(r" {2,}", line.strip())[0].split() for line in drawn[1].splitlines()]
    named = {name for names in places for name in names}
    real = {f"{path.parent.name}/" for path in (ROOT / "bot").glob("*/__init__.py")}
    real |= {path.name for path in (ROOT / "bot").glob("*.py")} - {"__init__.py"}
    assert real - named == set()
    nowhere = [
        name for name in named if not any((ROOT / top / name).exists() for top in ("", "bot"))
    ]
    assert nowhere == []


def test_the_newest_change_is_this_version():
    version = re.search(r"^## ([\d.]+)", read("CHANGELOG.md"), re.MULTILINE)
    assert version is not None
    assert version[1] == project()["version"]


WORDS = [*PAGES, *sorted((ROOT / "bot").rglob("messages.py"))]
WORDS += sorted(path for path in (ROOT / "content").rglob("*") if path.is_file())


@pytest.mark.parametrize("path", WORDS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_said_that_hurts(path):
    """Sources keep their names and addresses, and the list of such words must name them."""
    sources = r"https?://\S+|Institute on Drug Abuse|Substance Abuse and Mental Health Services"
    lines = re.sub(sources, "", read(path)).splitlines()
    found = [line for line in lines if NEVER.search(line) and not line.startswith("Never: addict")]
    assert found == []


# ---------------------------------------------------------------- the lock


def locked():
    """Read the lock: each package with its version and marker, and its hashes."""
    text = read("requirements.lock")
    line = r"^([\w.-]+)==(\S+)([^\n\\]*)\\\n((?: +--hash=\S+(?: \\)?\n)+)"
    return re.findall(line, text, re.MULTILINE)


def test_the_lock_has_hashes_and_no_host_or_path():
    text = read("requirements.lock")
    assert len(locked()) == len(re.findall(r"^[\w.-]+==", text, re.MULTILINE)) > 50
    assert "://" not in text
    assert re.findall(r"^(?!#|[\w.-]+==| +(--hash=|# ))", text.rstrip(), re.MULTILINE) == []
    assert re.findall(r"(^|\s)/\w+/", text) == []


def test_the_lock_covers_all_extras_and_the_build_backend():
    names = {canonical(name) for name, *_ in locked()}
    wanted = list(project()["dependencies"])
    for extra in project()["optional-dependencies"].values():
        wanted += extra
    wanted += tomllib.loads(read("pyproject.toml"))["build-system"]["requires"]
    assert {canonical(re.match(r"[\w.-]+", one)[0]) for one in wanted} <= names


def test_the_lock_is_for_newer_pythons_too():
    markers = {name: marker.strip() for name, _, marker, _ in locked()}
    assert markers["audioop-lts"] == "; python_full_version >= '3.13'"
    assert "win32" in markers["colorama"]


def canonical(name):
    return re.sub(r"[._-]+", "-", name).lower()
