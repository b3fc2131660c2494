/** Finds the name of a setting that was spelled wrong: it would be passed over in silence otherwise. */

/** Shorter names than this differ by one letter from what other programs use: HOST, PORT, API_KEYS. */
const LONG_ENOUGH = 9;
/** What other programs on the same machine may well have set, and mean it. */
const FOREIGN = ["REDIS_URI"];

/** Looks only for settings that are not set: beside the right one, a similar name is another program's. */
export function misspelt(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): { readonly given: string; readonly meant: string } | null {
  const unset = names.filter((name) => name.length >= LONG_ENOUGH && environment[name] === undefined);
  for (const given of Object.keys(environment)) {
    if (names.includes(given) || FOREIGN.includes(given)) continue;
    const meant = unset.find((name) => isOneSlipFrom(given, name));
    if (meant !== undefined) return { given, meant };
  }
  return null;
}

/** One letter missing, too many or wrong, or two in the wrong order. */
function isOneSlipFrom(given: string, name: string): boolean {
  if (Math.abs(given.length - name.length) > 1) return false;
  let start = 0;
  while (start < given.length && given[start] === name[start]) start += 1;
  const [a, b] = [given.slice(start), name.slice(start)];
  const isSwap = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return isSwap || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}
