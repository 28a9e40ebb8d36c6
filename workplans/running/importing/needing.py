"""Which step waits for which, with every circle named and opened."""

import re
from collections.abc import Iterator
from dataclasses import replace

from workplans.running import paper
from workplans.running.importing import words
from workplans.running.importing.building import Building
from workplans.running.paper import Paper, Step

BETWEEN = re.compile(r"\s*(?:,|;|\n|&|\band\b|\by\b)\s*")
STEP_WORD = re.compile(r"(?:task|action step|step|tarea|paso)\s+", re.IGNORECASE)


class Needs:
    """Settles `needs`, which hold the cell as it was read, and `sees`."""

    def __init__(self, building: Building, objectives: dict[str, int]) -> None:
        self.building = building
        self.objectives = objectives

    def settled(self, plan: Paper) -> Paper:
        known = {step.number.upper(): step.number for step in plan.steps}
        plan = paper.changed_steps(plan, lambda step: self._step(step, known))
        return self._without_circles(plan)

    def _step(self, step: Step, known: dict[str, str]) -> Step:
        needs: list[str] = []
        lost: list[str] = []
        for cell in step.needs:
            for part in [part for part in BETWEEN.split(cell) if part]:
                named = STEP_WORD.sub("", part).strip(" .").upper()
                if named in known and known[named] != step.number:
                    needs.append(known[named])
                else:
                    lost.append(part)
        for part in lost:
            self.building.say("unknown_need", number=_shown(step), text=part)
        sees = step.sees
        if sees is not None and str(sees) in self.objectives:
            sees = self.objectives[str(sees)]
        elif sees is not None:
            self.building.say("unknown_objective", number=_shown(step), text=str(sees))
            lost_sees = f"{words.ours(words.COLUMNS, 'sees', 'en')} {sees}"
            return _noted(replace(step, needs=_once(needs), sees=None), [*lost, lost_sees])
        return _noted(replace(step, needs=_once(needs), sees=sees), lost)

    def _without_circles(self, plan: Paper) -> Paper:
        """The need that closes a circle is taken out, said, and kept as a comment."""
        needs = {step.number: list(step.needs) for step in plan.steps}
        shown = {step.number: _shown(step) for step in plan.steps}
        cut: dict[str, list[str]] = {}
        for circle in _circles(needs):
            self.building.say("circle", text=" → ".join(shown[each] for each in circle))
            cut.setdefault(circle[-2], []).append(shown[circle[-1]])
        return paper.changed_steps(
            plan,
            lambda step: _noted(
                replace(step, needs=tuple(needs[step.number])), cut.get(step.number, [])
            ),
        )


def _circles(needs: dict[str, list[str]]) -> Iterator[list[str]]:
    """Every circle as a path whose last is its first; `needs` loses what closes it."""
    settled: set[str] = set()
    for start in needs:
        path = [] if start in settled else [start]
        places = [0] * len(path)
        while path:
            at = path[-1]
            if places[-1] == len(needs[at]):
                settled.add(path.pop())
                places.pop()
                continue
            following = needs[at][places[-1]]
            if following in path:
                yield [*path[path.index(following) :], following]
                needs[at].pop(places[-1])
                continue
            places[-1] += 1
            if following not in settled:
                path.append(following)
                places.append(0)


def _noted(step: Step, lost: list[str]) -> Step:
    if not lost:
        return step
    label = words.ours(words.COLUMNS, "needs", "en")
    comments = [step.comment, *(f"{label}: {part}" for part in lost)]
    return replace(step, comment="\n".join(part for part in comments if part))


def _once(needs: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(needs))


def _shown(step: Step) -> str:
    return step.text[:40] if "?" in step.number else step.number
