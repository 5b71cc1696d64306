"""The file that a person takes along: a page to read and JSON, in a zip, encrypted by a passphrase (age)."""
