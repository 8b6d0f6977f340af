"""The look of the widgets on dialogues: the common style and what they add to it. Must not: hold rules of its own."""

from pathlib import Path

HERE = Path(__file__).parent
STYLE = (HERE / "style.css").read_text(encoding="utf-8") + (HERE / "session.css").read_text(encoding="utf-8")
