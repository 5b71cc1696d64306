"""The clinic's pages: at the desk, and for those who keep templates and the trust registry."""
