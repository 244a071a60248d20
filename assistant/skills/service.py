"""Customer service: what has to be done or looked up for a customer, and the way to a person.

Forms are filled in conversation and end with a ticket; an order is shown to whom can name its number and its contact.
No language model has a part in it: what an order says never stands in a prompt.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant import phrases
from assistant.answers import Answer
from assistant.service import dialog as dialogs
from assistant.service.actions import REQUEST, Action
from assistant.service.details import (
    asks_how,
    asks_what_is_allowed,
    is_abandoning,
    is_asking,
    is_no,
    is_skipping,
    is_yes,
    names_person,
    names_thing,
    names_ticket,
    read_details,
)  # fmt: skip
from assistant.service.dialog import CONFIRM, Dialog
from assistant.service.filing import Filing
from assistant.service.forms import FORMS, Field, forms
from assistant.service.looking_up import LookUp
from assistant.service.words import CHANGE, MENU, SKIP, TALK, YES, say
from assistant.skills.skill import Skill, Task
from assistant.trade import Trade
from assistant.understanding.message import PERSON, Part, Understood
from knowledge.language import Language
from storage.database import utc_now

GOING_ON = "going_on"  # the intent of words that belong to what is under way
WITH_TEAM = "with_team"  # and of words to the person who answers
TAKEN = (GOING_ON, WITH_TEAM)
SURE = 0.6  # of an intent that sets a form aside
UNSURE = 0.35  # of an intent that is not acted upon
ASKED = 0.5  # the same of a question, which is looked up first
MISSES = 2  # before it is said how to get out of a form
OPENING = {"en": 40, "zh": 14}  # characters of first words that already say what has happened


class Service:
    """See `assistant.skills.skill.Skill`."""

    def __init__(
        self, questions: Skill, look_up: LookUp, filing: Filing, *, action: Callable[[str], Action | None],
        today: Callable[[], date] = lambda: utc_now().date(), trade: Callable[[], Trade] = Trade,
    ) -> None:  # fmt: skip
        """`action` says what is done for an intent, None where it is not known; it is asked at each message.

        So is `trade`, what the company has: one without orders has none to look up, and asks for no number.
        """
        self._questions = questions
        self._look_up = look_up
        self._filing = filing
        self._told = action
        self._today = today
        self._trade = trade

    def _action(self, intent: str) -> Action | None:
        """What is done for an intent."""
        action = self._told(intent)
        is_order = action is not None and action.kind == "order"
        return REQUEST if is_order and not self._trade().has_orders else action

    # -- whose words these are

    def parts(
        self, understood: Understood, stored: dict[str, object], text: str, conversation: str
    ) -> tuple[Part, ...]:
        """The message's parts, where they belong to what is under way as such; questions first, requests last."""
        if self._filing.live(conversation) is not None:
            return (Part(text, "service", 1.0, WITH_TEAM, 1.0),)
        if pressed := _OFFERED.get(text.strip()):
            return (Part(text, "service", 1.0, pressed, 1.0),)
        dialog = Dialog.of(stored)
        if not self._goes_on(dialog, text, understood):
            return tuple(sorted(understood.parts, key=lambda part: part.route == "service"))
        own = Part(text, "service", 1.0, GOING_ON, 1.0)
        besides = [part for part in understood.parts if part.route in ("question", "recommendation")]
        is_mixed = len(understood.parts) > 1 and dialog.asked != "" and not _is_text(dialog)
        return (*(part for part in besides if is_mixed and is_asking(part.text)), own)

    def _goes_on(self, dialog: Dialog, text: str, understood: Understood) -> bool:
        details = dialogs.details_of(dialog, text, self._today())
        first = understood.parts[0]
        wants_person = (
            not details.contact
            and names_person(text)
            and any(part.intent == PERSON and part.intent_confidence >= SURE for part in understood.parts)
        )
        if details.ticket and (not _is_text(dialog) or is_asking(text)):
            return True
        if dialog.opened is None:
            if names_ticket(text):
                return True
            has_contact = bool(dialog.ticket and details.contact and len(text) < 80)
            is_order = bool(details.order and _is_bare(text, details.order, dialog))
            return has_contact or (is_order and self._trade().has_orders)
        if is_abandoning(text):
            return True
        if wants_person:
            return False
        if dialogs.is_correcting(dialog, text, details):
            return True
        if dialog.asked == CONFIRM:
            is_other = (
                is_asking(text) or first.route in ("smalltalk", "recommendation") or self._is_other(first, dialog)
            )
            return is_yes(text) or is_no(text) or not is_other
        if _is_text(dialog):
            is_other = self._is_other(first, dialog) and dialogs.is_changing_mind(text)
            return not (is_asking(text) or is_other or (first.route == "smalltalk" and first.confidence > 0.9))
        is_other = self._is_other(first, dialog) and len(text.split()) + len(text) // 8 > 4
        gives = details.order or details.contact or dialogs.filled(dialog, text, details) != dialog
        if not is_other and (gives or is_skipping(text)):
            return True
        is_talk = first.route in ("smalltalk", "recommendation")
        return not (is_asking(text) or is_talk or is_other)

    def _is_other(self, part: Part, dialog: Dialog) -> bool:
        """Whether a part is surely about another request than the one under way.

        Whoever names an order may sound like asking for it, so that counts only as a question.
        """
        action = self._action(part.intent)
        is_new = action is not None and part.intent != dialog.intent and part.intent_confidence >= SURE
        return part.route == "service" and is_new and (action != Action("order") or is_asking(part.text))

    def explains(self, part: Part, stored: dict[str, object]) -> bool:
        """Whether the documents may say what a part is about, before anything is begun by it.

        So it is with how something is done and what is allowed, and with any question about what is under way.
        """
        if part.route != "service" or part.intent in TAKEN or self._action(part.intent) is None:
            return False
        if part.intent == PERSON and names_person(part.text):
            return False
        if read_details(part.text, self._today()).order:
            return False
        if asks_how(part.text) or asks_what_is_allowed(part.text):
            return True
        return is_asking(part.text) and self.is_under_way(part, stored)

    def has_no_wish(self, part: Part) -> bool:
        """Whether a part seems to be a request, but none that is known well enough to be acted upon."""
        enough = ASKED if is_asking(part.text) or asks_how(part.text) else UNSURE
        return part.route == "service" and (part.intent_confidence < enough or self._action(part.intent) is None)

    def wants_nobody(self, part: Part) -> bool:
        """Whether a part that sounds like the wish for a person has no word for one: 'we are 12 people'."""
        return part.route == "service" and part.intent == PERSON and not names_person(part.text)

    def is_of_all(self, part: Part) -> bool:
        """Whether a part that sounds like looking an order up asks what holds for anybody's: 'how late can I order'."""
        action = self._action(part.intent)
        is_look_up = action is not None and action.kind == "order"
        return is_look_up and asks_what_is_allowed(part.text)

    def is_under_way(self, part: Part, stored: dict[str, object]) -> bool:
        """Whether a part is about the request that is being filled in."""
        dialog = Dialog.of(stored)
        return dialog.opened is not None and part.intent == dialog.intent

    def offered(self, answer: Answer, parts: Sequence[Part]) -> Answer:
        """An answer that says how something is done, with the offer to have it done."""
        if answer.abstained or answer.choices:
            return answer
        actions = [self._action(part.intent) for part in parts if part.route == "question" and part.intent]
        trade = self._trade()
        offers = tuple(offer for action in actions if action and (offer := _offer(action, answer.language, trade)))
        return replace(answer, choices=offers[:1])

    def reminder(self, answer: Answer) -> Answer:
        """An answer to something else, and after it the question that the form under way waits for."""
        dialog = Dialog.of(answer.dialog)
        if dialog.opened is None or not dialog.asked:
            return answer
        language, asked = answer.language, dialog.field
        question = asked.asks[language] if asked else self._summary(dialog, language)
        text = say("back_to", language, title=dialog.opened.title[language], question=question)
        return replace(answer, text=f"{answer.text}\n\n{text}", choices=_choices(dialog, language))

    # -- answering

    def states(self, task: Task) -> Iterator[Answer]:
        dialog = Dialog.of(task.blank.dialog)
        if task.part.intent == WITH_TEAM:
            yield self._filing.pass_on(task)
            return
        if task.part.intent == GOING_ON:
            yield self._go_on(task, dialog)
            return
        action = self._action(task.part.intent)
        if action is not None and action.kind == "answer":
            yield from self._questions.states(task)
            return
        if action is None or task.part.intent_confidence < UNSURE:
            yield task.said(say("what", task.language), choices=_menu(task.language, task.trade))
            return
        if dialog.opened is not None and task.follows:  # two requests in one message: one after the other
            yield task.said("", dialog=replace(dialog, later=(*dialog.later, (task.part.intent, task.text))).stored)
            return
        yield self._begin(task, dialog, task.part.intent, action)

    def _begin(self, task: Task, before: Dialog, intent: str, action: Action) -> Answer:
        if action.kind == "hand_over":
            return self._hand_over(task, before, intent)
        known = forms(has_orders=task.trade.has_orders)
        form = known.get("order_status" if action.kind == "order" else action.form, known["request"])
        dialog = Dialog(
            secrets.token_hex(8), form.name, intent, known=before.known, later=before.later,
            has_orders=task.trade.has_orders,
        )  # fmt: skip
        details = dialogs.details_of(dialog, task.text, self._today())
        values = {
            one.name: dialogs.given(one, details) for one in form.fields if one.kind != "date" or one.takes_opening
        }
        values |= {name: value for name, value in dialog.known.items() if not values.get(name)}
        opening = next((one for one in form.fields if one.takes_opening and one.kind == "text"), None)
        if opening and _says(opening, task):
            values[opening.name] = task.text[: dialogs.LONGEST_TEXT]
        names = {one.name for one in form.fields}
        dialog = replace(dialog, values={name: value for name, value in values.items() if value and name in names})
        leads = [say("set_aside", task.language)] if before.opened and before.asked else []
        leads += [say("begin", task.language)] if form.end == "send" else []
        return self._advance(task, dialog, leads)

    def _go_on(self, task: Task, dialog: Dialog) -> Answer:
        language, text = task.language, task.text
        details = dialogs.details_of(dialog, text, self._today())
        if details.ticket and (not _is_text(dialog) or is_asking(text)):
            return self._look_up.ticket(task, dialog, details.ticket, details.contact)
        if dialog.opened is None:
            if names_ticket(text):
                return self._look_up.latest(task, dialog)
            if dialog.ticket and details.contact:
                return self._filing.keep_contact(task, dialog, details.contact)
            return self._begin(task, dialog, "order_status", Action("order"))
        if is_abandoning(text):
            return self._then(task, task.said(say("dropped", language), dialog=dialog.closed().stored))
        if dialogs.is_correcting(dialog, text, details):
            dialog = dialogs.corrected(dialog, text, details)
            return self._advance(task, dialog, [say("noted", language)])
        if dialog.asked == CONFIRM:
            if is_yes(text):
                return self._then(task, self._filing.send(task, dialog))
            return task.said(say("what_to_change", language), dialog=dialog.stored)
        if dialog.field and dialog.field.kind == "date" and "" < details.date < self._today().isoformat():
            return self._missed(task, dialog, "past_date")
        now = dialogs.filled(dialog, text, details)
        if now != dialog or (dialog.missing is None and (details.order or details.contact)):
            return self._advance(task, now, [])
        return self._missed(task, dialog)

    def _advance(self, task: Task, dialog: Dialog, leads: list[str]) -> Answer:
        """On to the next field that is missing, or to the end of the form."""
        language, missing = task.language, dialog.missing
        assert dialog.opened is not None
        if missing is None and dialog.opened.end == "look_up":
            return self._then(task, self._look_up.order(task, dialog))
        if missing is None and dialog.opened.end == "show_ticket":
            return self._look_up.ticket(task, dialog, dialog.ticket, dialog.values["contact"])
        dialog = replace(dialog, asked=missing.name if missing else CONFIRM, misses=0)
        question = missing.asks[language] if missing else self._summary(dialog, language)
        gap = "" if language == "zh" else " "
        text = (gap if missing else "\n\n").join([gap.join(leads), question] if leads else [question])
        return task.said(text, dialog=dialog.stored, choices=_choices(dialog, language))

    def _missed(self, task: Task, dialog: Dialog, reason: str = "") -> Answer:
        language, asked = task.language, dialog.field
        assert asked is not None
        dialog = replace(dialog, misses=dialog.misses + 1)
        sentences = [say(reason or f"not_{asked.kind}", language), asked.asks[language]]
        sentences += [say("stuck", language)] if dialog.misses >= MISSES or is_skipping(task.text) else []
        text = ("" if language == "zh" else " ").join(sentences)
        return task.said(text, dialog=dialog.stored, choices=_choices(dialog, language))

    def _hand_over(self, task: Task, before: Dialog, intent: str) -> Answer:
        if not task.conversation:
            return task.said(phrases.person(task.language, task.contact), shows_contact=True)
        return self._filing.hand_over(task, before, intent)

    def _then(self, task: Task, answer: Answer) -> Answer:
        """What waited for the end of a form begins."""
        dialog = Dialog.of(answer.dialog)
        if dialog.opened is not None or not dialog.later:
            return answer
        (intent, text), rest = dialog.later[0], dialog.later[1:]
        action = self._action(intent)
        if action is None:
            return answer
        part = Part(text, "service", 1.0, intent, 1.0)
        following = self._begin(replace(task, part=part), replace(dialog, later=rest), intent, action)
        return replace(
            following, text=f"{answer.text}\n\n{following.text}", links=answer.links, ticket=answer.ticket,
        )  # fmt: skip

    def _summary(self, dialog: Dialog, language: Language) -> str:
        assert dialog.opened is not None
        return say("summary", language, title=dialog.opened.title[language], lines=dialog.lines(language))


def _menu(language: Language, trade: Trade) -> tuple[str, ...]:
    """What may be pressed by who has not said what is wanted."""
    if trade.has_orders:
        return MENU[language]
    asked = (_offer(Action("form", name), language, trade) for name in ("request", "complaint", "callback"))
    return (*asked, TALK[language])


def _offer(action: Action, language: Language, trade: Trade) -> str:
    """What is pressed to have something done; '' where there is nothing to do."""
    known = forms(has_orders=trade.has_orders)
    if action.kind == "form" and action.form in known:
        return say("ask_team", language, title=known[action.form].title[language])
    return {"order": MENU[language][0], "hand_over": TALK[language]}.get(action.kind, "")


_OFFERED: dict[str, str] = {
    say("ask_team", language, title=form.title[language]): name
    for known in (forms(has_orders=False), FORMS)
    for name, form in known.items()
    for language in form.title
}  # and the intent that is meant by it


def _says(opening: Field, task: Task) -> bool:
    """Whether the words that a request begins with already are the answer to a field."""
    return names_thing(task.text) if opening.is_thing else len(task.text) >= OPENING[task.language]


def _is_text(dialog: Dialog) -> bool:
    return dialog.field is not None and dialog.field.kind == "text"


def _is_bare(text: str, number: str, dialog: Dialog) -> bool:
    """Whether a message is an order number and hardly anything else."""
    rest = len(text) - len(number)
    return rest <= 3 or (bool(dialog.known) and rest <= 30)


def _choices(dialog: Dialog, language: Language) -> tuple[str, ...]:
    if dialog.asked == CONFIRM:
        return (YES[language], CHANGE[language])
    if dialog.field is not None and dialog.field.is_optional:
        return (SKIP[language],)
    return (TALK[language],) if dialog.misses >= MISSES else ()
