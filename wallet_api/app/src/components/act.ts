// Something that a person sets off and that may fail: whether it goes on, and what went wrong.
import { useCallback, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem";

export interface Act {
  isBusy: boolean;
  problem: Problem | null;
  run: (what: () => Promise<unknown>) => void;
}

export function useAct(): Act {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = useCallback((what: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    what()
      .catch((thrown: unknown) => setProblem(asProblem(thrown)))
      .finally(() => setBusy(false));
  }, []);
  return { isBusy, problem, run };
}
