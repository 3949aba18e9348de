"""``python -m perfscore``."""

from perfscore.cli.main import main

main()
