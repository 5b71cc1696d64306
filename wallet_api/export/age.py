"""Encrypts what comes in by a passphrase, after https://age-encryption.org/v1 (scrypt). A program of its own.

`python -m wallet_api.export.age`: on its standard input the passphrase in UTF-8, a NUL, and the content; the encrypted
file on its output. Apart, because the library holds Python's lock for the second that scrypt takes, and half a GiB.
"""

import sys

import pyrage


def main() -> None:
    passphrase, _, content = sys.stdin.buffer.read().partition(b"\0")
    sys.stdout.buffer.write(pyrage.passphrase.encrypt(content, passphrase.decode()))


if __name__ == "__main__":
    main()
