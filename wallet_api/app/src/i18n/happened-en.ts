// The words of what happened, as the service's log has it.
export const happened = {
  title: "What happened", lead: "Who asked, was refused or looked, and what you did yourself. The newest is first.", none: "Nothing has happened in this wallet yet.",
  more: "Show older ones", you: "You", other: "Somebody else who opens this wallet", stranger: "Somebody who may not open this wallet", service: "The wallet service",
  request: "Open the request", asker: "Asked by {name}", person: "For them: {name}", purpose: "For: {purpose}", seen: "To be seen: {names}", proved: "Only to be proved: {names}",
  proof: "Save the proof", proofSoon: "The proof is made in a few seconds.", how: "Nobody can change this list without being caught. A proof shows it to others, also without us.",
  accounting: "List of who saw what", table: "Save as a table", print: "Save to print",
  broken: "The list of what happened was changed afterwards.", brokenNext: "Your phone has seen another one before. Tell somebody whom you trust, and keep what your phone saw.", brokenSave: "Save what my phone saw",
  putIn: "Put into your wallet", looksEmergency: "Emergency: your card was read", asksEmergency: "Emergency: somebody asked for your card", confirmsEmergency: "Emergency: a second person confirmed",
  kinds: {
    issue: "A card", revoke: "A card was taken back", request: "Somebody asked", grant: "Agreed", deny: "Refused", disclose: "Shown", decide: "Decided", read: "Looked at", change: "Changed",
    withdraw: "An access ended", erase: "Deleted", "break-glass": "Emergency access", key: "Keys", "sign-in": "Sign-in", policy: "Rules",
  },
  outcomes: { done: "done", refused: "not allowed", failed: "did not work" },
};
