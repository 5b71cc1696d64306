// The present moment, again and again, for what tells how much time is left.
import { useEffect, useState } from "preact/hooks";

const EVERY_MS = 15_000;

/** As of each rendering: what was read since is told by no older clock. */
export function useNow(): Date {
  const [, setTimes] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTimes((before) => before + 1), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return new Date();
}
