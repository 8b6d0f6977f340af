"""The tree of the code space: first digit, second digit, and the codes that grow there.

Lives here: the order of the branches and how a bare one looks. Which codes there are comes from the registry alone.
"""

from xml.etree import ElementTree as ET

from smtp_tutor import codes
from smtp_tutor.codes import BasicCode
from smtp_tutor.i18n import Language, mark
from smtp_tutor.model import Category, Severity, Standing
from smtp_tutor.render.html import node
from smtp_tutor.render.labels import SIGN
from smtp_tutor.render.pictures.frame import Drawing, circle, code, line, rail

TITLE = mark("The tree of reply codes")
SUMMARY = mark("The first digit says whether it worked. The second says what it is about. {number} codes grow on the branches.")
BRANCH = mark("{branch}: {title}.")
BARE = mark("No code here.")
BARE_BRANCH = mark("{branch}: {title}. No code here.")
LEAF = mark("{code}: {title}. {standing}")
STANDING = {
    Standing.STANDARD: mark("In a standard."),
    Standing.HISTORIC: mark("In a standard that is no longer used."),
    Standing.PROVIDER: mark("Used by some servers, in no standard."),
    Standing.UNREGISTERED: mark("In no standard."),
}
#: The second digits of each branch; what no standard assigns is one branch.
BRANCHES: tuple[tuple[int, ...], ...] = (*((category.value,) for category in Category), (6, 7, 8, 9))


def draw(spoken: Language) -> Drawing:
    """The whole tree."""
    roots = [_root(severity, spoken) for severity in Severity]
    body = node("div", node("div", *roots, class_="smtp-trees"), _legend(spoken))
    words = [word for severity in Severity for word in _words(severity, spoken)]
    return Drawing(spoken.say(TITLE), spoken.say(SUMMARY, number=len(codes.all_basic())), body, tuple(words))


def leaves(severity: Severity, seconds: tuple[int, ...]) -> tuple[BasicCode, ...]:
    """The codes on one branch, in ascending order."""
    found = (entry for number, entry in sorted(codes.all_basic().items()) if number // 10 % 10 in seconds)
    return tuple(entry for entry in found if entry.severity is severity)


def _name(severity: Severity, seconds: tuple[int, ...]) -> str:
    """A branch by its digits: `55x`, `56x, 57x, 58x, 59x`."""
    return ", ".join(f"{severity}{digit}x" for digit in seconds)


def _root(severity: Severity, spoken: Language) -> ET.Element:
    """A first digit with its branches."""
    bare = not leaves(severity, tuple(range(10)))
    head = node("p", node("span", str(int(severity)), class_="smtp-tile"), node("span", SIGN[severity], class_="smtp-sign"), " ",
                node("strong", spoken.say(codes.first_digit(severity).title)), class_="smtp-root")  # fmt: skip
    if bare:
        rows = [_row(node("p", f"{severity}xx", " ", spoken.say(BARE)), last=True, bare=True)]
    else:
        rows = [_branch(severity, seconds, spoken) for seconds in BRANCHES]
    return node("div", head, *rows, class_="smtp-tree", data_digit=int(severity))


def _branch(severity: Severity, seconds: tuple[int, ...], spoken: Language) -> ET.Element:
    """A second digit with its codes."""
    found = leaves(severity, seconds)
    title = node("p", code(_name(severity, seconds)), " ", spoken.say(codes.second_digit(seconds[0]).title))
    chips = [node("span", str(entry.code), class_=f"smtp-chip smtp-{entry.standing.value}", data_code=entry.code)
             for entry in found]  # fmt: skip
    leaf = node("p", *chips, class_="smtp-chips") if chips else node("p", spoken.say(BARE), class_="smtp-more")
    return _row(node("div", title, leaf), last=seconds is BRANCHES[-1], bare=not found)


def _row(label: ET.Element, *, last: bool, bare: bool) -> ET.Element:
    """A branch: where nothing grows, its line is dashed and ends in a ring."""
    shapes = [
        line(0.8, "0", 0.8, 0.8 if last else "100%"),
        line(0.8, 0.8, 1.7, 0.8, "smtp-dashed" if bare else None),
        circle(1.9, 0.8, 0.2, "smtp-ring" if bare else "smtp-dot"),
    ]
    return node("div", rail(2.5, *shapes), label, class_="smtp-row smtp-bare" if bare else "smtp-row")


def _legend(spoken: Language) -> ET.Element:
    """What the borders of the codes mean."""
    used = dict.fromkeys(entry.standing for entry in codes.all_basic().values())
    return node("p", *(part for standing in used for part in (
        node("span", "•••", class_=f"smtp-chip smtp-{standing.value}"), f" {spoken.say(STANDING[standing])} ")),
        class_="smtp-legend")  # fmt: skip


def _words(severity: Severity, spoken: Language) -> list[str]:
    """One first digit, branch by branch."""
    title = spoken.say(codes.first_digit(severity).title)
    if not leaves(severity, tuple(range(10))):
        return [spoken.say(BARE_BRANCH, branch=f"{severity}xx", title=title)]
    out = [spoken.say(BRANCH, branch=f"{severity}xx", title=title)]
    for seconds in BRANCHES:
        found = leaves(severity, seconds)
        title = spoken.say(codes.second_digit(seconds[0]).title)
        out.append(spoken.say(BRANCH if found else BARE_BRANCH, branch=_name(severity, seconds), title=title))
        for entry in found:
            standing = spoken.say(STANDING[entry.standing])
            out.append(spoken.say(LEAF, code=entry.code, title=spoken.say(entry.title), standing=standing))
    return out
