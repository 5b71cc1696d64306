import { expect, test } from "vitest";
import type { Card } from "../src/api/types";
import { groupCards, masked } from "../src/domain/cards";

function card(id: string, changes: Partial<Card> = {}): Card {
  return {
    credential_id: id, credential_type: "vaccination", schema_id: "s", cred_def_id: "c", revoked: false, replaced: false, state: "valid", group_id: "g",
    title: "Measles", subtitle: "M-M-R II", day: "2024-03-12", until: null, issuer: { organisation_id: "c", name: "Centre" }, claimed_label: "Clinic", stored_at: null, ...changes,
  };
}

test("what came of one jab is one card with its diseases", () => {
  const [only, ...others] = groupCards([card("1", { title: "Rubella" }), card("2", { title: "Measles" }), card("3", { title: "Mumps" })]);
  expect(others).toEqual([]);
  expect(only?.titles).toEqual(["Measles", "Mumps", "Rubella"]);
  expect(only?.credentialIds.toSorted()).toEqual(["1", "2", "3"]);
});

test("the issuer's name is that of the register, and what it calls itself is kept apart", () => {
  const [known] = groupCards([card("1")]);
  expect([known?.issuer, known?.claimed]).toEqual(["Centre", "Clinic"]);
  const [unknown] = groupCards([card("1", { issuer: null })]);
  expect([unknown?.issuer, unknown?.claimed]).toEqual(["", "Clinic"]);
});

test("a revoked part stands alone, after what is in force", () => {
  const groups = groupCards([card("1", { state: "revoked" }), card("2", { title: "Mumps" })]);
  expect(groups.map((each) => [each.state, each.titles])).toEqual([["valid", ["Mumps"]], ["revoked", ["Measles"]]]);
  expect(new Set(groups.map((each) => each.id)).size).toBe(2);
});

test("what is kept on the phone holds no word of the card", () => {
  const [group] = groupCards([card("1")]);
  const kept = JSON.stringify(group && masked(group));
  for (const secret of ["Measles", "M-M-R", "Clinic", "Centre"]) expect(kept).not.toContain(secret);
  expect(kept).toContain("2024-03-12");
  expect(kept, "nobody has looked since").not.toContain("valid");
});
