"""One digest for one JSON value, however it was written."""

import hashlib
import json


def json_digest(value: object) -> str:
    """SHA-256, in hex, of the value as JSON: names sorted, without blanks, in UTF-8.

    Raises ValueError for what is no proper JSON, as half of a surrogate pair.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
