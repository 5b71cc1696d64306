// Who looked, and who was refused and why.
import type { JSX } from "preact";
import type { ConsentUse } from "../api/types";
import { askerName, reasonOf, saidOf } from "../domain/consents";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { Icon } from "./icons";

export function Uses({ uses, none }: { uses: readonly ConsentUse[]; none?: string }): JSX.Element {
  const { consent: said } = words.value;
  if (!uses.length) return <p class="soft">{none ?? said.looksNone}</p>;
  return (
    <ul class="tasks">
      {uses.map((use) => (
        <li class="task" key={use.use_id}>
          <Icon name={!use.is_permitted ? "warn" : use.action === "collect" ? "clipboard" : "eye"} />
          <span>
            <strong><bdi>{fill(use.is_permitted ? saidOf(use, said).looked : said.refused, { name: askerName(use.asker) })}</bdi></strong>
            <span class="soft">
              {said.purposes[use.purpose]} · {writeMoment(use.at, language.value)}
              {!use.is_permitted && ` · ${reasonOf(use.reason, said)}`}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}
