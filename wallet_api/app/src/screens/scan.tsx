// Scanning: with the camera, from a picture, or pasted; then waiting for what comes of it.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../api/client";
import { asProblem, ownProblem, Problem } from "../api/problem";
import { Button } from "../components/button";
import { Going, Note, ProblemNote } from "../components/notes";
import { useRead } from "../components/read";
import { Screen } from "../components/screen";
import { foreignKind } from "../domain/foreign";
import { words } from "../i18n/words";
import { Camera } from "../scanner/camera";
import { codeReader } from "../scanner/reader";
import { tick } from "../state/events";
import { go, route } from "../state/route";
import { isSending, led, scanProblem, sendText } from "../state/scanning";
import { inWallet } from "../state/wallet";

export function Scan(): JSX.Element {
  return route.value.id ? <Underway id={route.value.id} /> : <Scanner />;
}

function Scanner(): JSX.Element {
  const { scan } = words.value;
  const [isOpen, setOpen] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [text, setText] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const failed = (found: Problem): void => {
    setOpen(false);
    setProblem(found);
  };
  const take = (found: string): void => {
    setOpen(false);
    setProblem(null);
    void sendText(found);
  };
  const refused = scanProblem.value;
  useEffect(() => () => void (scanProblem.value = null), []);
  return (
    <Screen
      title={scan.title} back="" lead={scan.lead}
      actions={
        <>
          <Button look={isOpen ? "plain" : "main"} icon="scan" isBusy={isSending.value} onClick={() => setOpen(!isOpen)}>{isOpen ? scan.stop : scan.start}</Button>
          <Button icon="picture" onClick={() => file.current?.click()}>{scan.picture}</Button>
        </>
      }
    >
      {isOpen && <Camera onCode={take} onProblem={failed} />}
      {isSending.value && <Going>{scan.working}</Going>}
      <ProblemNote problem={problem} />
      {refused && <Refused problem={refused.problem} text={refused.text} />}
      <input
        ref={file} class="aside" type="file" accept="image/*" tabIndex={-1} aria-label={scan.picture}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          if (chosen) readPicture(chosen).then(take, (thrown: unknown) => failed(asProblem(thrown)));
          event.currentTarget.value = "";
        }}
      />
      <details class="paste" open={text !== ""}>
        <summary>{scan.paste}</summary>
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            take(text);
          }}
        >
          <div class="field">
            <label for="text">{scan.pasteField}</label>
            <textarea id="text" dir="ltr" rows={3} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </div>
          <Button type="submit" isBusy={isSending.value}>{scan.go}</Button>
        </form>
      </details>
    </Screen>
  );
}

async function readPicture(file: File): Promise<string> {
  const read = await codeReader();
  const text = await read(file).catch(() => null);
  if (text === null) throw ownProblem("no-code");
  return text;
}

const NO_USE_AGAIN = new Set(["not-an-invitation", "link-used", "link-expired"]);

/** What was read, if it is nothing for a wallet; the text itself is not shown again. */
function Refused({ problem, text }: { problem: Problem; text: string }): JSX.Element {
  const isForeign = problem.code === "not-an-invitation";
  const what = isForeign ? { what: words.value.foreign[foreignKind(text)] } : {};
  const again = NO_USE_AGAIN.has(problem.code) ? {} : { onAgain: () => void sendText(text) };
  return <ProblemNote problem={problem} {...what} {...again} />;
}

/** The other side is asked; it goes on whether or not somebody looks. */
function Underway({ id }: { id: string }): JSX.Element {
  const { scan } = words.value;
  const path = { ...inWallet(), scan_id: id };
  const { value, problem, again } = useRead(() => call("get", "/v1/wallets/{wallet_id}/scans/{scan_id}", { path }), [id, tick.value]);
  useEffect(() => {
    if (value) led(value);
  }, [value]);
  useEffect(() => {
    const timer = setInterval(again, 5000); // should an event be lost
    return () => clearInterval(timer);
  }, []);
  const said = value?.problem ? new Problem(value.problem.code, 0, value.problem.sentence, value.problem.next_step) : problem;
  return (
    <Screen title={scan.title} back="">
      {!said && (
        <>
          <Going><p>{scan.working}</p></Going>
          <Note><p>{scan.workingLead}</p></Note>
        </>
      )}
      <ProblemNote problem={said} />
      {said && <Button look="main" icon="scan" onClick={() => go("scan")}>{scan.again}</Button>}
    </Screen>
  );
}
