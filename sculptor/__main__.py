"""``python -m sculptor`` is ``sculptor``."""

import sys

from sculptor.cli import main

sys.exit(main())
