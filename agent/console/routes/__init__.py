"""The pages that every console has: parse a form, call one service, show a page."""
