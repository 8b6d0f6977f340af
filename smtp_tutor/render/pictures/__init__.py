"""The pictures of the course, by name. Each is drawn from the tables that the code runs.

Lives here: which pictures there are. Must not: decide anything; each picture has its module, `frame` is common to them.
"""

from collections.abc import Callable

from smtp_tutor.i18n import Language
from smtp_tutor.render.pictures import anatomy, bounce, path, retries, tree
from smtp_tutor.render.pictures.frame import Drawing, as_figure, folded_words

__all__ = ["PICTURES", "Drawing", "as_figure", "draw", "folded_words"]

PICTURES: dict[str, Callable[..., Drawing]] = {
    "anatomy": anatomy.draw,
    "code-tree": tree.draw,
    "message-path": path.draw,
    "retry-timeline": retries.draw,
    "bounce-map": bounce.draw,
}


def draw(name: str, spoken: Language, **options: str | int) -> Drawing:
    """The picture of that name. ValueError where there is none, TypeError where it has no such option."""
    if name not in PICTURES:
        raise ValueError(f"There is no picture {name!r}. There are: {', '.join(PICTURES)}.")
    return PICTURES[name](spoken, **options)
