"""What a thin line does to the explorer: a key held down for some seconds, over ssh through a line of 1 s and 5 KB/s.

    PYTHONPATH=tests python -m benchmarks.thin_link [seconds] [--unasked] [--large]

At 80x24, or 200x60 with --large. With --unasked the explorer does not know that it is over ssh, and so does not ask
the terminal for answers.
"""

import sys
import tempfile
import time
from pathlib import Path

from ssh.support_relay import relay
from ssh.support_ssh import JumpHost
from terminal.support_pty import QUIET

DELAY, RATE = 0.5, 5000.0
#: As a keyboard repeats.
PER_SECOND = 30


def main() -> None:
    seconds = float(next((each for each in sys.argv[1:] if not each.startswith("-")), 10))
    hide = "env -u SSH_CONNECTION -u SSH_CLIENT -u SSH_TTY" if "--unasked" in sys.argv else ""
    with tempfile.TemporaryDirectory() as folder:
        host = JumpHost(Path(folder), pam=False)
        try:
            with relay(host.port, delay=DELAY, rate=RATE) as line:
                began = time.monotonic()
                command = f"exec {hide} {sys.executable} {QUIET} --refresh 3600"
                columns, rows = (200, 60) if "--large" in sys.argv else (80, 24)
                pty = host.open(command, port=line.port, reports=True, columns=columns, rows=rows)
                pty.until("jenkins-home-restored", 60)
                print(f"first rows after {time.monotonic() - began:.1f} s, {line.came} bytes over the line")
                pty.settled(3.0, 60)
                for what, down, up in (("a row each", "j", "k"), ("a page each", "\x1b[6~", "\x1b[5~")):
                    before, over = len(pty.sent), line.came
                    end, pressed = time.monotonic() + seconds, 0
                    while time.monotonic() < end:
                        pty.press(down if pressed // 25 % 2 == 0 else up)
                        pressed += 1
                        pty.idle(1 / PER_SECOND)
                    held, last = len(pty.sent) - before, time.monotonic()
                    pty.settled(3.0, 600)
                    print(
                        f"{what}: {pressed} keys in {seconds:.0f} s: {held} bytes meanwhile, {len(pty.sent) - before} "
                        f"in all, {line.came - over} over the line, {time.monotonic() - last - 3:.1f} s to settle"
                    )
                pty.press("q")
                began = time.monotonic()
                print(f"left with {pty.status(60)} after {time.monotonic() - began:.1f} s")
                pty.close()
        finally:
            host.close()


if __name__ == "__main__":
    main()
