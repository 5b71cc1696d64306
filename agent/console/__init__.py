"""Pages that a service makes for its people: what each stands on, and those that every service has.

No build and little script. Start with README.md in this directory. A service brings an Outfit and pages of its own.
"""
