"""The composition root: everything on one machine, the `salus` command, and the demo journey."""
