"""The HTTP routes: each parses, calls one service, and renders."""
