import { describe, expect, it } from "vitest";
import type { Group } from "../src/api/types";
import { whyMissing } from "../src/domain/missing";

const group = (shortfall: Group["shortfall"]): Group => ({ revealed: [], proved: [], candidates: [], shortfall, issuers: [] });

describe("why no card answers", () => {
  it("is that there is none, unless a card of the kind falls short", () => {
    expect(whyMissing({ groups: [group(null)], missing: [0] })).toBe("no-credential");
    expect(whyMissing({ groups: [group(null), group("too-old")], missing: [1] })).toBe("too-old");
    expect(whyMissing({ groups: [group("expired")], missing: [] })).toBe("no-credential");
  });
});
