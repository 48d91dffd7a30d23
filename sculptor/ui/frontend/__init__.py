"""Scripts and styles that the browser loads."""

from pathlib import Path

FRONTEND = Path(__file__).parent
