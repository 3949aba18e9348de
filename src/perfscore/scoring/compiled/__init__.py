"""The lane for filings whose evidence settles everything: a rubric compiled to integer arithmetic.

A rubric becomes one Python function from a filing to whole numbers, or to ``None`` where anything
is not certain to come out as the interpreter has it; ``scoring.single`` then takes the long way.
The function gives scores and nothing else: steps, findings and texts are the interpreter's, made
when somebody asks, and compared with what was recorded.
"""

from perfscore.scoring.compiled.code import NotCompiled
from perfscore.scoring.compiled.compiling import Compiled, compiled
from perfscore.scoring.compiled.lane import recorded
from perfscore.scoring.compiled.recorded import Disagreement, Recorded

__all__ = ["Compiled", "Disagreement", "NotCompiled", "Recorded", "compiled", "recorded"]
