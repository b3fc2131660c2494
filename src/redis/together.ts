/** Reads of one tick that go to the same key become one command. */

/** @param readMany  of one page, in the order of the ids */
export function together<T>(
  readMany: (page: string, ids: readonly string[]) => Promise<(T | null)[]>,
): (page: string, id: string) => Promise<T | null> {
  const waiting = new Map<string, { readonly ids: string[]; readonly found: Promise<(T | null)[]> }>();
  return async (page, id) => {
    const asked = waiting.get(page) ?? open(page);
    const place = asked.ids.push(id) - 1;
    return (await asked.found)[place] ?? null;
  };

  function open(page: string) {
    const ids: string[] = [];
    // A promise later: whoever asks in this tick has asked by then.
    const found = Promise.resolve().then(() => {
      waiting.delete(page);
      return readMany(page, ids);
    });
    const asked = { ids, found };
    waiting.set(page, asked);
    return asked;
  }
}
