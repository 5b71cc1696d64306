"""Figures of transparency-dev/merkle (proof/verify_test.go, rfc6962/rfc6962_test.go), re-typed: eight leaves, the roots
of the trees over the first of them, and proofs in these trees."""

SOME_HASH = bytes.fromhex("abacaba000000000000000000000000000000000000000000060061e00123456")
EMPTY_TREE = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
LEAVES = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    bytes.fromhex(each)
    for each in (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
]
_2 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_34 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_5678 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_5 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_7 = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
_78 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_56 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
_1, _12, _1234 = ROOTS[0].hex(), ROOTS[1].hex(), ROOTS[3].hex()


def _hashes(*texts: str) -> list[bytes]:
    return [bytes.fromhex(each) for each in texts]


INCLUSION = [
    (0, 1, []),
    (0, 8, _hashes(_2, _34, _5678)),
    (5, 8, _hashes(_5, _78, _1234)),
    (2, 3, _hashes(_12)),
    (1, 5, _hashes(_1, _34, _5)),
]
"""Index from 0, size, proof."""
CONSISTENCY = [
    (1, 1, []),
    (1, 8, _hashes(_2, _34, _5678)),
    (6, 8, _hashes(_56, _78, _1234)),
    (2, 5, _hashes(_34, _5)),
    (6, 7, _hashes(_56, _7, _1234)),
]
"""First size, second size, proof."""
