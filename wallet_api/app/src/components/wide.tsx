// The second tap, where much would be seen.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { Button } from "./button";

export function Wide({ count, onYes, onNo }: { count: number; onYes: () => void; onNo: () => void }): JSX.Element {
  const { request } = words.value;
  return (
    <Sure title={request.wideTitle} text={fill(request.wide, { count: String(count) })} yes={request.wideYes} no={request.decline} onYes={onYes} onNo={onNo} />
  );
}

interface Props {
  title: string;
  text: string;
  yes: string;
  no: string;
  onYes: () => void;
  onNo: () => void;
}

/** A question that has to be answered before anything goes on. */
export function Sure({ title, text, yes, no, onYes, onNo }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="sure" aria-labelledby="sure" onClose={onNo}>
      <h2 id="sure">{title}</h2>
      <p>{text}</p>
      <div class="stack">
        <Button look="danger" onClick={onYes}>{yes}</Button>
        <Button onClick={() => dialog.current?.close()}>{no}</Button>
      </div>
    </dialog>
  );
}
