"""The terminal explorer for TOAST (NHN) Cloud block storage."""

__version__ = "0.1.0"
