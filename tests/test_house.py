"""The arrows between the packages, where heavy and risky things may stand, and what the README promises."""

import ast
import dataclasses
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from settings import Settings

ROOT = Path(__file__).parent.parent
PACKAGES = ("assistant", "benchmarks", "desk", "knowledge", "samples", "storage", "web")
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.py"), *(path for name in PACKAGES for path in (ROOT / name).rglob("*.py"))]
)

# What each package may import of ours, beside itself. app.py and the measurements may import everything.
ARROWS: dict[str, set[str]] = {
    "web": {"assistant", "desk", "knowledge", "storage"},
    "assistant": {"desk", "knowledge", "storage"},
    "desk": {"storage"},
    "knowledge": {"storage"},
    "storage": set(),
    "samples": set(),
    "settings.py": set(),
}
# Who reads the settings, and who knows the sample company; everybody else is handed plain arguments.
KNOWN_BY = {
    "settings": {
        "app.py",
        "assistant/__main__.py",
        "assistant/cli.py",
        "assistant/cli_adapters.py",
        "assistant/cli_catalog.py",
        "assistant/cli_events.py",
        "assistant/cli_dataset.py",
        "assistant/cli_orders.py",
        "assistant/cli_train.py",
    },
    "samples": {"assistant/__main__.py", "assistant/from_settings.py", "assistant/services.py"},
}
OURS = {*PACKAGES, "settings", "app"}

# Where a library may be imported, anywhere in the file.
HOMES = {
    "gradio": r"web/.+",
    "fastapi": r"(web/.+|app\.py)",
    "chromadb": r"(knowledge/[a-z_]+\.py|benchmarks/.+)",
    "tantivy": r"knowledge/[a-z_]+\.py",
    "torch": (
        r"(knowledge/embedding[a-z_]*\.py|assistant/engines/(weights|zero)\.py|assistant/doctor\.py"
        r"|assistant/tuning/(training|base|lora|runs|forecast|trial|metrics)\.py|benchmarks/.+)"
    ),
    "transformers": (
        r"(knowledge/embedding[a-z_]*\.py|assistant/engines/(weights|local|zero)\.py"
        r"|assistant/tuning/(training|base|lora|trial)\.py|benchmarks/.+)"
    ),
    "sklearn": r"assistant/understanding/classifier\.py",
    "sentence_transformers": r"(knowledge/embedding[a-z_]*\.py|benchmarks/.+)",
    "peft": r"(assistant/engines/(weights|adapting)\.py|assistant/tuning/(lora|trial)\.py|benchmarks/.+)",
    "trl": r"(assistant/tuning/lora\.py|benchmarks/.+)",
    "datasets": r"(assistant/tuning/lora\.py|benchmarks/.+)",
    "playwright": r"(samples/printing\.py|benchmarks/.+)",
}
# Libraries of which one file alone knows, so that they can be replaced there.
ONE_FILE = ("chromadb", "tantivy")
# Libraries that load when first needed.
HEAVY = (
    "accelerate",
    "chromadb",
    "datasets",
    "langchain",
    "onnxruntime",
    "peft",
    "rapidocr",
    "sentence_transformers",
    "sklearn",
    "torch",
    "transformers",
    "trl",
)

# Risky constructs that are meant, as "file: construct" with the reason.
EXPLAINED: dict[str, str] = {}


def imports(tree: ast.AST) -> Iterator[str]:
    """The full names of what is imported anywhere in the code, import_module("...") included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "import by full name, not relatively"
            yield node.module or ""
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            yield from (str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))


def risks(tree: ast.AST) -> Iterator[str]:
    """Constructs that run or unpack what others wrote, or open the app to the world."""
    for name in imports(tree):
        if name.partition(".")[0] in ("pickle", "marshal", "shelve", "dill", "joblib"):
            yield name
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
                yield node.func.id
            if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) in ("yaml.load", "os.system"):
                yield ast.unparse(node.func)
            for keyword in node.keywords:
                on = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
                if on and keyword.arg in ("shell", "trust_remote_code", "share"):
                    yield f"{keyword.arg}=True"


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def parsed(file: str) -> ast.AST:
    return ast.parse((ROOT / file).read_text(encoding="utf-8"), file)


@cache
def imported(file: str) -> frozenset[str]:
    """The top-level names a file imports."""
    return frozenset(name.partition(".")[0] for name in imports(parsed(file)))


def test_the_scanner_sees_every_way_to_import():
    code = "import a.b\nfrom c.d import e\ndef f():\n    import g\n    importlib.import_module('h.i')\n"
    assert set(imports(ast.parse(code))) == {"a.b", "c.d", "g", "h.i"}


def test_the_scanner_sees_every_risk():
    code = (
        "import pickle\neval('1')\nexec('')\nyaml.load(f)\nos.system('')\n"
        "run(x, shell=True)\nload(trust_remote_code=True)\ndemo.launch(share=True)\n"
    )
    assert set(risks(ast.parse(code))) == {
        "pickle", "eval", "exec", "yaml.load", "os.system", "shell=True", "trust_remote_code=True", "share=True",
    }  # fmt: skip
    assert not list(risks(ast.parse("model.eval()\nyaml.safe_load(f)\nrun(shell=False)\n")))


@pytest.mark.parametrize("file", [file for file in FILES if file.partition("/")[0] in ARROWS])
def test_imports_run_downward_only(file: str):
    package = file.partition("/")[0]
    from_above = {name for name, users in KNOWN_BY.items() if file in users}
    assert imported(file) & OURS <= ARROWS[package] | {package} | from_above


@pytest.mark.parametrize("name", KNOWN_BY)
def test_settings_and_samples_are_handed_down(name: str):
    users = {file for file in FILES if name in imported(file) and not file.startswith((f"{name}/", "benchmarks/"))}
    assert users <= KNOWN_BY[name]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_place(library: str):
    users = [file for file in FILES if library in imported(file)]
    assert [file for file in users if not re.fullmatch(HOMES[library], file)] == []
    if library in ONE_FILE:
        assert len([file for file in users if not file.startswith("benchmarks/")]) <= 1


def test_risky_constructs_are_absent_or_explained():
    found = {f"{file}: {risk}" for file in FILES for risk in risks(parsed(file))}
    assert found == set(EXPLAINED)


def test_importing_loads_no_heavy_library_and_changes_nothing(tmp_path: Path):
    modules = [
        file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for file in FILES
        if file.startswith(("assistant/", "desk/", "knowledge/", "storage/", "settings"))
        and not file.startswith("storage/migrations/")  # scripts that Alembic runs
        and not file.endswith("__main__.py")
    ]
    script = f"""
import importlib, os, sys
before = dict(os.environ)
for name in {modules!r}:
    importlib.import_module(name)
print([name for name in {HEAVY!r} if name in sys.modules], dict(os.environ) == before)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[] True", done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_readme_lists_every_setting_as_it_is():
    rows = [
        f"| `{field.metadata['env']}` | {_default(field.default)} | {field.metadata['help']} |" for field in _fields()
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = [line for line in readme.splitlines() if line.startswith("| `FRONTDESK_")]
    assert table == rows, "README.md's settings should read:\n" + "\n".join(rows)


def _fields() -> list[dataclasses.Field[object]]:
    return list(dataclasses.fields(Settings))


def _default(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value >= 2**20:
        return f"{value} ({value // 2**20} MiB)"
    return f"{value}" if value != "" else "(empty)"


def test_every_path_in_the_readmes_tree_exists():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (tree,) = re.findall(r"```text\n(.*?)```", readme, re.DOTALL)
    folder = ROOT
    named = []
    for line in tree.splitlines():
        name = line.split()[0]
        path = (folder if line.startswith(" ") else ROOT) / name
        named.append(path)
        folder = path if name.endswith("/") and not line.startswith(" ") else folder
    assert len(named) > 30
    assert [path.relative_to(ROOT).as_posix() for path in named if not path.exists()] == []
    assert {name for name in PACKAGES if ROOT / name not in named} == set()


def test_the_readme_begins_as_a_space_needs_it():
    front = (ROOT / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    values = dict(line.split(": ", 1) for line in front.strip().splitlines())
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert values["sdk"] == "gradio"
    assert values["app_file"] == "app.py"
    assert f"gradio=={values['sdk_version']}\n" in requirements
    assert values["license"] == "apache-2.0"
    assert len(values["short_description"]) <= 60


def test_requirements_are_exact_but_for_torch():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    lines += (ROOT / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith(("#", "-r"))]
    assert [line for line in pins if not re.fullmatch(r"[a-z0-9._-]+(\[[a-z,]+\])?==[0-9][^ ]*", line)] == [
        "torch>=2.6,<=2.13"
    ]


def test_packages_for_a_space_are_bare_names():
    lines = (ROOT / "packages.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9.+-]+", line)] == []
