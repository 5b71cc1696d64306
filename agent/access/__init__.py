"""Who may use a service: keys of machines, users of a console, and the history of what they do.

Start with README.md in this directory. What belongs to a service (its scopes, the kinds of its acts) is given by it.
"""
