"""The site, with garbage collected before each answer, as it is in the long run."""

import gc
from collections.abc import Callable, Iterable

from config.wsgi import application as site


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """The answer of the site."""
    gc.collect()
    return site(environ, start_response)
