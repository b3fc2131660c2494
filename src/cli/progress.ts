/** Progress of long work: a bar on a terminal, now and then a line elsewhere. All of it on standard error. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  step(): void;
  stop(): void;
}

const LINE_EVERY = 10_000;

export function startProgress(what: string): Progress {
  return process.stderr.isTTY ? bar(what) : lines(what);
}

/** The end of a stream is not known beforehand: the bar counts. */
function bar(what: string): Progress {
  const single = new SingleBar(
    { format: `{value} ${what} | {duration_formatted}`, hideCursor: true },
    Presets.shades_classic,
  );
  single.start(0, 0);
  return { step: () => single.increment(), stop: () => single.stop() };
}

function lines(what: string): Progress {
  let count = 0;
  return {
    step() {
      count += 1;
      if (count % LINE_EVERY === 0) process.stderr.write(`${String(count)} ${what}\n`);
    },
    stop: () => undefined,
  };
}
