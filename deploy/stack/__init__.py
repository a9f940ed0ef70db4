"""The site as in production, on one machine without Docker: `make stack`, and `Stack` for tests and benchmarks."""

from deploy.stack.stack import Stack

__all__ = ["Stack"]
