// Calls of the wallet API, typed by its own description: path, body and answer must fit together.
//
// A call that was cut off is made again by itself where that is safe: reading, and what is below a wallet, where an
// idempotency key goes with it. A session that is over is renewed once, by one tab at a time.
import type { paths } from "./schema";
import { ownProblem, Problem, readProblem } from "./problem";
import { note } from "./connection";
import type { Download } from "../offline/save";

type Method = "get" | "post" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: infer O } ? (O extends undefined ? never : P) : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never;
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
type QueryOf<O> = O extends { parameters: { query?: infer Q } } ? Q : undefined;
type PathOf<O> = O extends { parameters: { path: infer V } } ? V : undefined;
type Content<R> = R extends { content: { "application/json": infer A } } ? A : undefined;
type AnswerOf<O> = O extends { responses: infer R } ? Content<R[Extract<keyof R, 200 | 201 | 202>]> : never;
type Given<O> = (BodyOf<O> extends undefined ? { body?: never } : { body: BodyOf<O> }) &
  (PathOf<O> extends undefined ? { path?: never } : { path: PathOf<O> }) & (QueryOf<O> extends undefined ? { query?: never } : { query?: QueryOf<O> });
type Arguments<O> = Record<string, never> extends Given<O> ? [given?: Given<O>] : [given: Given<O>];

type Query = Record<string, string | number | null | undefined>;

/** Between one try and the next, of whatever may be tried again. */
export const PAUSES_MS = [700, 1500, 3000];
const TIMEOUT_MS = 40_000; // a copy of everything may wait for others' for 20 seconds
const AGAIN = new Set([502, 503, 504]);

/** Told when a device turns out to be signed out. */
export const session: { over: () => void } = { over: () => undefined };

export async function call<M extends Method, P extends PathsWith<M>>(
  method: M,
  path: P,
  ...[given]: Arguments<Operation<P, M>>
): Promise<AnswerOf<Operation<P, M>>> {
  const { body, path: values, query } = (given ?? {}) as { body?: unknown; path?: Record<string, string>; query?: Query };
  const url = filled(path, values ?? {}) + asked(query ?? {});
  const isSafe = method === "get" || path.startsWith("/v1/wallets");
  const headers: Record<string, string> = { "Salus-Session": "cookie", Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method === "post" && path.startsWith("/v1/wallets")) headers["Idempotency-Key"] = crypto.randomUUID();
  const request: RequestInit = { method: method.toUpperCase(), headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await sent(url, request, isSafe ? PAUSES_MS : []);
  return (response.status === 204 ? undefined : await response.json()) as AnswerOf<Operation<P, M>>;
}

/** A file, by a call that is made once: making it anew for a lost answer is the person's to decide. */
export async function download<P extends "/v1/account/export" | "/v1/endings/certificate">(path: P, body: BodyOf<paths[P]["post"]>): Promise<Download> {
  const headers = { "Salus-Session": "cookie", "Content-Type": "application/json" };
  return asFile(await sent(path, { method: "POST", headers, body: JSON.stringify(body) }, []));
}

/** A file that is only read: to the letter as it is sent, since what proves something is not written anew. */
export async function fetchFile(path: PathsWith<"get">, values: Record<string, string>): Promise<Download> {
  return asFile(await sent(filled(path, values), { headers: { "Salus-Session": "cookie" } }, PAUSES_MS));
}

async function asFile(response: Response): Promise<Download> {
  const name = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? "download";
  return { name, content: await response.blob() };
}

const CONTENT = "/v1/wallets/{wallet_id}/records/{record_id}/content";
const FILE_TIMEOUT_MS = 15 * 60_000; // 50 MB at 60 kB a second

/** A document's file. Sent again after a cut: the service keeps the same one once. */
export async function sendContent(path: { wallet_id: string; record_id: string }, file: Blob, type: string): Promise<void> {
  const headers = { "Salus-Session": "cookie", "Content-Type": type };
  await sent(filled(CONTENT, path), { method: "PUT", headers, body: file, signal: AbortSignal.timeout(FILE_TIMEOUT_MS) }, PAUSES_MS);
}

export async function readContent(path: { wallet_id: string; record_id: string }): Promise<Blob> {
  const request = { headers: { "Salus-Session": "cookie" }, signal: AbortSignal.timeout(FILE_TIMEOUT_MS) };
  return await (await sent(filled(CONTENT, path), request, PAUSES_MS)).blob();
}

/** The query with its values, those that are given. */
function asked(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  return given.length ? `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}` : "";
}

/** The path with its values. */
export function filled(path: string, values: Record<string, string>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
}

async function sent(url: string, request: RequestInit, pauses: readonly number[]): Promise<Response> {
  for (let tries = 0; ; tries++) {
    const pause = pauses[tries];
    const response = await reached(url, request);
    if (response instanceof Problem || (AGAIN.has(response.status) && pause !== undefined)) {
      if (pause === undefined) throw response;
      await new Promise((resolve) => setTimeout(resolve, pause));
      continue;
    }
    if (response.status === 401 && isBehindSignIn(url) && (await renewed())) return checked(await reached(url, request));
    return checked(response);
  }
}

async function checked(response: Response | Problem): Promise<Response> {
  if (response instanceof Problem) throw response;
  if (response.ok) return response;
  throw await readProblem(response);
}

async function reached(url: string, request: RequestInit): Promise<Response | Problem> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...request });
    note("there");
    return response;
  } catch {
    note("gone");
    return ownProblem("no-connection");
  }
}

const isBehindSignIn = (url: string): boolean => /^\/v1\/(account(\/|$)|session\/(verify|end)|wallets|log(\/|\?|$))/.test(url);

let renewing: Promise<boolean> | undefined;

/** New tokens for this device; one tab at a time, since a refresh token is good once. */
export function renewed(): Promise<boolean> {
  renewing ??= locked(renewedNow).finally(() => (renewing = undefined));
  return renewing;
}

async function locked(what: () => Promise<boolean>): Promise<boolean> {
  return "locks" in navigator ? await navigator.locks.request("salus-session", what) : await what();
}

async function renewedNow(): Promise<boolean> {
  const headers = { "Salus-Session": "cookie", "Content-Type": "application/json" };
  const response = await reached("/v1/session/refresh", { method: "POST", headers, body: "{}" });
  if (response instanceof Problem) throw response;
  if (response.status === 401) session.over();
  return response.ok;
}
