"""The settings of a worker that the tests start as a process: with the sample mails."""

from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import TEMPLATES

TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
