// Something that is read from the service, again when one asks for it and when the connection is back.
import { useEffect, useState } from "preact/hooks";
import { onReturn } from "../api/connection";
import { asProblem, type Problem } from "../api/problem";

export interface Read<T> {
  value: T | null;
  problem: Problem | null;
  again: () => void;
}

/** `what` is called anew whenever one of `when` changes. */
export function useRead<T>(what: () => Promise<T>, when: readonly unknown[]): Read<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [times, setTimes] = useState(0);
  const again = (): void => setTimes((before) => before + 1);
  useEffect(() => onReturn(again), []);
  useEffect(() => {
    let isOver = false;
    what().then(
      (read) => {
        if (isOver) return;
        setValue(read);
        setProblem(null);
      },
      (thrown: unknown) => !isOver && setProblem(asProblem(thrown)),
    );
    return () => {
      isOver = true;
    };
  }, [...when, times]);
  return { value, problem, again };
}
