// More than the purpose needs: said on the screen, before the answer.
import type { JSX } from "preact";
import type { Request } from "../api/types";
import { fill } from "../i18n/fill";
import { words } from "../i18n/words";
import { names } from "./asked";
import { Note } from "./notes";

export function Beyond({ request }: { request: Request }): JSX.Element | null {
  if (!request.beyond_purpose.length) return null;
  return (
    <Note tone="bad" icon="warn">
      <p><bdi>{fill(words.value.request.beyond, { names: names(request.beyond_purpose) })}</bdi></p>
    </Note>
  );
}
