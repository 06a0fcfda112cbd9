"""``tbs-tui`` and ``python -m tbs_tui``."""

import gc
import sys


def main() -> None:
    """Run the command line; the process ends with its exit status."""
    # What a start makes stays: looking through it for garbage took a tenth of the time to the first frame. A command
    # for scripts ends before there would be any; the explorer goes back to it (see `ui.collector`).
    gc.disable()
    from tbs_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
