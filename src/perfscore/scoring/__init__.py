"""The verbs: score a department, explain a row, write a scorecard down as data."""

from perfscore.scoring.record import as_record
from perfscore.scoring.scorecard import Row, RowStatus, Scorecard
from perfscore.scoring.single import score

__all__ = ["Row", "RowStatus", "Scorecard", "as_record", "score"]
