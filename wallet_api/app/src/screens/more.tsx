// The rest: documents, people, devices, language, help, taking a copy, leaving.
import type { JSX } from "preact";
import { Icon, type IconName } from "../components/icons";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { to } from "../state/route";

export function More(): JSX.Element {
  const { app, documents, consent, emergency, people, devices, copy, leave, notes, language, help } = words.value;
  const entries: [string, IconName, string][] = [
    ["documents", "clipboard", documents.title], ["consents", "shield", consent.title], ["emergency-card", "allergy", emergency.title],
    ["people", "person", people.title], ["devices", "phone", devices.title],
    ["notes", "clock", notes.title], ["language", "globe", language.title], ["help", "help", help.title],
    ["copy", "lock", copy.title], ["leave", "warn", leave.title],
  ];
  return (
    <Screen title={app.more}>
      <ul class="tasks">
        {entries.map(([name, icon, label]) => (
          <li key={name}>
            <a class="task" href={to(name)}><Icon name={icon} /><span><strong>{label}</strong></span><Icon name="onward" /></a>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

export function Help(): JSX.Element {
  const { help } = words.value;
  const all: [string, string][] = [[help.q1, help.a1], [help.q2, help.a2], [help.q3, help.a3], [help.q4, help.a4], [help.q5, help.a5]];
  return (
    <Screen title={help.title} back="more">
      {all.map(([question, answer]) => (
        <section class="panel" key={question}><h2>{question}</h2><p>{answer}</p></section>
      ))}
    </Screen>
  );
}
