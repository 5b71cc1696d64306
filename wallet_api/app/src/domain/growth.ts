// Whether the service's log continues what this phone saw of it: trees and proofs of RFC 9162 (2.1.4.2), notes of C2SP
// tlog-checkpoint. Hashes and signatures are the browser's own (Web Cryptography).

export interface Tree {
  size: number;
  /** In base64. */
  root: string;
}

const NODE = 1;
const ED25519 = 1;

export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));

/** Whether the tree of `second` begins with all that is in the tree of `first`. */
export async function continues(first: Tree, second: Tree, proof: readonly string[]): Promise<boolean> {
  if (first.size === second.size) return first.root === second.root && proof.length === 0;
  if (first.size > second.size || first.size < 1 || proof.length === 0) return false;
  const path = proof.map(fromBase64);
  if (isPowerOfTwo(first.size)) path.unshift(fromBase64(first.root));
  return await led(first.size - 1, second.size - 1, path, fromBase64(first.root), fromBase64(second.root));
}

async function led(first: number, second: number, path: Uint8Array[], root: Uint8Array, newRoot: Uint8Array): Promise<boolean> {
  let [fn, sn] = [first, second];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let old = path[0] ?? new Uint8Array();
  let now = old;
  for (const each of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      old = await node(each, old);
      now = await node(each, now);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else now = await node(now, each);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && same(old, root) && same(now, newRoot);
}

const half = (number: number): number => Math.floor(number / 2);
const same = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, at) => byte === other[at]);

function isPowerOfTwo(number: number): boolean {
  let left = number;
  while (left % 2 === 0) left /= 2;
  return left === 1;
}

async function node(left: Uint8Array, right: Uint8Array): Promise<Uint8Array> {
  const content = new Uint8Array([NODE, ...left, ...right]);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content));
}

/** The key of a log in what evidence is checked by: `log NAME+HASH+KEY`, a line of c2sp.org/tlog-policy. */
export function logKey(trust: { policy?: unknown }): string | undefined {
  return /^log (\S+)$/m.exec(String(trust.policy ?? ""))?.[1];
}

/** Whether the log of this key signed the note, and it says this of the tree; undefined where the browser cannot tell. */
export async function isSigned(note: string, key: string, tree: Tree): Promise<boolean | undefined> {
  const [, name = "", , written = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(key) ?? [];
  const [body = "", signatures = ""] = note.split(/\n(?=\n)/, 2).map((part, at) => (at === 0 ? `${part}\n` : part));
  const [origin, size, root] = body.split("\n");
  if (origin !== name || size !== String(tree.size) || root !== tree.root) return false;
  const line = signatures.split("\n").find((each) => each.startsWith(`\u2014 ${name} `));
  const [signature, secret] = [fromBase64(line?.split(" ")[2] ?? ""), fromBase64(written)];
  if (secret[0] !== ED25519) return false;
  try {
    const imported = await crypto.subtle.importKey("raw", secret.slice(1), { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature.slice(4), new TextEncoder().encode(body));
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "NotSupportedError") return undefined;
    return false;
  }
}
