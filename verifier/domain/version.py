"""The versions of a template: which of two is the higher one, and which comes next."""


def version_number(version: str) -> tuple[int, ...]:
    """Of `1.2` or `1.2.3`, for comparing: 1.10 is higher than 1.9, and 1.2.0 is the same as 1.2."""
    numbers = tuple(int(part) for part in version.split("."))
    return (*numbers, 0) if len(numbers) < 3 else numbers


def next_version(version: str) -> str:
    """What to propose for a change of this one."""
    major, minor, *_ = version_number(version)
    return f"{major}.{minor + 1}"
