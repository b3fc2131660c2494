/** Ending on a signal, with a watchdog for a stop that gets stuck. */
import type { Logger } from "./log.ts";

/** Under Kubernetes' and Compose's usual patience, over one slow call to Graph. */
const STUCK_AFTER_MS = 25_000;

/** Resolves at the first SIGINT or SIGTERM. A second one, or a stop that takes too long, ends the process at once. */
export function untilSignal(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(1);
      asked = true;
      log.info("process.stopping", { signal });
      setTimeout(() => {
        log.error("process.stuck", { afterMs: STUCK_AFTER_MS });
        process.exit(1);
      }, STUCK_AFTER_MS).unref();
      resolve();
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
  });
}
