/** Prints `N passed, N failed` (and `, N skipped`) as the last line of a run, below the summary of every other reporter. */
import type { SerializedError } from "vitest";
import type { Reporter, TestModule, Vitest } from "vitest/node";

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export default class CountsReporter implements Reporter {
  #counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  #watching = false;

  onInit(vitest: Vitest): void {
    this.#watching = vitest.config.watch;
    // At exit nobody writes below it any more: neither a slower reporter nor a global teardown.
    if (!this.#watching) process.once("exit", (exitCode) => this.#printLast(exitCode));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#counts = countTests(modules);
    this.#counts.failed += unhandledErrors.length;
    if (this.#watching) this.#print();
  }

  #printLast(exitCode: number): void {
    // A global set-up that throws, or a coverage below its threshold, fails a run that has no failed test.
    if (exitCode !== 0 && this.#counts.failed === 0) this.#counts.failed = 1;
    this.#print();
  }

  #print(): void {
    console.log(sentence(this.#counts));
  }
}

function sentence({ passed, failed, skipped }: Counts): string {
  const line = `${passed} passed, ${failed} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

function countTests(modules: readonly TestModule[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const module of modules) {
    for (const test of module.children.allTests()) counts[outcome(test.result().state)] += 1;
    // A file that cannot be read, or a beforeAll that throws, fails without a test of its own to say so.
    const groups = [module, ...module.children.allSuites()];
    counts.failed += groups.filter((group) => group.errors().length > 0).length;
  }
  return counts;
}

/** A test that was still pending when the run ended has not passed. */
function outcome(state: "passed" | "failed" | "skipped" | "pending"): keyof Counts {
  return state === "pending" ? "failed" : state;
}
