// Who broke the glass of the emergency card: in red, with reason and second person.
import type { JSX } from "preact";
import type { Emergency } from "../api/types";
import { askerName, roleOf, shownBy } from "../domain/consents";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { to } from "../state/route";
import { emergencies } from "../state/wallet";
import { Icon } from "./icons";

export function EmergencyUses(): JSX.Element {
  const { emergency: said } = words.value;
  return (
    <section aria-labelledby="emergency-uses">
      <h2 id="emergency-uses">{said.uses}</h2>
      {!emergencies.value.length && <p class="soft">{said.usesNone}</p>}
      <ul class="tasks">
        {emergencies.value.map((each) => (
          <li key={each.emergency_id}>
            <div class="task emergency">
              <Icon name="warn" />
              <span>
                <strong><bdi>{fill(said.used, { name: askerName(each.asker) })}</bdi></strong>
                {details(each).map((line) => <span class="soft" key={line}><bdi>{line}</bdi></span>)}
              </span>
            </div>
          </li>
        ))}
      </ul>
      {emergencies.value.length > 0 && <p><a href={to("happened")}>{said.all}</a></p>}
    </section>
  );
}

function details(each: Emergency): string[] {
  const { emergency: said, consent } = words.value;
  const date = writeMoment(each.ends_at, language.value);
  const second = each.second ? fill(said.second, { name: each.second.name }) : each.is_alone ? said.alone : said.waits;
  return [
    roleOf(each.asker.role, consent), shownBy(each.asker, consent), each.reason ? fill(said.why, { why: each.reason }) : "", second, writeMoment(each.at, language.value),
    fill(each.state === "over" ? said.over : said.until, { date }),
  ].filter(Boolean);
}
