// The figures of transparency-dev/merkle, re-typed from tests/unit/audit/merkle_figures.py, and a note of a real log.
import { expect, test } from "vitest";
import recorded from "../../../tests/vectors/audit/anchor.json";
import { continues, isSigned, logKey, type Tree } from "../src/domain/growth";

const base64 = (hex: string): string => btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((each) => parseInt(each, 16))));
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const [N2, N34, N5678, N5, N7, N78, N56, N1234] = [
  "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4", "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f", "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
] as const;
const PROOFS: [number, number, readonly string[]][] = [
  [1, 1, []], [1, 8, [N2, N34, N5678]], [6, 8, [N56, N78, N1234]], [2, 5, [N34, N5]], [6, 7, [N56, N7, N1234]],
];
const tree = (size: number): Tree => ({ size, root: base64(ROOTS[size - 1] ?? "") });

test.each(PROOFS)("a tree of %i is continued by one of %i, and by no other", async (first, second, proof) => {
  const hashes = proof.map(base64);
  expect(await continues(tree(first), tree(second), hashes)).toBe(true);
  const wrong: [Tree, Tree, string[]][] = [
    [tree((first % 8) + 1), tree(second), hashes], [tree(first), { ...tree(second), root: tree(3).root }, hashes], [{ ...tree(first), root: tree(4).root }, tree(second), hashes],
    [tree(first), tree(second), [...hashes, base64(N2)]], ...hashes.map((_, at): [Tree, Tree, string[]] => [tree(first), tree(second), hashes.filter((__, other) => other !== at)]),
    ...hashes.map((_, at): [Tree, Tree, string[]] => [tree(first), tree(second), hashes.map((each, other) => (other === at ? base64(ROOTS[0] ?? "") : each))]),
  ];
  for (const [before, after, given] of wrong) expect(await continues(before, after, given)).toBe(false);
});

test("a log that shrank, or has another root of the same size, does not continue", async () => {
  expect(await continues(tree(8), tree(6), [])).toBe(false);
  expect(await continues(tree(6), { size: 6, root: tree(5).root }, [])).toBe(false);
  expect(await continues(tree(2), tree(8), [])).toBe(false);
});

test("the checkpoint of a real log is signed by its key, and by no other, and not if a letter of it is changed", async () => {
  const key = logKey(recorded.trust) ?? "";
  const [, size = "", root = ""] = recorded.checkpoint.split("\n");
  const shown = { size: Number(size), root };
  expect(await isSigned(recorded.checkpoint, key, shown)).toBe(true);
  expect(await isSigned(recorded.checkpoint, key, { ...shown, size: shown.size + 1 })).toBe(false);
  expect(await isSigned(recorded.checkpoint.replace(`\n${size}\n`, `\n${Number(size) + 1}\n`), key, { ...shown, size: shown.size + 1 })).toBe(false);
  const other = key.replace(/.{8}$/, "AAAAAAA=");
  expect(await isSigned(recorded.checkpoint, other, shown)).toBe(false);
});
