"""`python -m deploy.stack [--port 8000]`: start the stack and wait for Ctrl-C. `python -m deploy.stack manage …`: run
`manage.py …` on the running stack's database."""

import argparse
import subprocess
import sys
from pathlib import Path

from deploy.free_port import port_problem
from deploy.stack.stack import FOLDER, Stack
from toolkit.stop_signal import StopSignal

STEPS = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.stack", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the folder for all data (var/stack)")
    parser.add_argument("--port", default="8000", help="nginx's port on this machine")
    parser.add_argument("manage", nargs=argparse.REMAINDER, help="“manage” followed by the arguments of manage.py")
    options = parser.parse_args()
    if not options.manage and (problem := port_problem(options.port)):
        return _fail(problem)
    step = iter(range(1, STEPS + 1))
    stack = Stack(options.folder, port=int(options.port), say=lambda line: _say(f"{next(step)}/{STEPS} {line}"))
    if options.manage:
        return _manage(stack, options.manage)
    stop = StopSignal()
    try:
        with stack:
            _say(f"The stack is at {stack.url}/ and its editor at {stack.url}/admin/ (Ctrl-C stops it)")
            _say(f"    Logs: {stack.logs}. Emails: {stack.mail}")
            _say("    To create a login, run this and open the link in the email:")
            _say('    .venv/bin/python -m deploy.stack manage invite EMAIL --role "Site admin"')
            stop.wait()
            _say("Stopping")
    except (FileNotFoundError, RuntimeError) as error:
        return _fail(str(error))
    except subprocess.CalledProcessError as error:
        return _fail(f"{' '.join(map(str, error.cmd))} failed. See the lines above and {stack.folder}.")
    return 0


def _manage(stack: Stack, arguments: list[str]) -> int:
    if arguments[0] != "manage":
        return _fail(f"“{arguments[0]}” is not a command. The only command is manage.")
    command = [sys.executable, "manage.py", *arguments[1:]]
    return subprocess.run(command, env=stack.environment, check=False).returncode  # noqa: S603 (a fixed program)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fail(line: str) -> int:
    sys.stderr.write(line + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
