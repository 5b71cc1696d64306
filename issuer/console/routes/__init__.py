"""The console's pages: parse a form, call one service, show a page."""
