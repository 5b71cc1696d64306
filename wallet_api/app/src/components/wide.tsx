// The second tap, where there is a reason to look twice.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Care, Request } from "../api/types";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { names } from "./asked";
import { Button } from "./button";

export function Wide({ request, onYes, onNo }: { request: Request; onYes: () => void; onNo: () => void }): JSX.Element {
  const { request: said } = words.value;
  const reasons = request.care.map((each) => reason(each, request));
  return (
    <Sure title={said.wideTitle} texts={[...reasons, said.wideSure]} yes={said.wideYes} no={said.decline} onYes={onYes} onNo={onNo} />
  );
}

function reason(care: Care, request: Request): string {
  const { request: said } = words.value;
  switch (care) {
    case "much":
      return fill(said.wide, { count: String(request.revealed.length) });
    case "identifying":
      return fill(said.wideIdentifying, { names: names(request.identifying) });
    case "beyond-purpose":
      return fill(said.beyond, { names: names(request.beyond_purpose) });
  }
}

interface Props {
  title: string;
  texts: readonly string[];
  yes: string;
  no: string;
  onYes: () => void;
  onNo: () => void;
}

/** A question that has to be answered before anything goes on. */
export function Sure({ title, texts, yes, no, onYes, onNo }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sure" aria-labelledby="sure" onClose={onNo}>
      <h2 id="sure">{title}</h2>
      {texts.map((text) => <p key={text}>{text}</p>)}
      <div class="stack">
        <Button look="danger" onClick={onYes}>{yes}</Button>
        <Button onClick={() => dialog.current?.close()}>{no}</Button>
      </div>
    </dialog>
  );
}
