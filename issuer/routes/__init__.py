"""The issuer over HTTP: parse, call one service, render."""
