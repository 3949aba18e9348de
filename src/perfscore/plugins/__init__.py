"""What other packages add: rubrics, readers, report formats."""

from perfscore.plugins.hookspecs import hookimpl
from perfscore.plugins.registry import (
    Plugin,
    RubricOffer,
    find_rubric,
    installed_plugins,
    rubric_offers,
)

__all__ = [
    "Plugin",
    "RubricOffer",
    "find_rubric",
    "hookimpl",
    "installed_plugins",
    "rubric_offers",
]
