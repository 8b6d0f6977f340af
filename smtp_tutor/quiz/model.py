"""The words of the quiz as types: questions of nine kinds, and the verdict on an answer.

Lives here: frozen dataclasses, and what a question says of itself. Must not: read files, draw or grade.
"""

from collections.abc import Mapping, MutableSequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol, TypeAlias

from smtp_tutor.i18n import Language

#: What a page sends: a number, several, or something typed. Pages can be wrong, so `grade` takes any object.
Response: TypeAlias = int | str | list[int]


class Kind(Enum):
    """What a question asks to do. The value is what the bank's files and the pages say."""

    ONE = "one"  # choose one
    SEVERAL = "several"  # choose all that are right
    NEXT = "next"  # choose what to do next
    MARK = "mark"  # choose the part of a reply that says why
    CODE = "code"  # type a code
    BUILD = "build"  # set a code digit by digit
    MATCH = "match"  # codes and meanings
    ORDER = "order"  # put steps in order
    DECODE = "decode"  # read a reply that was drawn


#: The kinds in which one of `choices` is chosen by its number.
CHOOSING = frozenset({Kind.ONE, Kind.NEXT, Kind.MARK, Kind.DECODE})


class Draws(Protocol):
    """What draws: a `random.Random`, made where chance may be known."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        """Put the items into another order."""

    def randrange(self, start: int, /) -> int:
        """A number from 0 to one less than `start`."""


class Marked(str):
    """A value in a sentence that is itself to be translated; other values stand as they came."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice, or one part of a reply to mark. `why` tells what is true; `misconception` is a key, or ""."""

    text: str
    right: bool
    why: str = ""
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong code that learners are known to type."""

    answer: str
    why: str
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A code or a server's words, what they mean, and why."""

    left: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step, in its right place, and why it comes there."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Misconception:
    """A way of misreading. `text` tells a learner what is true instead."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question. All prose is English, to be said with `said`; server words in `reply` stand as they came.

    `order` is set by `drawn`: of MATCH, `order[k]` is the number of the pair whose `right` is shown at place k; of ORDER,
    the number of the step shown at place k; empty means as listed. The parts of MARK are `choices`. `about` and `codes`
    limit what a DECODE question draws. `fact` is what tests hold against the code tables and the decoder. `guess` marks
    the question that opens a lesson; `unregistered`, that it shows a code which nobody has defined. `values` fill the
    `{name}`s in the sentences of a drawn DECODE question.
    """

    id: str
    kind: Kind
    lesson: str
    ask: str
    reply: str = ""
    hint: str = ""
    explain: str = ""
    choices: tuple[Choice, ...] = ()
    answers: tuple[str, ...] = ()
    wrongs: tuple[Wrong, ...] = ()
    pairs: tuple[Pair, ...] = ()
    steps: tuple[Step, ...] = ()
    order: tuple[int, ...] = ()
    fixed: bool = False
    about: str = ""
    codes: tuple[int, ...] = ()
    world: str = ""
    fact: Mapping[str, Any] = field(default_factory=dict, hash=False)
    guess: bool = False
    unregistered: bool = False
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def shown(self) -> tuple[int, ...]:
        """What stands at each place of a MATCH or ORDER question, drawn or not."""
        return self.order or tuple(range(len(self.pairs or self.steps)))

    @property
    def words(self) -> str:
        """What a server said in this question: `reply`, or the parts to mark put together."""
        return "".join(part.text for part in self.choices) if self.kind is Kind.MARK else self.reply

    def said(self, text: str, spoken: Language) -> str:
        """A sentence of this question in a language, with its values filled in."""
        return spoken.say(text, **{key: spoken.say(v) if isinstance(v, Marked) else v for key, v in self.values.items()})


@dataclass(frozen=True, slots=True)
class Place:
    """One tick: the number of a shown choice, a pair's left, a step's place or a digit, and whether it was right there.

    Of SEVERAL every choice has one: right where it was rightly taken, and where it was rightly left out.
    """

    index: int
    right: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer deserves.

    `messages` are whole sentences in the reader's language, in reading order. Where not `understood`, they say what was
    expected, and the answer must not be counted. `misconception` is a key of `misconceptions()`, or "".
    """

    understood: bool
    right: bool
    messages: tuple[str, ...]
    places: tuple[Place, ...] = ()
    misconception: str = ""
