"""A dialogue with a mail server: type commands or pick them, open every reply, reach the goal of the world."""

from typing import Any

import anywidget
import traitlets

from smtp_tutor.decode import decode
from smtp_tutor.i18n import Language, language, mark
from smtp_tutor.render.answer import as_answer
from smtp_tutor.render.diagram import NAMES
from smtp_tutor.render.html import as_html
from smtp_tutor.session.play import Play
from smtp_tutor.session.scenario import scenarios
from smtp_tutor.session.transcript import client_lines
from smtp_tutor.session.turns import Act, Turn
from smtp_tutor.widgets.look import STYLE, script

LABELS = {
    "world": mark("World"),
    "goal": mark("Your goal"),
    "log": mark("The dialogue"),
    "client": mark("You:"),
    "server": mark("Server:"),
    "open": mark("Open a reply to see what its digits mean."),
    "input": mark("Your next line to the server"),
    "send": mark("Send"),
    "choices": mark("Or pick a line:"),
    "message": mark("Send the whole message, with its dot"),
    "connect": mark("Connect again"),
    "hang_up": mark("Hang up"),
    "undo": mark("Take back"),
    "restart": mark("Begin again"),
    "hint": mark("Hint"),
    "download": mark("Download the dialogue"),
    "explain": mark("Explain the whole dialogue"),
    "verdicts": mark("Why can the message not be delivered?"),
    "give_up": mark("It cannot be delivered"),
    "replay": mark("Replay a dialogue"),
    "replay_help": mark("Paste a dialogue here. What the client said in it is said again to the server of this world."),
    "replay_go": mark("Replay"),
    "file": mark("dialogue.txt"),
}
STATE = mark("The server's state: {state}.")
NO_CONNECTION = mark("There is no connection.")
REACHED = mark("Goal reached. Well done!")
BROKE = mark("The connection has broken. No reply came.")
ENDED = mark("The server has closed the connection.")
HUNG_UP = mark("You have closed the connection.")
RECONNECTED = mark("You connect to the server.")
WAITED = mark("You wait. On the clock of this world {minutes} minutes pass, and the connection is closed.")
WAIT = mark("Wait {minutes} minutes")
SAID = mark("You say: {text}")
GAVE_UP = mark("You say that the message cannot be delivered.")
SAMPLE = "honest"


class Dialogue(anywidget.AnyWidget):
    """A world to speak SMTP in. `world` names one; with `choose` the reader can take any other. `lang` is the language."""

    _esm = script("dialogue.js")
    _css = STYLE

    view = traitlets.Dict().tag(sync=True)
    opened = traitlets.Dict().tag(sync=True)
    labels = traitlets.Dict().tag(sync=True)
    worlds: traitlets.List[dict[str, str]] = traitlets.List().tag(sync=True)
    lang = traitlets.Unicode("en").tag(sync=True)

    def __init__(self, world: str = SAMPLE, lang: str = "en", *, choose: bool = False, **options: Any) -> None:
        self._spoken = language(lang)
        self._play = Play(scenarios()[world])
        self._hints = 0
        titles = [{"name": each.name, "title": self._spoken.say(each.title)} for each in scenarios().values()]
        said = {key: self._spoken.say(label) for key, label in LABELS.items()}
        super().__init__(lang=lang, labels=said, worlds=titles if choose else [], **options)
        self._show()
        self.on_msg(self._asked)

    def _asked(self, _widget: object, content: dict[str, Any], _buffers: object = None) -> None:
        """The page asks for something to be done. What it does not know is left alone."""
        kind, text = content.get("kind"), str(content.get("text", ""))
        if kind == "open":
            self._open(int(content.get("turn", 0)), int(content.get("reply", 0)))
            return
        if kind == "explain":
            self.opened = {"id": "all", "html": as_html(decode(self._play.transcript, self.lang))}
            return
        if kind in {act.value for act in Act}:
            self._play.do(Act(kind), text)
        elif kind == "message":
            self._play.do(Act.TYPE, self._play.text)
        elif kind == "undo":
            self._play.undo()
        elif kind == "hint":
            self._hints = min(self._hints + 1, len(self._play.scenario.hints))
        elif kind == "world" and text in scenarios():
            self._play, self._hints = Play(scenarios()[text]), 0
        elif kind == "replay":
            self._play = Play(self._play.scenario)
            self._play.run(client_lines(text))
        self._show()

    def _open(self, turn: int, number: int) -> None:
        """One reply, explained: first why it was given here, then digit by digit."""
        turns = self._play.turns
        if not (0 <= turn < len(turns) and 0 <= number < len(turns[turn].replies)):
            return
        reply = turns[turn].replies[number]
        self.opened = {"id": f"{turn}-{number}", "html": as_answer(reply, self.lang)}

    def _show(self) -> None:
        """All that the page shows, anew."""
        play, spoken = self._play, self._spoken
        scenario = play.scenario
        told = {each.turn: spoken.say(each.misstep.why) for each in play.told}
        state = spoken.say(STATE, state=spoken.say(NAMES[play.state])) if play.state else spoken.say(NO_CONNECTION)
        minutes = round(scenario.wait / 60)
        self.view = {
            "world": scenario.name,
            "title": spoken.say(scenario.title),
            "story": spoken.say(scenario.story),
            "task": spoken.say(scenario.task),
            "log": [entry for number, turn in enumerate(play.turns) for entry in _entries(number, turn, told, minutes, spoken)],
            "state": state,
            "connected": play.connected,
            "choices": play.choices,
            "verdicts": [{"name": each.name, "text": spoken.say(each.text)} for each in scenario.verdicts],
            "hints": [spoken.say(hint) for hint in scenario.hints[: self._hints]],
            "more_hints": self._hints < len(scenario.hints),
            "reached": spoken.say(REACHED) if play.reached else "",
            "wait": spoken.say(WAIT, minutes=minutes),
            "can_undo": len(play.turns) > 1,
            "transcript": play.transcript,
        }


def _entries(number: int, turn: Turn, told: dict[int, str], minutes: int, spoken: Language) -> list[dict[str, Any]]:
    """The lines of the log that a turn makes: what was said, what came back, what happened, what was wrong."""
    notes = {
        Act.HANG_UP: spoken.say(HUNG_UP),
        Act.WAIT: spoken.say(WAITED, minutes=minutes),
        Act.CONNECT: spoken.say(RECONNECTED) if number else "",
        Act.GIVE_UP: spoken.say(GAVE_UP),
        Act.SAY: spoken.say(SAID, text=spoken.say(turn.verdict.text)) if turn.verdict else "",
        Act.TYPE: "",
    }
    out: list[dict[str, Any]] = []
    if turn.action.act is Act.TYPE:
        out.append({"who": "client", "text": turn.line})
    if notes[turn.action.act]:
        out.append({"who": "note", "text": notes[turn.action.act]})
    out += [
        {"who": "server", "text": str(reply), "id": f"{number}-{at}", "turn": number, "reply": at, "digit": reply.code // 100}
        for at, reply in enumerate(turn.replies)
    ]
    if turn.broke:
        out.append({"who": "note", "text": spoken.say(BROKE)})
    elif turn.after is not None and turn.after.value == "closed" and turn.before is not turn.after:
        out.append({"who": "note", "text": spoken.say(ENDED)})
    if turn.verdict:
        out.append(
            {
                "who": "right" if turn.verdict.right and number not in told else "misstep",
                "text": _answer(number, turn, told, spoken),
            }
        )
    elif number in told:
        out.append({"who": "misstep", "text": told[number]})
    return [{**entry, "key": f"{number}-{at}"} for at, entry in enumerate(out)]


def _answer(number: int, turn: Turn, told: dict[int, str], spoken: Language) -> str:
    """What is said to a verdict: the misstep that it was, or the verdict's own explanation."""
    if number in told or turn.verdict is None:
        return told.get(number, "")
    return spoken.say(turn.verdict.why)
