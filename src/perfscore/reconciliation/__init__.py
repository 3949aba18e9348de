"""Many statements, one reading per measure, and what is doubtful about them."""

from perfscore.reconciliation.doubt import Doubt
from perfscore.reconciliation.matching import Matched, matched
from perfscore.reconciliation.reconcile import Reconciled, reconcile

__all__ = ["Doubt", "Matched", "Reconciled", "matched", "reconcile"]
