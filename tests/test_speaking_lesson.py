"""The lesson on speaking SMTP: its cells run, and it holds no outputs."""

import json
from pathlib import Path

LESSON = Path(__file__).parent.parent / "content" / "08-speaking-smtp.ipynb"


def test_the_lesson_runs_and_holds_no_outputs() -> None:
    """Every code cell makes a widget, from top to bottom, in one name space."""
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
            exec("".join(cell["source"]), names)
    assert {"Guess", "Dialogue", "States", "Server", "Fault", "Practice"} <= names.keys()
    assert len({cell["id"] for cell in cells}) == len(cells)
