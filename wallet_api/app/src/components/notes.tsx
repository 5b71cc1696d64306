// Notes: what went wrong and what to do, what is said by the other side only, what is going on.
import type { ComponentChildren, JSX } from "preact";
import type { Problem } from "../api/problem";
import { fill } from "../i18n/fill";
import { problemWords } from "../i18n/problem-words";
import { words } from "../i18n/words";
import { Button } from "./button";
import { Icon, type IconName } from "./icons";

type Tone = "good" | "bad" | "wait" | "plain";

export function Note({ tone = "plain", icon, children }: { tone?: Tone; icon?: IconName; children: ComponentChildren }): JSX.Element {
  return (
    <div class={`note ${tone}`}>
      {icon && <Icon name={icon} />}
      <div>{children}</div>
    </div>
  );
}

export function ProblemNote({ problem, what, onAgain }: { problem: Problem | null; what?: string; onAgain?: () => void }): JSX.Element {
  const said = problem ? problemWords(problem, words.value) : null;
  return (
    <div role="alert">
      {problem && said && (
        <Note tone="bad" icon="warn">
          <p><strong>{what ?? said.what}</strong></p>
          <p>{said.next}</p>
          <p class="support">{fill(words.value.app.supportCode, { code: problem.code })}</p>
          {onAgain && <Button onClick={onAgain}>{words.value.app.again}</Button>}
        </Note>
      )}
    </div>
  );
}

/** What just happened, read out by a screen reader as well. */
export function Told({ tone, icon, children }: { tone: Tone; icon: IconName; children: ComponentChildren }): JSX.Element {
  return (
    <div role="status">
      <Note tone={tone} icon={icon}>{children}</Note>
    </div>
  );
}

export function Going({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <div role="status" class="going">
      <span class="spinner" aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
