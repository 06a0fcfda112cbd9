"""``tbs-tui`` and ``python -m tbs_tui``."""

import sys


def main() -> None:
    """Run the command line; the process ends with its exit status."""
    from tbs_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
