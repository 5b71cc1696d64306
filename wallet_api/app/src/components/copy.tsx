import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { words } from "../i18n/words";
import { Button } from "./button";

/** Puts a text where it can be pasted from. */
export function Copy({ text }: { text: string }): JSX.Element {
  const [isDone, setDone] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setDone(true), () => undefined);
  return (
    <>
      <Button onClick={copy}>{words.value.app.copy}</Button>
      <p role="status">{isDone ? words.value.app.copied : ""}</p>
    </>
  );
}
