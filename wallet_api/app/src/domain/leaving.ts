// What a person takes along or leaves: a passphrase, a receipt, and what was erased in words a person has for it.

const ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"; // 32 letters, without I, L, O and U, which are read wrongly
const GROUPS = 6;
const LETTERS = 4;

/** 120 random bits, as six groups of four letters. */
export function drawPassphrase(): string {
  const letters = Array.from(crypto.getRandomValues(new Uint8Array(GROUPS * LETTERS)), (byte) => ALPHABET[byte % ALPHABET.length] ?? "");
  return Array.from({ length: GROUPS }, (_, group) => letters.slice(group * LETTERS, (group + 1) * LETTERS).join("")).join("-");
}

/** 256 random bits: by it the report is read, also when the answer got lost. */
export function drawReceipt(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const ERASED = ["cards", "documents", "wallets", "keys", "history"] as const;
export type Erased = (typeof ERASED)[number];
const OF: Record<string, Erased> = { cards: "cards", records: "documents", wallets: "wallets", accounts: "keys", devices: "keys", passkeys: "keys", sessions: "keys" };

/** How many of each, those of which there were any; what has no name of its own is history. */
export function erasedGroups(erased: Readonly<Record<string, number>>): [Erased, number][] {
  const sums = new Map<Erased, number>();
  for (const [kind, count] of Object.entries(erased)) sums.set(OF[kind] ?? "history", (sums.get(OF[kind] ?? "history") ?? 0) + count);
  return ERASED.map((group): [Erased, number] => [group, sums.get(group) ?? 0]).filter(([, count]) => count > 0);
}
