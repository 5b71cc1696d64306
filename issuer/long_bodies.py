"""Where long bodies come: tails files and documents."""

import re

from issuer.console.navigation import BATCHES
from issuer.routes.batches import BATCHES_PATH
from issuer.routes.tails import MAX_UPLOAD_BYTES, TAILS_PATH

MAX_DOCUMENT_BYTES = 20 * 1024 * 1024
_ENVELOPE_BYTES = 64 * 1024
"""What a form puts around a file."""
LONG_BODIES = {
    re.compile(re.escape(TAILS_PATH.partition("{")[0])): MAX_UPLOAD_BYTES,
    re.compile(re.escape(BATCHES_PATH)): MAX_DOCUMENT_BYTES,
    re.compile(re.escape(BATCHES)): MAX_DOCUMENT_BYTES + _ENVELOPE_BYTES,
}
