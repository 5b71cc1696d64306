// Why no card answers a request, as the clinic may be told.
import type { Request } from "../api/types";

export type MissingReason = "no-credential" | "expired" | "too-old";

/** The reason of the first group that no card answers; the clinic learns it only if the patient says so. */
export function whyMissing(request: Pick<Request, "groups" | "missing">): MissingReason {
  const position = request.missing[0];
  return (position === undefined ? null : request.groups[position]?.shortfall) ?? "no-credential";
}
