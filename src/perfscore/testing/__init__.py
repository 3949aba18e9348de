"""The kit that rule and rubric authors test with (extra: ``testing``)."""
