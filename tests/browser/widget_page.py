"""A widget on a page without Jupyter: its own script and style; its Python side answers in this process."""

import json
from typing import Any

import anywidget
from playwright.sync_api import Page

from smtp_tutor.widgets import look

BLANK = f"<!doctype html><html lang='en'><title>A widget</title><style>{look.STYLE}</style><body></body></html>"
MODEL = """
const state = JSON.parse(%s), listeners = {};
const model = {
  get: (key) => state[key],
  on: (name, action) => { (listeners[name] ??= []).push(action); },
  off: () => {},
  send: async (content) => {
    const answer = JSON.parse(await window.%s(JSON.stringify(content)));
    for (const [key, value] of Object.entries(answer.state)) {
      const same = JSON.stringify(state[key]) === JSON.stringify(value);
      state[key] = value;
      if (!same) for (const action of listeners[`change:${key}`] ?? []) action();
    }
    for (const message of answer.messages) for (const action of listeners["msg:custom"] ?? []) action(message, []);
    if (content.kind === "progress") return; // nobody pressed anything
    document.body.dataset.answered = Number(document.body.dataset.answered ?? 0) + 1;
  },
};
const el = document.createElement("div");
el.id = %s;
document.body.append(el);
widget.render({ model, el });
"""


def place(page: Page, widget: Any, *scripts: str, name: str = "widget") -> None:
    """Put a widget on a page, as an element with this id. `scripts` are those of its `look.script(...)`."""
    keys = sorted({*type(widget).class_trait_names(sync=True)} - {*anywidget.AnyWidget.class_trait_names()})
    said: list[Any] = []
    widget.send = lambda content, _buffers=None: said.append(content)

    def state() -> dict[str, Any]:
        return {key: getattr(widget, key) for key in keys}

    def answer(content: str) -> str:
        widget._handle_custom_msg(json.loads(content), [])
        messages, said[:] = said[:], []
        return json.dumps({"state": state(), "messages": messages})

    ask = f"ask_{name}"
    page.expose_function(ask, answer)
    code = look.script(*scripts).replace("export default", "const widget =")
    page.add_script_tag(content=f"{{{code}{MODEL % (json.dumps(json.dumps(state())), ask, json.dumps(name))}}}")
