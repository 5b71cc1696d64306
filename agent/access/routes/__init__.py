"""Keys and the history over HTTP, and the guards of the machine API: parse, call one service, render."""
