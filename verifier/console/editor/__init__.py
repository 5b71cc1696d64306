"""The editor of templates: a form without code, read into the same data as a template's file.

What was typed is a Draft of plain texts, so that nothing of it is lost while it is not yet a template.
"""
