"""The folder of the copy is lost; the application answers for it until the worker has made it anew."""

import shutil

LOSES_FILES = True  # which are written again as they were


def run(trial):
    site = trial.stack.published / "site"
    away = site.with_name("site.away")
    site.rename(away)
    try:
        number = trial.change()
        if not trial.until(lambda: trial.is_visible(number)):
            trial.wrong.append("a change was not visible while the copy was made anew")
        if not trial.until(trial.nothing_waits):
            trial.wrong.append("the copy did not heal")
    finally:
        shutil.rmtree(away)
