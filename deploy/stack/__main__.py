"""`python -m deploy.stack [--port 8000]`: start the stack and wait for Ctrl-C. `python -m deploy.stack manage …`: run
`manage.py …` on the running stack's database."""

import argparse
import subprocess
import sys

from deploy.free_port import port_problem
from deploy.stack.stack import Stack
from toolkit.stop_signal import StopSignal

STEPS = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.stack", description=__doc__)
    parser.add_argument("--port", default="8000", help="nginx's port on this machine")
    parser.add_argument("command", nargs="?", choices=["manage"])
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="of manage.py")
    options = parser.parse_args()
    if not options.command and (problem := port_problem(options.port)):
        return _fail(problem)
    step = iter(range(1, STEPS + 1))
    stack = Stack(port=int(options.port), say=lambda line: _say(f"{next(step)}/{STEPS} {line}"))
    if options.command:
        command = [sys.executable, "manage.py", *options.arguments]
        return subprocess.run(command, env=stack.environment, check=False).returncode  # noqa: S603 (our manage.py)
    try:
        return _serve(stack)
    except (FileNotFoundError, RuntimeError) as error:
        return _fail(str(error))
    except subprocess.CalledProcessError as error:
        return _fail(f"{' '.join(map(str, error.cmd))} failed. See the lines above and {stack.folder}.")


def _serve(stack: Stack) -> int:
    stop = StopSignal()
    with stack:
        _say(f"The stack is at {stack.url}/ and its editor at {stack.url}/admin/ (Ctrl-C stops it)")
        _say(f"    Logs: {stack.logs}. Emails: {stack.mail}")
        _say("    To create a login, run this and open the link in the email:")
        _say('    .venv/bin/python -m deploy.stack manage invite EMAIL --role "Site admin"')
        stop.wait()
        _say("Stopping")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fail(line: str) -> int:
    sys.stderr.write(line + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
