// What was taken and what was shared, the newest first.
import type { JSX } from "preact";
import { LinkButton } from "../components/button";
import { Icon, type IconName } from "../components/icons";
import { ProblemNote } from "../components/notes";
import { nameOf } from "../components/who";
import { Screen } from "../components/screen";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { to } from "../state/route";
import { offers, problem, requests } from "../state/wallet";

interface Entry {
  at: string;
  href: string;
  title: string;
  state: string;
  icon: IconName;
}

function Ways(): JSX.Element {
  const { shown, happened } = words.value;
  return (
    <>
      <LinkButton icon="eye" href={to("shown")}>{shown.title}</LinkButton>
      <LinkButton icon="shield" href={to("happened")}>{happened.title}</LinkButton>
    </>
  );
}

export function Activity(): JSX.Element {
  const { activity: said } = words.value;
  const entries: Entry[] = [
    ...offers.value.map((each): Entry => ({
      at: each.changed_at, href: to("offer", each.offer_id), title: fill(said.took, { name: nameOf(each.issuer) }), state: said[each.state], icon: "card",
    })),
    ...requests.value.map((each): Entry => ({
      at: each.changed_at, href: to("request", each.request_id), title: fill(said.asked, { name: nameOf(each.asker) }),
      state: each.state === "asked" ? said.offered : said[each.state], icon: "eye",
    })),
  ];
  entries.sort((a, b) => b.at.localeCompare(a.at));
  return (
    <Screen title={said.title} lead={said.lead} actions={<Ways />}>
      <ProblemNote problem={problem.value} />
      {entries.length === 0 && <p class="empty">{said.empty}</p>}
      <ul class="tasks">
        {entries.map((entry) => (
          <li key={entry.href}>
            <a class="task" href={entry.href}>
              <Icon name={entry.icon} />
              <span>
                <strong><bdi>{entry.title}</bdi></strong>
                <span class="soft">{entry.state} · {writeMoment(entry.at, language.value)}</span>
              </span>
              <Icon name="onward" />
            </a>
          </li>
        ))}
      </ul>
    </Screen>
  );
}
