// The words of consent: who may look at what, for what and how long.
export const consent = {
  title: "Sharing", lead: "Who may look at what, and until when.", empty: "You share nothing, and nobody asks.", waiting: "Waiting for you", now: "Shared now", over: "Over",
  takingUp: "Opening the request …", asks: "{name} asks to look", asksTitle: "Somebody asks to look", shared: "You share with them", overTitle: "No longer shared",
  who: "This asks you", known: "This name is in the register.", unknown: "This place is not in the register any more", unknownAdvice: "Do not share anything new with them.",
  person: "{name}, {role}", licensed: "They showed a licence of {name} for this.", onlyWord: "{name} says so. They showed no licence.",
  onlyWordPrivate: "They cannot read what is very private until they show a licence.", forAll: "Everybody there may look who has this role: {role}.", why: "What for", writes: "They write: “{note}”", wants: "They want to see",
  choose: "What do you share?", all: "Choose all of it", none: "You have nothing of this kind in your wallet.", howLong: "For how long?", visit: "Just this visit (12 hours)", day: "1 day", days: "{count} days",
  wanted: "as they ask", share: "Share", decline: "Do not share", answerBy: "You can answer until {date}.", until: "They may look until {date}.", left: "Time left: {time}",
  leftDays: "{count} days", leftDay: "1 day", leftHours: "{count} hours", leftMinutes: "{count} minutes", leftSoon: "less than two minutes", stop: "Stop sharing now", change: "Change it", save: "Save the change",
  stopSure: "From now on they cannot look any more. What they have already read stays with them.", keep: "Keep for next time", kept: "Kept. You find it under Sharing.",
  never: "Never let this person look", neverPlace: "Never let anybody there look", neverSure: "They are then refused whatever you share. Nobody tells them.", neverDone: "The rule is in force.",
  byRule: "A rule of yours refused this by itself.", looks: "Who looked", looksLead: "Everybody who looked, or tried to.", looksNone: "Nobody has looked.", looked: "{name} looked", refused: "{name} was refused",
  rules: "Who may never look", rulesLead: "These rules win over everything that you share.", rulesNone: "You have no such rule.", delete: "Delete", ruleOf: "{person}, {place}", ruleKind: "only: {kind}",
  templates: "Kept for next time", templateOf: "{kinds} with {name}, {time}", again: "Share again", anybody: "Anybody",
  put: {
    asks: "{name} asks to put something in", asksTitle: "Somebody asks to put something in", shared: "They may put something in", overTitle: "They may not put anything in any more",
    forAll: "Everybody there may put something in who has this role: {role}.", wants: "They want to put into your wallet", choose: "What may they put in?", share: "Allow it", decline: "Do not allow it",
    until: "They may put something in until {date}.", now: "Allowed now", stop: "Stop this now", stopSure: "From now on they cannot put in anything. What is there stays until you delete it.",
    looks: "What they put in", looksNone: "Nobody has put anything in.", looked: "{name} put something in",
    states: { requested: "waits for you", granted: "allowed", amended: "allowed, changed", denied: "not allowed", expired: "over", withdrawn: "stopped by you", superseded: "replaced by a newer one" },
  },
  states: {
    requested: "waits for you", granted: "shared", amended: "shared, changed", denied: "not shared", expired: "over", withdrawn: "stopped by you", superseded: "replaced by a newer one",
  },
  purposes: {
    TREAT: "Your treatment", ETREAT: "An emergency", HRESCH: "Research", CLINTRCH: "A study of a medicine", PATRQT: "You asked for it", HPAYMT: "The bill", HOPERAT: "The running of the clinic", PUBHLTH: "Public health",
  },
  roles: {
    "2211": "doctor", "2212": "specialist doctor", "2221": "nurse", "2222": "midwife", "2240": "paramedic", "3258": "ambulance worker", "2262": "pharmacist", other: "another job ({code})",
  },
  reasons: {
    stale: "The question was too old.", replayed: "Somebody sent an old question again.", "not-proven": "They did not prove who they are.", "licence-revoked": "They may not do this work any more.",
    "licence-expired": "Their proof of work was over.", "not-trusted": "The register does not trust them with this.", "not-checked": "Nobody could check who they are.", "standing-denial": "A rule of yours refuses it.",
    "no-consent": "You share nothing with them.", "not-answered": "You had not answered yet.", denied: "You did not share it.", withdrawn: "You had stopped sharing.", superseded: "A newer answer of yours counts.",
    expired: "The time was over.", "not-yet": "The time had not begun.", "other-purpose": "It was for something else.", "other-act": "It was for something else.", "other-item": "You do not share this with them.", "too-sensitive": "It has become more private since.",
    "no-licence": "They showed no licence, and this needs one.",
    "no-reason-given": "They gave no reason.", "same-person-twice": "The second person was the first.", "not-confirmed": "Nobody had confirmed it.", "no-emergency": "It was no emergency treatment.",
    "no-clinician": "They do not treat people in emergencies.", "not-on-card": "It is not on the emergency card.", "emergency-over": "The 24 hours were over.", "no-emergency-card": "Your emergency card was off.",
    other: "It was refused.",
  },
};
