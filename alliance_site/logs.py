"""What the log may remember of a request: the address that was asked for, never the question in it."""

import logging
import re

QUESTION = re.compile(r"\?[^\s\"']+")


class WithoutQuestions(logging.Filter):
    """Cuts query strings out of the addresses of a record: a family's ZIP code is nobody's business."""

    def filter(self, record):
        record.msg, record.args = QUESTION.sub("", record.getMessage()), None
        return True
