"""Score a file of departments into a file of scores, in bounded memory."""

from perfscore.batch.run import Finished, run_batch

__all__ = ["Finished", "run_batch"]
