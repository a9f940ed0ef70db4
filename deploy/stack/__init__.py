"""The site as a school network would run it, on one machine without Docker: `make stack`, and `Stack` for tests,
faults and benchmarks."""

from deploy.stack.stack import Stack

__all__ = ["Stack"]
