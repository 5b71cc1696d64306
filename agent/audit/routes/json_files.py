"""Answers that are a JSON text to be kept to the letter: evidence, and what it is checked by."""

from typing import Any

from fastapi import Response

JSON_TEXT: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"schema": {"type": "object"}}}}}
"""For a route's `responses`."""


def json_text(content: str) -> Response:
    return Response(content, media_type="application/json")


def evidence_file(content: str, name: str) -> Response:
    """To be saved as NAME.evidence.json."""
    answer = json_text(content)
    answer.headers["content-disposition"] = f'attachment; filename="{name}.evidence.json"'
    return answer
