"""shequn (社群): build and operate customer communities, and measure them with the right denominators.

What a notebook types stands here; the rest has its room:

- ``shequn.readers``: files to tables · ``shequn.community``: the one model · ``shequn.metrics``: every metric
- ``shequn.findings``: graded statements · ``shequn.plots``: pictures · ``shequn.report``: the client report
- ``shequn.worksheets``: the sheets and their forms · ``shequn.planning``: what is computed from them ·
  ``shequn.playbook``: the document that comes out · ``shequn.course``: lessons, exercises, progress
- ``shequn.samples``: the sample client · ``shequn.texts``: wording in English and Chinese
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shequn.community import Community
    from shequn.errors import InputError, MissingFileError, ParameterError, RenderError, ShequnError
    from shequn.readers import read_folder as read
    from shequn.readers import read_frames

_HOMES = {
    "Community": ("shequn.community", "Community"),
    "InputError": ("shequn.errors", "InputError"),
    "MissingFileError": ("shequn.errors", "MissingFileError"),
    "ParameterError": ("shequn.errors", "ParameterError"),
    "RenderError": ("shequn.errors", "RenderError"),
    "ShequnError": ("shequn.errors", "ShequnError"),
    "read": ("shequn.readers", "read_folder"),
    "read_frames": ("shequn.readers", "read_frames"),
}

__all__ = [
    "Community",
    "InputError",
    "MissingFileError",
    "ParameterError",
    "RenderError",
    "ShequnError",
    "read",
    "read_frames",
]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    # Loading on first use keeps `import shequn` and the command line quick.
    if name not in _HOMES:
        raise AttributeError(f"module 'shequn' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
