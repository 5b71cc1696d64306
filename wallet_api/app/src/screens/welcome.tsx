// Before anybody is signed in: make a wallet, come back to one, or open one with the printed code.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAct } from "../components/act";
import { Button, LinkButton } from "../components/button";
import { Icon, type IconName } from "../components/icons";
import { Note, ProblemNote } from "../components/notes";
import { ReportLink } from "../components/report-link";
import { Screen } from "../components/screen";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { goInstead } from "../state/route";
import { makeOwnWallet, recover, signIn, signUp, wasSignedOut } from "../state/session";
import { LanguageChoice } from "./language";

export function Welcome(): JSX.Element {
  const { welcome } = words.value;
  const { isBusy, problem, run } = useAct();
  const points: [IconName, string][] = [["person", welcome.point1], ["eye", welcome.point2], ["lock", welcome.point3]];
  return (
    <Screen
      title={welcome.title} lead={welcome.lead}
      actions={
        <>
          <Button look="main" isBusy={isBusy} onClick={() => run(createWallet)}>{welcome.create}</Button>
          <Button isBusy={isBusy} onClick={() => run(signIn)}>{welcome.signIn}</Button>
          <LinkButton look="quiet" href="#/recover">{welcome.recover}</LinkButton>
        </>
      }
    >
      <ReportLink />
      {wasSignedOut.value && <Note tone="wait" icon="warn"><p>{welcome.signedOut}</p></Note>}
      <LanguageChoice beside />
      <div class="hero" aria-hidden="true"><span /><span /><span /></div>
      <ul class="points">
        {points.map(([icon, text]) => <li key={icon}><Icon name={icon} />{text}</li>)}
      </ul>
      <ProblemNote problem={problem} />
    </Screen>
  );
}

/** A wallet that could not be made now is made from the list of cards. */
async function createWallet(): Promise<void> {
  await signUp();
  await makeOwnWallet();
}

const LENGTH = 26;

export function Recover(): JSX.Element {
  const said = words.value.recover;
  const { isBusy, problem, run } = useAct();
  const [code, setCode] = useState("");
  const [isShort, setShort] = useState(false);
  const count = code.replace(/[\s‐-―-]/g, "").length;
  const send = (event: Event): void => {
    event.preventDefault();
    setShort(count !== LENGTH);
    if (count === LENGTH) run(() => recover(code).then(() => goInstead("")));
  };
  return (
    <Screen title={said.title} lead={said.lead} back="">
      <form onSubmit={send} class="stack">
        <div class="field">
          <label for="code">{said.field}</label>
          <input
            id="code" dir="ltr" autocomplete="off" autocapitalize="characters" spellcheck={false} value={code} aria-invalid={isShort}
            aria-describedby="code-fault" onInput={(event) => setCode(event.currentTarget.value)}
          />
          <p id="code-fault" class="fault" role="alert">{isShort ? fill(said.short, { count: String(count) }) : ""}</p>
        </div>
        <p>{said.after}</p>
        <ProblemNote problem={problem} />
        <Button type="submit" look="main" isBusy={isBusy}>{said.open}</Button>
      </form>
    </Screen>
  );
}
