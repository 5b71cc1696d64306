// The present moment, again and again, for what tells how much time is left.
import { useEffect, useState } from "preact/hooks";

const EVERY_MS = 15_000;

export function useNow(): Date {
  const [now, setNow] = useState(new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
