"""The notebooks: clean as committed, and every cell runs."""

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from smtp_tutor.lessons import lessons

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "content").glob("*.ipynb"))


def read(path: Path) -> Any:
    """A notebook as it is stored."""
    return json.loads(path.read_text(encoding="utf-8"))


def test_there_is_a_lesson_and_a_decoder() -> None:
    """The first lesson, and the tool by itself."""
    names = {path.name for path in NOTEBOOKS}
    assert "decoder.ipynb" in names
    assert any(name.startswith("01-") for name in names)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_stored_clean(path: Path) -> None:
    """No output, no count, stable ids, code folded away, a title and a summary, and the form that the format asks for."""
    notebook = read(path)
    nbformat.validate(nbformat.read(path, as_version=4))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert ids == [f"{path.stem[:20]}-{number:02}" for number in range(1, len(ids) + 1)]
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            assert cell["execution_count"] is None
            assert cell["metadata"] == {"jupyter": {"source_hidden": True}}
    assert set(notebook["metadata"]) == {"kernelspec", "language_info", "smtp_tutor"}
    about = notebook["metadata"]["smtp_tutor"]
    assert about["title"]
    assert about["summary"].endswith(".")


def test_lessons_are_titled_as_in_their_table() -> None:
    """Each numbered notebook is in the table of lessons, in that order, under the title that it has itself."""
    table = {lesson.stem: lesson.title for lesson in lessons()}
    assert list(table) == sorted(table)
    titles = {path.stem: read(path)["metadata"]["smtp_tutor"]["title"] for path in NOTEBOOKS if path.name[0].isdigit()}
    assert titles == {stem: table.get(stem) for stem in titles}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_links_between_notebooks_lead_somewhere(path: Path) -> None:
    """Every link to another notebook names one that is there."""
    text = "".join(line for cell in read(path)["cells"] if cell["cell_type"] == "markdown" for line in cell["source"])
    targets = [part.split(")")[0] for part in text.split("](")[1:]]
    assert all((ROOT / "content" / target).exists() for target in targets if target.endswith(".ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_cell_runs(path: Path) -> None:
    """In CPython, from top to bottom, and every code cell shows a widget."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert any("application/vnd.jupyter.widget-view+json" in output.get("data", {}) for output in cell.outputs)
