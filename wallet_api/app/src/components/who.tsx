// Who asks, or who gives a card: a name of the register, or a warning that nobody knows.
import type { JSX } from "preact";
import type { Organisation } from "../api/types";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { Icon } from "./icons";

interface Props {
  organisation: Organisation | null;
  /** What the other side calls itself. */
  claimed: string;
  intro: string;
  /** Why the name can be relied on. */
  known: string;
  unknown: string;
  advice: string;
}

export function Who({ organisation, claimed, intro, known, unknown, advice }: Props): JSX.Element {
  if (!organisation) return <Unknown title={unknown} claimed={claimed} advice={advice} />;
  return (
    <section class="who">
      <p class="who-intro">{intro}</p>
      <p class="who-name"><bdi>{organisation.name}</bdi></p>
      <p class="who-why"><Icon name="shield" />{known}</p>
    </section>
  );
}

function Unknown({ title, claimed, advice }: { title: string; claimed: string; advice: string }): JSX.Element {
  const { who } = words.value;
  return (
    <section class="who unknown">
      <p class="who-name"><Icon name="warn" />{title}</p>
      <p><bdi>{claimed ? fill(who.calls, { name: claimed }) : who.nameless}</bdi></p>
      <p>{advice}</p>
    </section>
  );
}

/** In a list: the name, or that nobody knows it. */
export function nameOf(organisation: Organisation | null | undefined): string {
  return organisation?.name ?? words.value.who.somebody;
}
