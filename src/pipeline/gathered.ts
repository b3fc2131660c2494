/** Group commit: what is asked for while the last ones are under way goes on together. */

/**
 * @param work  is given what came meanwhile, in its order, and answers for each
 * @returns what asks for one: at once when nothing is under way, else with the next ones
 */
export function gathered<In, Out>(
  work: (some: readonly In[]) => Promise<readonly Out[]>,
  most: number,
): (it: In) => Promise<Out> {
  interface Group {
    readonly asked: In[];
    readonly answers: Promise<readonly Out[]>;
  }
  let next: Group | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function open(): Group {
    const asked: In[] = [];
    const begun = last.then(() => {
      if (next?.asked === asked) next = null;
      return work(asked);
    });
    // Whether it went well is for those who asked.
    last = begun.catch(() => undefined);
    return { asked, answers: begun };
  }

  return async (it) => {
    if (next === null || next.asked.length >= most) next = open();
    const { asked, answers } = next;
    const place = asked.push(it) - 1;
    const answer = (await answers)[place];
    if (answer === undefined) throw new Error("There is no answer for what was asked.");
    return answer;
  };
}
