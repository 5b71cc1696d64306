// The page behind a code that somebody carries: what to do with it, for whoever found it. It asks the service nothing.
import type { JSX } from "preact";
import { LinkButton } from "../components/button";
import { Note } from "../components/notes";
import { Screen } from "../components/screen";
import { words } from "../i18n/words";
import { route, to } from "../state/route";
import { phase } from "../state/session";

export function EmergencyCode(): JSX.Element {
  const { emergency: said } = words.value;
  return (
    <Screen title={said.foundTitle} lead={said.foundLead}>
      <Note tone="bad" icon="warn"><p>{said.foundHelp}</p></Note>
      <section class="panel">
        <p>{said.foundStaff}</p>
        <p class="secret" dir="ltr"><bdi>{route.value.id}</bdi></p>
      </section>
      {phase.value === "in" && <LinkButton href={to("emergency-card")}>{said.foundMine}</LinkButton>}
    </Screen>
  );
}
