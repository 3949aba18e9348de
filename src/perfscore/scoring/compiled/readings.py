"""Readings as lines of code: stated measures, and those worked out from others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from perfscore.bounds import Comparison
from perfscore.reconciliation.deriving import Deriving
from perfscore.rubric.measure import Measure
from perfscore.rubric.tree import Rubric
from perfscore.scoring.compiled.arithmetic import compared
from perfscore.scoring.compiled.code import INDENT, Branch, Code, merged
from perfscore.scoring.compiled.nodes import value
from perfscore.scoring.compiled.quantity import Atom, Quantity
from perfscore.scoring.compiled.taking import refuse_outside, take

__all__ = ["Readings"]


@dataclass
class Readings:
    """The measures of a rubric, as they are written.

    ``required`` are those without which nothing is certain, ``silent`` those that a filing may
    leave unstated. ``absent`` holds the variable of each one that may be ``None``.
    """

    code: Code
    rubric: Rubric
    required: Collection[str]
    silent: Collection[str]
    absent: dict[str, Atom] = field(default_factory=dict)

    def write(self) -> None:
        """Write all measures, each after those it is worked out from."""
        parts = Deriving(self.rubric.measures).parts
        needed = _with_parts([*self.required, *self.silent], parts)
        places = {name: at for at, name in enumerate(self.rubric.measures)}
        stated = [name for name in places if name not in parts]
        for name in (*stated, *parts):
            measure, at = self.rubric.measures[name], places[name]
            self.code.put(f"# {name!r}")
            if name not in needed:
                self._unasked(at, name, measure)
            elif name in parts:
                # A constant with a name is no part that could be missing.
                own = [part for part in parts[name] if parts.get(part, (part,))]
                self._worked_out(at, name, measure, own)
            else:
                self._stated(at, name, measure)

    @property
    def is_counting(self) -> bool:
        """Whether the code has to count the measures that are stated."""
        return self.always_stated < len(self.rubric.measures)

    @property
    def always_stated(self) -> int:
        """How many measures are stated in every filing that the code takes."""
        return sum(
            name in self.required and measure.formula is None
            for name, measure in self.rubric.measures.items()
        )

    def _take(self, at: int, measure: Measure) -> Quantity:
        self.code.put("used += 1")
        return take(self.code, at, measure, self.rubric.codes)

    def _unasked(self, at: int, name: str, measure: Measure) -> None:
        """A measure that nothing asks; it may not be stated wrongly all the same."""
        self.code.put(f"v = get({name!r})")
        with self.code.block() as lines:
            self._take(at, measure)
        self.code.put_block("if v is not None:", lines)

    def _stated(self, at: int, name: str, measure: Measure) -> None:
        if name in self.required:
            self.code.put(f"v = said[{name!r}]")
            self.code.inputs[name] = take(self.code, at, measure, self.rubric.codes)
            return
        self.code.put(f"v = get({name!r})", "if v is None:", f"{INDENT}n{at} = None")
        with self.code.block() as lines:
            found = self._take(at, measure)
        self.code.put_block("else:", lines)
        self.code.inputs[name] = found
        self.absent[name] = found.above

    def _worked_out(self, at: int, name: str, measure: Measure, parts: Collection[str]) -> None:
        """A measure that is stated, or worked out from its parts, or both and the same."""
        self.code.put(f"v = get({name!r})")
        missing = [self.absent[part] for part in parts if part in self.absent]
        if not missing:
            self.code.inputs[name] = self._from_parts(at, measure)
            return
        lacks = " or ".join(f"{part} is None" for part in missing)
        some = " or ".join(f"{part} is not None" for part in missing)
        with self.code.block() as stated:
            if name in self.required:
                self.code.refuse("v is None")
            # What is stated counts only where the formula says nothing.
            self.code.refuse(some if len(missing) == len(parts) else "True")
            own = self._take(at, measure)
        with self.code.block() as there:
            found = self._from_parts(at, measure)
        branches = [Branch(f"if {lacks}:", stated, own), Branch("else:", there, found)]
        if name not in self.required:
            with self.code.block() as nothing:
                if measure.count or measure.grading is not None:
                    # Some of the parts say something, although not everything.
                    self.code.refuse(some)
            nowhere = Branch(f"if v is None and ({lacks}):", nothing, None)
            branches = [nowhere, Branch(f"elif {lacks}:", stated, own), branches[1]]
        result = merged(self.code, branches)
        self.code.inputs[name] = result
        if name not in self.required:
            self.absent[name] = result.above

    def _from_parts(self, at: int, measure: Measure) -> Quantity:
        """What the formula gives; a statement beside it must say the same."""
        assert measure.formula is not None
        found = value(self.code, measure.formula.node)
        refuse_outside(self.code, found, measure)
        with self.code.block() as lines:
            own = self._take(at, measure)
            self.code.refuse(f"not {compared(own, Comparison.EQUAL, found)}")
        self.code.put_block("if v is not None:", lines)
        return found


def _with_parts(names: Collection[str], parts: Mapping[str, Collection[str]]) -> set[str]:
    """Some measures and all that they are worked out from."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += parts.get(name, ())
    return found
