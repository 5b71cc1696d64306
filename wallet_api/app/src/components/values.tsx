// The values of a card with their names; codes folded away.
import type { JSX } from "preact";
import type { CardType } from "../api/types";
import { type Row, rowsOf } from "../domain/values";
import { language, words } from "../i18n/words";

export function Values({ attributes, type }: { attributes: Record<string, string>; type: CardType | undefined }): JSX.Element {
  const { card } = words.value;
  const rows = rowsOf(attributes, type, language.value, card);
  return (
    <>
      <Rows rows={rows.main} />
      {rows.codes.length > 0 && (
        <details>
          <summary>{card.codes}</summary>
          <Rows rows={rows.codes} />
        </details>
      )}
    </>
  );
}

export function Rows({ rows }: { rows: readonly Row[] }): JSX.Element {
  return (
    <dl class="values">
      {rows.map((row) => (
        <div key={row.name} class={row.value ? undefined : "alone"}>
          <dt>{row.label}</dt>
          <dd><bdi>{row.value}</bdi></dd>
        </div>
      ))}
    </dl>
  );
}
