// Die Wörter der Notfallkarte: was darauf steht, wer sie wann sehen darf, und wer es getan hat.
export const emergency = {
  title: "Notfallkarte", lead: "Wenn Sie nicht sprechen können, erfährt eine Ärztin, worauf Sie allergisch sind. Die Karte ist aus, bis Sie sie einschalten.",
  isOn: "Sie ist an", isOff: "Sie ist aus", shows: "Das würde man sehen", showsNothing: "Nichts: Sie haben keine Karte über Allergien.", noneKnown: "Es ist keine Allergie bekannt", level: "Wie gefährlich: {level}",
  levels: { high: "hoch", low: "gering", "unable-to-assess": "nicht bekannt" },
  only: "Nur das: kein Name, keine andere Karte. Es ist immer, was Ihre Karten in diesem Augenblick sagen.",
  how: "So geht es", howCode: "Sie tragen einen Code auf Papier bei sich. Der Code allein zeigt nichts, wer immer ihn findet.", howWho: "Ärztin, Pflegerin, Hebamme oder Rettungsdienst fragt mit Ihrem Code und sagt, warum.",
  howSecond: "Eine zweite Person dort bestätigt es. Ist sonst niemand im Dienst, wird das gesagt, und Sie lesen es.", howEnd: "Man darf 24 Stunden lang nachsehen. Sie erfahren es sofort, mit Namen und Grund.",
  on: "Einschalten", off: "Ausschalten", offSure: "Ab jetzt kann niemand nachsehen. Der Code auf Ihrem Papier nützt nichts mehr.", code: "Ihr Code", paper: "Für den Rettungsdienst", paperHow: "Geben Sie diesen Code dort ein, wo Sie Unterlagen lesen, unter Notfall.",
  print: "Drucken", renew: "Neuen Code machen", renewSure: "Der Code auf Ihrem Papier nützt dann nichts mehr. Wer jetzt nachsehen darf, kann es nicht mehr.", carry: "Legen Sie es dorthin, wo andere zuerst suchen: zum Ausweis oder hinter das Telefon.",
  uses: "Wer sie benutzt hat", usesNone: "Niemand hat sie benutzt.", used: "{name} hat Ihre Notfallkarte geöffnet", second: "Bestätigt von {name}", alone: "Es hieß, sonst sei niemand im Dienst", waits: "Noch hat es niemand bestätigt, also kann niemand nachsehen", why: "Ihr Grund: „{why}“",
  until: "Bis {date}", over: "Vorbei seit {date}", all: "Jeden Blick ansehen", cardOf: "Notfallkarte von {name}",
  foundTitle: "Ein Notfallcode", foundLead: "Jemand trägt diesen Code für den Notfall bei sich. Er zeigt Ihnen nichts über diesen Menschen.",
  foundHelp: "Ist jemand in Gefahr, rufen Sie den Notruf. Zeigen Sie diesen Code der Ärztin oder dem Rettungsdienst.", foundStaff: "Rettungsdienst und Klinik: Geben Sie diesen Code dort ein, wo Sie Unterlagen lesen, unter Notfall.", foundMine: "Meine Notfallkarte",
};
