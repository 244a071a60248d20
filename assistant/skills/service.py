"""Customer service: what has to be done or looked up for a customer, and the way to a person."""

from collections.abc import Iterator

from assistant import phrases
from assistant.answers import Answer
from assistant.skills.skill import Task


class Service:
    """See `assistant.skills.skill.Skill`."""

    def states(self, task: Task) -> Iterator[Answer]:
        yield task.said(phrases.person(task.language, task.contact), shows_contact=True)
