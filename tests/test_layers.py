"""Imports go only downwards, and the project stands alone."""

import ast
from pathlib import Path

import pytest

import smtp_tutor

ROOT = Path(smtp_tutor.__file__).parent
#: From the top to the bottom; modules of one row do not import each other.
LAYERS = (
    ("__main__", "widgets"),
    ("render",),
    ("session", "quiz", "progress", "certificate"),
    ("decode",),
    ("reasons", "advice"),
    ("message", "providers"),
    ("codes", "parse", "rules", "lessons"),
    ("wording", "i18n"),
    ("model", "errors"),
)
RANK = {name: rank for rank, row in enumerate(reversed(LAYERS)) for name in row}
FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def unit(path: Path) -> str:
    """The layer's name of a file: its module, or the folder below the package that it is in."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The units of the package that a file imports, at its top or inside a function."""
    out: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert not node.level, f"{path.name}: relative import"
            names = [node.module] if node.module != "smtp_tutor" else [f"smtp_tutor.{alias.name}" for alias in node.names]
        else:
            continue
        out |= {name.split(".")[1] for name in names if name.startswith("smtp_tutor.")}
    return out & RANK.keys()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    """Every import is of a lower row, or within the same folder."""
    own = unit(path)
    assert own in RANK, f"{own} has no place in the layers"
    upward = {name for name in imported(path) if name != own and RANK[name] >= RANK[own]}
    assert not upward


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short_and_introduce_themselves(path: Path) -> None:
    """About 400 lines at most, and a first sentence."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 420
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_widgets_know_the_browser(path: Path) -> None:
    """Below `widgets/` nothing imports ipywidgets, reads a clock, the network or a global random generator."""
    if unit(path) == "widgets":
        return
    banned = {
        "ipywidgets",
        "anywidget",
        "traitlets",
        "time",
        "random",
        "socket",
        "urllib",
        "http",
        "os",
        "subprocess",
    }
    tree = ast.parse(path.read_text(encoding="utf-8"))
    asks = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not asks & {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"}  # other dates may be reckoned with
    names = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    assert not names & banned
