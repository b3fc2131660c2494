/**
 * Least of what some tries measured, in ms: the machine may be busy with other tests, and the calmest try speaks of the page.
 * It is tried again only while it takes longer than it may.
 */
export async function calmest(mostMs: number, attempt: () => Promise<number>): Promise<number> {
  let least = Infinity;
  for (let nth = 0; nth < MOST_TRIES && least >= mostMs; nth += 1) least = Math.min(least, await attempt());
  return least;
}

const MOST_TRIES = 3;
