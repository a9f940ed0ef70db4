"""`python -m deploy.advisories`: whether a vulnerability is known of anything that is locked, as pip-audit is told.

Ends with 1 if one is, with 77 and one line if nobody could be asked: a check that needs a service of others does not
stop who has no way to it.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-dev.txt")
SECONDS = 120  # all in all
SKIPPED = 77


def main() -> int:
    found, asked = [], 0
    for lock in LOCKS:
        packages = told(lock)
        if packages is None:
            return skipped()
        answered = [package for package in packages if "skip_reason" not in package]
        asked += len(answered)
        found += [package for package in answered if package["vulns"]]
    if not asked:
        return skipped()
    for package in {package["name"]: package for package in found}.values():
        for one in package["vulns"]:
            fixed = ", ".join(one["fix_versions"]) or "no version yet"
            sys.stdout.write(f"{package['name']} {package['version']}: {one['id']}, mended in {fixed}\n")
    return 1 if found else 0


def told(lock: str) -> list[dict] | None:
    """Each package of `lock` with what is known of it; None if the service does not answer."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "--requirement",
        str(ROOT / lock),
        "--require-hashes",
        "--disable-pip",
    ]
    command += ["--format", "json", "--timeout", "5", "--progress-spinner", "off"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS / len(LOCKS), check=False)  # noqa: S603 (a fixed program)
        return json.loads(run.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError):
        return None


def skipped() -> int:
    sys.stdout.write("the service that knows vulnerabilities does not answer here\n")
    return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
