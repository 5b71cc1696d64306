// Die Wörter dafür, was geschehen ist, wie es im Protokoll des Dienstes steht.
export const happened = {
  title: "Was geschehen ist", lead: "Wer gefragt hat, abgewiesen wurde oder nachgesehen hat, und was Sie selbst getan haben. Das Neueste steht oben.", none: "In dieser Mappe ist noch nichts geschehen.",
  more: "Ältere zeigen", you: "Sie", other: "Jemand anderes, der diese Mappe öffnet", stranger: "Jemand, der diese Mappe nicht öffnen darf", service: "Der Dienst der Mappe",
  request: "Anfrage öffnen", asker: "Gefragt von {name}", person: "Für sie: {name}", purpose: "Wofür: {purpose}", seen: "Zu sehen: {names}", proved: "Nur zu beweisen: {names}",
  proof: "Beweis speichern", proofSoon: "Der Beweis entsteht in wenigen Sekunden.", how: "Niemand kann diese Liste ändern, ohne dass es auffällt. Ein Beweis zeigt das anderen, auch ohne uns.",
  accounting: "Liste, wer was gesehen hat", table: "Als Tabelle speichern", print: "Zum Drucken speichern",
  broken: "Die Liste, was geschehen ist, wurde nachträglich geändert.", brokenNext: "Ihr Telefon hat vorher eine andere gesehen. Sagen Sie es jemandem, dem Sie vertrauen. Heben Sie auf, was Ihr Telefon gesehen hat.", brokenSave: "Speichern, was mein Telefon sah",
  putIn: "In Ihre Wallet gelegt", looksEmergency: "Notfall: Ihre Karte wurde gelesen", asksEmergency: "Notfall: jemand bat um Ihre Karte", confirmsEmergency: "Notfall: eine zweite Person bestätigte",
  kinds: {
    issue: "Eine Karte", revoke: "Eine Karte wurde zurückgenommen", request: "Jemand hat gefragt", grant: "Zugestimmt", deny: "Abgelehnt", disclose: "Gezeigt", decide: "Entschieden", read: "Angesehen", change: "Geändert",
    withdraw: "Ein Zugang endete", erase: "Gelöscht", "break-glass": "Zugang im Notfall", key: "Schlüssel", "sign-in": "Anmeldung", policy: "Regeln",
  },
  outcomes: { done: "getan", refused: "nicht erlaubt", failed: "hat nicht geklappt" },
};
