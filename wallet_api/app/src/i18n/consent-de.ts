import type { consent as english } from "./consent-en";

export const consent: typeof english = {
  title: "Teilen", lead: "Wer was ansehen darf, und bis wann.", empty: "Sie teilen nichts, und niemand fragt.", waiting: "Wartet auf Sie", now: "Jetzt geteilt", over: "Vorbei",
  takingUp: "Die Anfrage wird geöffnet …", asks: "{name} möchte etwas ansehen", asksTitle: "Jemand möchte etwas ansehen", shared: "Sie teilen mit ihnen", overTitle: "Nicht mehr geteilt",
  who: "Das fragt Sie", known: "Dieser Name steht im Register.", unknown: "Diese Stelle steht nicht mehr im Register", unknownAdvice: "Teilen Sie nichts Neues mit ihr.",
  person: "{name}, {role}", licensed: "Nachgewiesen durch eine Zulassung von: {name}.", onlyWord: "Das sagt: {name}. Eine Zulassung wurde nicht gezeigt.",
  onlyWordPrivate: "Sehr Vertrauliches können sie erst lesen, wenn sie eine Zulassung zeigen.", forAll: "Alle dort mit dieser Aufgabe dürfen es ansehen: {role}.", why: "Wofür", writes: "Sie schreiben: „{note}“", wants: "Das möchten sie sehen",
  choose: "Was teilen Sie?", all: "Alles auswählen", none: "Davon ist nichts in Ihrer Wallet.", howLong: "Wie lange?", visit: "Nur dieser Besuch (12 Stunden)", day: "1 Tag", days: "{count} Tage",
  wanted: "so gefragt", share: "Teilen", decline: "Nicht teilen", answerBy: "Sie können bis {date} antworten.", until: "Sie dürfen es bis {date} ansehen.", left: "Noch {time}",
  leftDays: "{count} Tage", leftDay: "1 Tag", leftHours: "{count} Stunden", leftMinutes: "{count} Minuten", leftSoon: "weniger als zwei Minuten", stop: "Jetzt nicht mehr teilen", change: "Ändern", save: "Änderung speichern",
  stopSure: "Ab jetzt können sie nichts mehr ansehen. Was sie schon gelesen haben, behalten sie.", keep: "Für das nächste Mal behalten", kept: "Behalten. Sie finden es unter Teilen.",
  never: "Diese Person nie etwas ansehen lassen", neverPlace: "Niemanden dort etwas ansehen lassen", neverSure: "Sie werden dann abgewiesen, was immer Sie teilen. Niemand sagt es ihnen.", neverDone: "Die Regel gilt.",
  byRule: "Eine Ihrer Regeln hat das von selbst abgelehnt.", looks: "Wer etwas angesehen hat", looksLead: "Alle, die etwas angesehen oder es versucht haben.", looksNone: "Niemand hat etwas angesehen.", looked: "{name} hat es angesehen", refused: "{name} wurde abgewiesen",
  rules: "Wer nie etwas ansehen darf", rulesLead: "Diese Regeln gehen allem vor, was Sie teilen.", rulesNone: "Sie haben keine solche Regel.", delete: "Löschen", ruleOf: "{person}, {place}", ruleKind: "nur: {kind}",
  templates: "Für das nächste Mal", templateOf: "{kinds} mit {name}, {time}", again: "Wieder teilen", anybody: "Irgendjemand",
  put: {
    asks: "{name} möchte etwas hineinlegen", asksTitle: "Jemand möchte etwas hineinlegen", shared: "Sie dürfen etwas hineinlegen", overTitle: "Sie dürfen nichts mehr hineinlegen",
    forAll: "Alle dort mit dieser Aufgabe dürfen etwas hineinlegen: {role}.", wants: "Das möchten sie in Ihre Wallet legen", choose: "Was dürfen sie hineinlegen?", share: "Erlauben", decline: "Nicht erlauben",
    until: "Sie dürfen bis {date} etwas hineinlegen.", now: "Jetzt erlaubt", stop: "Jetzt beenden", stopSure: "Ab jetzt können sie nichts mehr hineinlegen. Was da ist, bleibt, bis Sie es löschen.",
    looks: "Was sie hineingelegt haben", looksNone: "Niemand hat etwas hineingelegt.", looked: "{name} hat etwas hineingelegt",
    states: { requested: "wartet auf Sie", granted: "erlaubt", amended: "erlaubt, geändert", denied: "nicht erlaubt", expired: "vorbei", withdrawn: "von Ihnen beendet", superseded: "durch Neueres ersetzt" },
  },
  states: {
    requested: "wartet auf Sie", granted: "geteilt", amended: "geteilt, geändert", denied: "nicht geteilt", expired: "vorbei", withdrawn: "von Ihnen beendet", superseded: "durch Neueres ersetzt",
  },
  purposes: {
    TREAT: "Ihre Behandlung", ETREAT: "Ein Notfall", HRESCH: "Forschung", CLINTRCH: "Eine Studie zu einem Mittel", PATRQT: "Sie haben darum gebeten", HPAYMT: "Die Rechnung", HOPERAT: "Der Betrieb der Klinik", PUBHLTH: "Die Gesundheit aller",
  },
  roles: {
    "2211": "Ärztin oder Arzt", "2212": "Fachärztin oder Facharzt", "2221": "Pflege", "2222": "Hebamme", "2240": "Rettungsdienst", "3258": "Rettungsdienst", "2262": "Apotheke", other: "anderer Beruf ({code})",
  },
  reasons: {
    stale: "Die Frage war zu alt.", replayed: "Jemand hat eine alte Frage noch einmal geschickt.", "not-proven": "Sie haben nicht bewiesen, wer sie sind.", "licence-revoked": "Sie dürfen diese Arbeit nicht mehr tun.",
    "licence-expired": "Ihr Nachweis war abgelaufen.", "not-trusted": "Das Register vertraut ihnen dafür nicht.", "not-checked": "Niemand konnte prüfen, wer sie sind.", "standing-denial": "Eine Ihrer Regeln verbietet es.",
    "no-consent": "Sie teilen nichts mit ihnen.", "not-answered": "Sie hatten noch nicht geantwortet.", denied: "Sie haben es nicht geteilt.", withdrawn: "Sie hatten das Teilen beendet.", superseded: "Eine neuere Antwort von Ihnen gilt.",
    expired: "Die Zeit war vorbei.", "not-yet": "Die Zeit hatte noch nicht begonnen.", "other-purpose": "Es war für etwas anderes.", "other-act": "Es war für etwas anderes.", "other-item": "Das teilen Sie nicht mit ihnen.", "too-sensitive": "Es ist seitdem vertraulicher geworden.",
    "no-licence": "Sie haben keine Zulassung gezeigt, und das braucht eine.",
    "no-reason-given": "Es wurde kein Grund genannt.", "same-person-twice": "Die zweite Person war die erste.", "not-confirmed": "Niemand hatte es bestätigt.", "no-emergency": "Es war keine Behandlung im Notfall.",
    "no-clinician": "Sie behandeln niemanden im Notfall.", "not-on-card": "Es steht nicht auf der Notfallkarte.", "emergency-over": "Die 24 Stunden waren vorbei.", "no-emergency-card": "Ihre Notfallkarte war aus.",
    other: "Es wurde abgewiesen.",
  },
};
