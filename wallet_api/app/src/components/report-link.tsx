import type { JSX } from "preact";
import { words } from "../i18n/words";
import { receipt } from "../state/leaving";
import { to } from "../state/route";
import { Note } from "./notes";

/** To a report that was not put away yet: the page was closed meanwhile. */
export function ReportLink(): JSX.Element | null {
  if (receipt.value === null) return null;
  return <Note icon="clock"><p><a href={to("ended")}>{words.value.ended.see}</a></p></Note>;
}
