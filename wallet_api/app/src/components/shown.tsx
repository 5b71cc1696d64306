// Where cards were shown: to whom, when, why, and by their names what was seen and what was only proved.
import type { JSX } from "preact";
import type { Disclosure } from "../api/types";
import { writeMoment } from "../domain/dates";
import { fill } from "../i18n/fill";
import { language, words } from "../i18n/words";
import { to } from "../state/route";
import { names } from "./asked";
import { Button } from "./button";
import { Going, ProblemNote } from "./notes";
import { usePages } from "./pages";
import { nameOf } from "./who";

export interface Page {
  disclosures: Disclosure[];
  next_after: string | null;
}

/** A page at a time; `read` gives the page after an id, or the first. */
export function ShownList({ read, when, none, detail }: Props): JSX.Element {
  const { shown: said, app } = words.value;
  const { pages, problem, again, isBusy, more } = usePages(read, (page) => page.next_after, when);
  const all = pages.flatMap((page) => page.disclosures);
  return (
    <>
      <ProblemNote problem={problem} onAgain={again} />
      {!pages.length && !problem && <Going>{app.loading}</Going>}
      {pages.length > 0 && all.length === 0 && <p class="soft">{none}</p>}
      <ul class="tasks">{all.map((each) => <li key={each.disclosure_id}><Shown shown={each} detail={detail?.(each)} /></li>)}</ul>
      {more && <Button isBusy={isBusy} onClick={more}>{said.more}</Button>}
    </>
  );
}

interface Props {
  read: (after: string | null) => Promise<Page>;
  when: readonly unknown[];
  none: string;
  /** What else is said of one: which card it was, where that is not known from around it. */
  detail?: (shown: Disclosure) => string;
}

function Shown({ shown, detail }: { shown: Disclosure; detail?: string | undefined }): JSX.Element {
  const { shown: said, who } = words.value;
  const claimed = !shown.asker && shown.claimed_label ? fill(who.calls, { name: shown.claimed_label }) : "";
  const lines = [
    shown.state === "possible" ? said.possible : "",
    detail ?? "",
    claimed,
    shown.claimed_purpose,
    shown.revealed.length ? fill(said.seen, { names: names(shown.revealed) }) : "",
    shown.proved.length ? fill(said.proved, { names: names(shown.proved) }) : "",
  ].filter(Boolean);
  return (
    <a class="task" href={to("request", shown.request_id)}>
      <span>
        <strong><bdi>{nameOf(shown.asker)}</bdi></strong>
        <span class="soft">{writeMoment(shown.at, language.value)}</span>
        {lines.map((line) => <span class="soft" key={line}><bdi>{line}</bdi></span>)}
      </span>
    </a>
  );
}
