"""The day enrollment opens, times ten: ten times the visitors of the other trials, from many addresses."""

import time

RUSH = 10
SECONDS = 15


def run(trial):
    number = trial.change()
    time.sleep(SECONDS)
    if not trial.is_visible(number):
        trial.wrong.append(f"change {number} was not published within {SECONDS} s")
