"""Who may sign in, to which tenants, and which regions they have."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

DEMO_USERNAME: Final = "demo@example.com"
#: Of a cloud in memory that holds nothing.
DEMO_PASSWORD: Final = "demo-password"  # noqa: S105
USER_ID: Final = "1160a3e88e7b4b06b1cb1bc20a75d15e"


@dataclass(frozen=True, slots=True)
class DemoTenant:
    """A tenant of the demo cloud. `id` is 32 hex digits; `label` is what a profile would call it."""

    id: str
    name: str
    label: str
    production: bool


DEMO_TENANTS: Final = (
    DemoTenant("0f0e6c1d3b8a4f5e9d7c2b1a60594837", "AbCdEfGh", "개발 (dev)", production=False),
    DemoTenant("7a1c9e5b3d2f4860b8e4d6c2f0a19375", "KmNpQrSt", "쇼핑몰 운영 (prod)", production=True),
)
#: The trap of NHN's console: Object Storage has a tenant id of its own. Signing in works, but its catalog has no
#: volumev2.
OBJECT_STORAGE_TENANT_ID: Final = "c3d4e5f60718293a4b5c6d7e8f901234"

REGIONS = MappingProxyType(
    {
        DEMO_TENANTS[0].id: ("KR1", "KR2", "JP1"),
        DEMO_TENANTS[1].id: ("KR1", "KR2"),
    }
)
ZONES = MappingProxyType(
    {
        "KR1": ("kr-pub-a", "kr-pub-b"),
        "KR2": ("kr2-pub-a", "kr2-pub-b"),
        "JP1": ("jp-pub-a", "jp-pub-b"),
    }
)
