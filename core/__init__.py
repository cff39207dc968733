"""The memory itself: no Qt, no window, usable as a library through `core.assistant`."""

__version__ = "0.1.0"
