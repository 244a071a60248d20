"""Small talk, and what lies outside of what a company's assistant is for."""

from collections.abc import Iterator
from typing import get_args

from assistant import phrases
from assistant.answers import Answer
from assistant.skills.skill import Task


class SmallTalk:
    """See `assistant.skills.skill.Skill`. A greeting is greeted, thanks are taken."""

    def states(self, task: Task) -> Iterator[Answer]:
        kind: phrases.Smalltalk = task.part.intent if task.part.intent in _KINDS else "greeting"  # type: ignore[assignment]
        yield task.said(phrases.smalltalk(kind, task.language, task.company, task.trade))


class OutOfScope:
    """See `assistant.skills.skill.Skill`. Kind words, and what we can do instead."""

    def states(self, task: Task) -> Iterator[Answer]:
        yield task.said(phrases.out_of_scope(task.language, task.company, task.trade))


_KINDS = get_args(phrases.Smalltalk)
