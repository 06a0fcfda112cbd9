"""A TOAST-like cloud in memory behind a plain ASGI callable, for trying the explorer out and for tests."""

from tbs_tui.demo.app import DemoCloud
from tbs_tui.demo.dialect import Dialect
from tbs_tui.demo.faults import Fault, FaultKind, Faults
from tbs_tui.demo.tenants import (
    DEMO_PASSWORD,
    DEMO_TENANTS,
    DEMO_USERNAME,
    OBJECT_STORAGE_TENANT_ID,
    DemoTenant,
)
from tbs_tui.demo.transitions import Mark

__all__ = [
    "DEMO_PASSWORD",
    "DEMO_TENANTS",
    "DEMO_USERNAME",
    "OBJECT_STORAGE_TENANT_ID",
    "DemoCloud",
    "DemoTenant",
    "Dialect",
    "Fault",
    "FaultKind",
    "Faults",
    "Mark",
]
