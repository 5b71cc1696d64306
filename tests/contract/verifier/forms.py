"""What a browser would send of a form as the page shows it."""

from html.parser import HTMLParser

Sent = list[tuple[str, str]]


class _Form(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.sent: Sent = []
        self._form_id = form_id
        self._inside = False
        self._select: str | None = None
        self._chosen: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("id") == self._form_id
        if not self._inside:
            return
        if tag == "input" and (given.get("type") != "checkbox" or "checked" in given):
            self.sent.append((given["name"], given.get("value", "")))
        elif tag == "select":
            self._select, self._chosen = given["name"], None
        elif tag == "option" and (self._chosen is None or "selected" in given):
            self._chosen = given["value"]
        elif tag == "textarea":
            self._textarea = given["name"]
            self.sent.append((given["name"], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._inside and self._select is not None:
            self.sent.append((self._select, self._chosen or ""))
        elif tag == "textarea":
            self._textarea = None

    def handle_data(self, data: str) -> None:
        if self._textarea is not None and self._inside:
            name, before = self.sent.pop()
            self.sent.append((name, before + data if before else data.removeprefix("\n")))


def form_of(html: str, form_id: str) -> Sent:
    """The fields of this form, filled in as they are shown, without its buttons."""
    found = _Form(form_id)
    found.feed(html)
    assert found.sent, f"the page has a form {form_id}"
    return found.sent


def changed(sent: Sent, **fields: str) -> dict[str, list[str]]:
    """These fields with others in their place; `__` stands for a dot."""
    named = {name.replace("__", "."): value for name, value in fields.items()}
    values: dict[str, list[str]] = {}
    for name, value in sent:
        values.setdefault(name, []).append(value)
    return values | {name: [value] for name, value in named.items()}
