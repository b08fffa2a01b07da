"""The shape of the house (docs/architecture.md), checked."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.features import build_features
from bot.reach.directory import HelpSnapshot

ROOT = Path(__file__).parents[1]
DOORS = {"reach": "help"}  # the one door that is called otherwise: it must load when others fail
FOUNDATION = {"core", "storage", "delivery", "gateway", "rehearsal", "ops"}
FEATURE_FILES = {"__init__.py", "service.py", "rules.py", "messages.py", "store.py"}
CONTENT_FILES = {"reach": {"directory.py"}, "coping": {"library.py", "entries.py"}}
NO_NAMES = {"util", "utils", "helper", "helpers", "manager", "common", "misc"}
LONGEST_FILE, LONGEST_TABLES, LONGEST_FUNCTION = 300, 700, 40
WITHOUT_DISCORD = """
import importlib, sys
sys.modules.update(discord=None, simcord=None)
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


def sources(*folders):
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def short(path):
    return path.relative_to(ROOT).as_posix()


def module(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def features():
    return [feature.name for feature in build_features(HelpSnapshot())]


def folders():
    found = (path.parent.name for path in (ROOT / "bot").glob("*/__init__.py"))
    return set(found) - FOUNDATION


def contracts():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return settings["tool"]["importlinter"]["contracts"]


# ---------------------------------------------------------------- what may know what


def test_imports_point_down():
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_its_place_in_the_import_order():
    layers = re.findall(r"bot\.(\w+)", " ".join(contracts()[0]["layers"]))
    alone = {path.stem for path in (ROOT / "bot").glob("*.py")} - {"__init__"}
    assert (folders() | FOUNDATION | alone) - set(layers) == set()


def test_everything_but_the_gateway_loads_without_discord():
    apart = ("bot.gateway", "bot.rehearsal", "bot.__main__", "bot.storage.migrations")
    names = [module(path) for path in sources("bot")]
    names = [name for name in names if not name.startswith(apart)]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DISCORD, *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- a feature's places


def test_the_list_and_the_folders_are_the_same():
    assert sorted(features()) == sorted(folders())


@pytest.mark.parametrize("name", features())
def test_a_feature_has_its_door_and_its_tests(name):
    door = DOORS.get(name, name)
    assert (ROOT / "cogs" / f"{door}.py").is_file()
    assert list((ROOT / "tests" / "unit" / name).glob("test_*.py"))
    assert (ROOT / "tests" / "bot" / f"test_{name}.py").is_file()


@pytest.mark.parametrize("name", features())
def test_a_feature_is_made_of_the_same_files(name):
    """A large feature has a folder for each part of its journey, with the same names again."""
    folder = ROOT / "bot" / name
    assert (folder / "service.py").is_file()
    assert {path.name for path in folder.glob("*.py")} <= FEATURE_FILES | CONTENT_FILES.get(
        name, set()
    )
    assert {path.name for path in folder.glob("*/*.py")} <= FEATURE_FILES
    assert list(folder.glob("*/*/*.py")) == []


def test_nothing_but_python_lies_among_the_features():
    strange = [
        short(path)
        for name in folders()
        for path in (ROOT / "bot" / name).rglob("[!_]*")
        if path.is_file() and path.suffix != ".py" and path.parent.name != "__pycache__"
    ]
    assert strange == []


# ---------------------------------------------------------------- sizes and names


def longest(path):
    return LONGEST_TABLES if path.name == "tables.py" else LONGEST_FILE


def test_files_stay_short():
    lengths = {path: path.read_text(encoding="utf-8").count("\n") for path in all_code()}
    assert {short(path): n for path, n in lengths.items() if n >= longest(path)} == {}


def all_code():
    return sources("bot", "cogs", "tests", "bench")


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_functions_stay_short():
    too_long = {
        f"{short(path)}:{function.name}": lines
        for path in sources("bot", "cogs", "bench")
        if "migrations" not in path.parts
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long == {}


def test_no_file_is_a_drawer_for_anything():
    assert [short(path) for path in all_code() if path.stem in NO_NAMES] == []


# ---------------------------------------------------------------- words

MESSAGES = [path for path in sources("bot") if path.name == "messages.py"]
TEXT = re.compile(r"[A-Za-z]{2,}[,.:;!?’')*]* [^{]*[A-Za-z]|^[A-Z][a-z]{2,}[.!?]?$")
NAMES_OF_DISCORD = {"_PERMISSIONS"}  # tables of what Discord's own settings are called


@pytest.mark.parametrize("path", MESSAGES, ids=short)
def test_words_are_said_in_a_language(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [f for f in tree.body if isinstance(f, ast.FunctionDef) and f.name[0] != "_"]
    wrong = [f.name for f in public if says_words(f) and first_argument(f) != "lang"]
    assert wrong == []


def says_words(function):
    return any(isinstance(n, ast.Call) and is_translation(n.func) for n in ast.walk(function))


def first_argument(function):
    return function.args.args[0].arg if function.args.args else None


@pytest.mark.parametrize("path", MESSAGES, ids=short)
def test_words_are_marked_for_translation(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    quiet = {id(part) for node in ast.walk(tree) for part in marked(node)}
    unmarked = [
        f"line {node.lineno}: {node.value[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and TEXT.search(node.value)
        and id(node) not in quiet
    ]
    assert unmarked == []


def marked(node):
    """Give the strings below `node` that are translated, or are no words at all (docstrings)."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Call) and is_translation(node.func):
        return list(ast.walk(node))
    if isinstance(node, ast.Dict):
        return node.keys
    if isinstance(node, ast.Assign) and is_name(node.targets[0], NAMES_OF_DISCORD):
        return list(ast.walk(node))
    if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
        return list(ast.walk(node.annotation))
    return []


def is_translation(function):
    if isinstance(function, ast.Call):  # words(lang)("…"), plural(lang)("…", "…", n)
        return is_name(function.func, {"words", "plural"})
    return is_name(function, {"_", "many", "mark"})


def is_name(node, names):
    return isinstance(node, ast.Name) and node.id in names
