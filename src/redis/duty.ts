/** A background duty: runs every so often, never twice at once, can be called for now, and is stopped at shutdown. */

export interface Duty {
  /** At once, or right after a run that is under way: what that one has looked at already may have changed. */
  now(): void;
  /** Waits for a run that is under way. */
  stop(): Promise<void>;
}

export function startDuty(work: () => Promise<void>, everyMs: number, onError: (error: Error) => void): Duty {
  let stopped = false;
  let isCalled = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    if (stopped || running !== null) return;
    clearTimeout(timer);
    running = work()
      .catch((error: unknown) => onError(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        running = null;
        if (!stopped) timer = setTimeout(run, isCalled ? 0 : everyMs);
        isCalled = false;
      });
  };
  timer = setTimeout(run, everyMs);
  return {
    now() {
      isCalled = running !== null;
      run();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
