// Whether a phone that is to be told of news still can be: browsers end or change a subscription without asking.

export interface Subscribed {
  /** The address that was sent to the service last; undefined where nobody turned notifications on. */
  sent: string | undefined;
  /** Whether the service has an address of this phone. */
  isKnown: boolean;
  /** The browser's own now, and the server's key that it was made for. */
  present: { address: string; key: string } | null;
  /** The service's key now; null: it sends none. */
  serverKey: string | null;
}

export type Mending = "none" | "send" | "subscribe";

export function mending({ sent, isKnown, present, serverKey }: Subscribed): Mending {
  const isWanted = sent !== undefined || isKnown;
  if (!isWanted || serverKey === null) return "none";
  if (present === null || present.key !== serverKey) return "subscribe";
  return isKnown && present.address === sent ? "none" : "send";
}
