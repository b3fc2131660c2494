/** A background duty: runs every so often, never twice at once, can be called for now, and is stopped at shutdown. */

export interface Duty {
  now(): void;
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
}

export function startDuty(work: () => Promise<void>, everyMs: number, onError: (error: Error) => void): Duty {
  let stopped = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    if (stopped || running !== null) return;
    clearTimeout(timer);
    running = work()
      .catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        running = null;
        if (!stopped) timer = setTimeout(run, everyMs);
      });
  };
  timer = setTimeout(run, everyMs);
  return {
    now: run,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
