"""What the wallet decides without I/O: what a scan is, what a request asks, which card answers it."""
