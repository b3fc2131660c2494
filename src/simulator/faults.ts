import type { Answer } from "./errors.ts";

/** A scripted failure. It meets the calls that match it, in the order in which faults were set, until its times run out. */
export type Fault = {
  edge: "messages" | "message_templates";
  page: string | undefined;
  psid: string | undefined;
  timesLeft: number;
  /** The chance that it strikes a call that matches, 0 to 1. */
  probability: number;
  /** Held back this long, after the call was handled. */
  delayMs: number;
  effect: FaultEffect;
};

export type FaultEffect =
  /** Nothing but the delay. */
  | { kind: "delay" }
  /** The connection is closed before the call is handled, or after it was and its answer is lost. */
  | { kind: "cut"; when: "before" | "after" }
  /** This answer goes back instead of the true one; with `handle` the call is carried out all the same. */
  | { kind: "answer"; answer: Answer; handle: boolean };

export type FaultQuery = { edge: string; page: string; psid: string | undefined };

export type Faults = {
  add(fault: Fault): void;
  /** Takes the first fault that strikes this call, using up one of its times. */
  take(query: FaultQuery): Fault | undefined;
  list(): readonly Fault[];
  clear(): void;
};

export function createFaults(random: () => number): Faults {
  let faults: Fault[] = [];
  return {
    add(fault) {
      faults.push(fault);
    },
    take(query) {
      if (faults.length === 0) return undefined;
      const fault = faults.find((each) => matches(each, query) && random() < each.probability);
      if (fault === undefined) return undefined;
      fault.timesLeft -= 1;
      if (fault.timesLeft <= 0) faults = faults.filter((each) => each !== fault);
      return fault;
    },
    list: () => faults,
    clear() {
      faults = [];
    },
  };
}

function matches(fault: Fault, query: FaultQuery): boolean {
  return (
    fault.edge === query.edge &&
    (fault.page === undefined || fault.page === query.page) &&
    (fault.psid === undefined || fault.psid === query.psid)
  );
}
