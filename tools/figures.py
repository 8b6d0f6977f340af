"""How many questions there are: a table by lesson and kind, and how many mistakes have words of their own.

Run as `python -m tools.figures`.
"""

from collections import Counter

from smtp_tutor.quiz import Kind, Question, bank, wrong_responses


def figures() -> dict[str, Counter[str]]:
    """For each lesson, and for "all": the number of questions of each kind, of `questions`, and of `mistakes` explained.

    The mistakes of DECODE questions are not counted; there is no end to them.
    """
    out: dict[str, Counter[str]] = {}
    for question in bank().values():
        for row in (question.lesson, "all"):
            out.setdefault(row, Counter()).update(_of(question))
    return {row: out[row] for row in sorted(out)}


def _of(question: Question) -> dict[str, int]:
    mistakes = 0 if question.kind is Kind.DECODE else len(wrong_responses(question))
    return {question.kind.value: 1, "questions": 1, "mistakes": mistakes}


def main() -> None:
    """Print the table."""
    columns = [*(kind.value for kind in Kind), "questions", "mistakes"]
    print(" " * 20, *(f"{column:>9}" for column in columns))
    for lesson, counts in figures().items():
        print(f"{lesson:<20}", *(f"{counts[column]:>9}" for column in columns))


if __name__ == "__main__":
    main()
