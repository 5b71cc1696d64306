// One screen: its heading, which gets the focus when one comes to it, what is on it, and the main actions at the thumb.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { words } from "../i18n/words";
import { route, to } from "../state/route";
import { Icon } from "./icons";

interface Props {
  title: string;
  /** Where the way back leads; none on the main screens. */
  back?: string | undefined;
  lead?: string | undefined;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

let shownBefore = false;

export function Screen({ title, back, lead, actions, children }: Props): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const { name, id } = route.value;
  useEffect(() => {
    document.title = `${title} · ${words.value.app.name}`;
  }, [title, words.value]);
  useEffect(() => {
    scrollTo(0, 0);
    if (shownBefore) heading.current?.focus({ preventScroll: true });
    shownBefore = true;
  }, [name, id]);
  return (
    <main id="main" class="screen">
      <div class="content">
        {back !== undefined && (
          <a class="back" href={to(back)}>
            <Icon name="back" />
            {words.value.app.back}
          </a>
        )}
        <h1 ref={heading} tabIndex={-1}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {children}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </main>
  );
}
