"""Whether 10,000 looks at the cloud leave anything behind: memory, threads, widgets.

python tests/benchmarks/soak.py [looks]

Every other look shows one volume changed. The journal and the log of requests are full after 2,000; what is held from
then on is held for ever.
"""

import asyncio
import gc
import json
import sys
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support_explorer import explorer

LOOKS = 10_000
#: After so many looks everything that has a bound is full.
FULL = 4_000
SAMPLES = 12


def _megabytes() -> float:
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("/proc has no VmRSS")


async def soak(looks: int) -> list[dict[str, float]]:
    """Samples in order; the first one when everything is full."""
    samples = []
    first = min(FULL, looks // 3)
    step = max((looks - first) // SAMPLES, 1)
    async with explorer(volumes=60, size=(120, 36)) as made:
        row = made.region().volumes.newest_first()[2]
        for look in range(looks + 1):
            if look % 2:
                row.size = 10 + look % 7
                row.touch(made.clock.now())
            await made.refresh()
            # What the cloud of the same process keeps is not the explorer's.
            made.cloud.requests.clear()
            if look >= first and (look - first) % step == 0:
                gc.collect()
                widgets = sum(len(screen.query("*")) for screen in made.app.screen_stack)
                samples.append(
                    {"look": look, "mb": _megabytes(), "threads": threading.active_count(), "widgets": widgets}
                )
                print(json.dumps(samples[-1]), file=sys.stderr, flush=True)
    return samples


if __name__ == "__main__":
    print(json.dumps(asyncio.run(soak(int(sys.argv[1]) if len(sys.argv) > 1 else LOOKS))))
