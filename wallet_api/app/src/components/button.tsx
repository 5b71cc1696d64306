import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icons";

interface Props {
  children: ComponentChildren;
  onClick?: () => void;
  look?: "main" | "plain" | "quiet" | "danger";
  icon?: IconName;
  isBusy?: boolean | undefined;
  type?: "button" | "submit";
}

export function Button({ children, onClick, look = "plain", icon, isBusy, type = "button" }: Props): JSX.Element {
  // aria-disabled, not disabled: the focus stays where it is while something goes on
  return (
    <button
      type={type} class={`button ${look}`} aria-disabled={isBusy ? "true" : undefined} aria-busy={isBusy ? "true" : undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

export function LinkButton({ href, children, look = "plain", icon }: Omit<Props, "onClick" | "type"> & { href: string }): JSX.Element {
  return (
    <a class={`button ${look}`} href={href}>
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </a>
  );
}
