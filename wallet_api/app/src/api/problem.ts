// What went wrong, in the form in which every screen shows it.

/** Codes that the app says of its own; all others come from the service (application/problem+json, RFC 9457). */
export type OwnCode = "no-connection" | "no-passkey" | "passkey-cancelled" | "no-camera" | "no-code" | "no-push" | "unexpected" | "unknown-media-type" | "too-large";

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status = 0,
    /** The service's own English, for codes that the app does not know. */
    readonly detail = "",
    readonly nextStep = "",
  ) {
    super(code);
  }
}

export function ownProblem(code: OwnCode): Problem {
  return new Problem(code);
}

/** Anything that was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : ownProblem("unexpected");
}

export async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const text = (name: string): string => (typeof body[name] === "string" ? body[name] : "");
    return new Problem(text("code") || `http-${response.status}`, response.status, text("detail"), text("next_step"));
  } catch {
    return new Problem(`http-${response.status}`, response.status);
  }
}
