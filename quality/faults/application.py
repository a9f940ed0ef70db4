"""The application is killed (kill -9), three times; whoever runs it starts it again."""

import time

TIMES, BETWEEN = 3, 4  # seconds


def run(trial):
    application = trial.stack.processes["gunicorn"]
    for turn in range(TIMES):
        if turn:
            time.sleep(BETWEEN)
        application.signal()
