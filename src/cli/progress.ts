/** Progress of long work: a bar on a terminal, now and then a line elsewhere. All of it on standard error. */
import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  step(): void;
  to(value: number): void;
  stop(): void;
}

const LINE_EVERY = 10_000;

/** @param total  left out: the end is not known beforehand, and the bar counts */
export function startProgress(what: string, total?: number): Progress {
  return process.stderr.isTTY ? bar(what, total) : lines(what, total);
}

function bar(what: string, total?: number): Progress {
  const count = total === undefined ? "{value}" : "{bar} {value}/{total}";
  const single = new SingleBar(
    { format: `${count} ${what} | {duration_formatted}`, hideCursor: true },
    Presets.shades_classic,
  );
  single.start(total ?? 0, 0);
  return {
    step: () => single.increment(),
    to: (value) => single.update(value),
    stop: () => single.stop(),
  };
}

function lines(what: string, total?: number): Progress {
  let count = 0;
  function to(value: number): void {
    const isFull = Math.floor(value / LINE_EVERY) > Math.floor(count / LINE_EVERY);
    count = value;
    if (isFull)
      process.stderr.write(`${[value, total].filter((it) => it !== undefined).join("/")} ${what}\n`);
  }
  return { to, step: () => to(count + 1), stop: () => undefined };
}
