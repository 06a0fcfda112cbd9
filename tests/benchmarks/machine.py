"""What a run is measured on and with."""

import os
import platform
from importlib.metadata import version

MEASURED = ("tbs-tui", "textual", "httpx", "pydantic")


def machine() -> str:
    """Processor, cores, memory, kernel, system."""
    cores = len(os.sched_getaffinity(0))
    gigabytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    return f"{_processor()}, {cores} cores, {gigabytes:.0f} GB, Linux {platform.release()}, {system}"


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        for line in info:
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.machine()


def versions() -> dict[str, str]:
    """Python and the packages that count."""
    return {"Python": platform.python_version(), **{name: version(name) for name in MEASURED}}


def load() -> float:
    """Busy processes in the last minute, on average."""
    return os.getloadavg()[0]
