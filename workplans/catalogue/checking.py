"""What keeps a catalogue from being used, as sentences for its editor. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from linkages.bilingual import LANGUAGES, Words
from workplans.catalogue.areas import Catalogue, ObjectiveText, Topic

TOPIC = re.compile(r"[A-Z]{1,2}[0-9]{1,2}")
OBJECTIVE = re.compile(r"[A-Z]{1,2}[0-9]{1,2}-[0-9]{1,2}")
MARKS = ("H", "M", "L", "P", "I")
MONTHS = range(1, 13)
WEB = ("https://", "http://")
LONGEST_LINK = 500
# What the tables of a plan hold, so that every objective fits when it is copied.
LONGEST = {"title": 160, "words": 600, "statement": 600, "product": 300, "about": 600}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `part`: the code of a topic area, or nothing for the whole."""

    part: str
    words: str


Found = Iterator[Problem]


def problems(catalogue: Catalogue) -> tuple[Problem, ...]:
    """Everything that is wrong, in the order of the form; nothing when it may be published."""
    checks: tuple[Callable[[Catalogue], Found], ...] = (_heading, _categories, _topics, _codes)
    return tuple(problem for check in checks for problem in check(catalogue))


def _heading(catalogue: Catalogue) -> Found:
    if catalogue.number < 1:
        yield Problem("", _("The number of an edition is at least 1."))
    if catalogue.mark not in MARKS:
        yield Problem("", _("Say how sure its text is."))
    yield from _said("", _("source"), catalogue.source, "about")
    for code, words in catalogue.roles.items():
        yield from _said("", code, words, "title")


def _categories(catalogue: Catalogue) -> Found:
    known = catalogue.topics
    told = [code for each in catalogue.categories for code in each.topics]
    for each in catalogue.categories:
        yield from _said("", each.code, each.title, "title")
    for code in sorted(set(told) - set(known)):
        yield Problem("", _("There is no topic area %(code)s.") % {"code": code})
    yield from _once("", told)
    for topic in catalogue.topic_list:
        if topic.extension and topic.code in told:
            yield Problem(
                topic.code,
                _("%(code)s stands ready under “Other”; no category holds it.")
                % {"code": topic.code},
            )
        if not topic.extension and topic.code not in told:
            yield Problem(
                topic.code, _("No category holds topic area %(code)s.") % {"code": topic.code}
            )


def _topics(catalogue: Catalogue) -> Found:
    for topic in catalogue.topic_list:
        yield from _topic(topic)
        for each in topic.objectives:
            yield from _objective(topic, each)
            for role in sorted({*each.roles, *each.both} - set(catalogue.roles)):
                yield Problem(
                    topic.code,
                    _("%(code)s: there is no role %(role)s.") % {"code": each.code, "role": role},
                )


def _topic(topic: Topic) -> Found:
    yield from _said(topic.code, _("title"), topic.title, "title")
    yield from _said(topic.code, _("description"), topic.about, "about")
    yield from _said(topic.code, _("what to find out"), topic.find_out, "words")
    if topic.rank < 1:
        yield Problem(topic.code, _("The order of work begins with 1."))
    if not topic.objectives:
        yield Problem(
            topic.code, _("Topic area %(code)s has no objectives.") % {"code": topic.code or "?"}
        )


def _objective(topic: Topic, each: ObjectiveText) -> Found:
    yield from _said(topic.code, each.code or "?", each.statement, "statement")
    label = _("%(code)s, product") % {"code": each.code}
    yield from _said(topic.code, label, each.product, "product")
    label = _("%(code)s, step") % {"code": each.code}
    for step in each.steps:
        yield from _said(topic.code, label, step.words, "words")
        if step.resource is not None:
            yield from _said(topic.code, label, step.resource.title, "title")
            yield from _linked(topic.code, label, step.resource.link)
    if not each.steps:
        yield Problem(topic.code, _("%(code)s has no steps.") % {"code": each.code})
    if each.from_month not in MONTHS or each.to_month not in MONTHS:
        yield Problem(topic.code, _("%(code)s: months are 1 to 12.") % {"code": each.code})
    elif each.to_month < each.from_month:
        yield Problem(topic.code, _("%(code)s ends before it begins.") % {"code": each.code})
    for role in sorted(each.both - set(each.roles)):
        yield Problem(
            topic.code,
            _("%(code)s: %(role)s is asked of both programs but takes no part.")
            % {"code": each.code, "role": role},
        )


def _linked(part: str, label: str, link: str) -> Found:
    """An address that a browser opens and a plan has room for, or none."""
    if link and (not link.startswith(WEB) or len(link) > LONGEST_LINK):
        told = {"label": label, "number": LONGEST_LINK}
        yield Problem(
            part,
            _("%(label)s: an address begins with https:// and has %(number)s characters at most.")
            % told,
        )


def _codes(catalogue: Catalogue) -> Found:
    yield from _once("", [topic.code for topic in catalogue.topic_list])
    yield from _once("", [each.code for topic in catalogue.topic_list for each in topic.objectives])
    for topic in catalogue.topic_list:
        if not TOPIC.fullmatch(topic.code):
            yield Problem(
                topic.code,
                _("“%(code)s” cannot be the code of a topic area, such as T01.")
                % {"code": topic.code},
            )
        for each in topic.objectives:
            if not OBJECTIVE.fullmatch(each.code) or not each.code.startswith(f"{topic.code}-"):
                yield Problem(
                    topic.code,
                    _("“%(code)s” cannot be the code of an objective of %(topic)s.")
                    % {"code": each.code, "topic": topic.code},
                )


def _once(part: str, codes: Iterable[str]) -> Found:
    for code, times in Counter(codes).items():
        if times > 1:
            yield Problem(part, _("The code %(code)s stands more than once.") % {"code": code})


def _said(part: str, label: str, words: Words, kind: str) -> Found:
    """Both languages, neither of them too long."""
    names = {"en": _("English"), "es": _("Spanish")}
    for language in LANGUAGES:
        text = words[language]
        if not text.strip():
            yield Problem(
                part,
                _("The %(language)s of %(label)s is missing.")
                % {"language": names[language], "label": label},
            )
        elif len(text) > LONGEST[kind]:
            yield Problem(
                part,
                _("The %(language)s of %(label)s is longer than %(number)s characters.")
                % {"language": names[language], "label": label, "number": LONGEST[kind]},
            )
