/** Numbers and spans as people read them. */

const whole = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const decimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** `12,345` */
export function full(n: number): string {
  return whole.format(n);
}

/** `12.3K`, from ten thousand on. */
export function short(n: number): string {
  return n < 10_000 ? whole.format(n) : compact.format(n);
}

/** `4.5`, `30` */
export function rough(n: number): string {
  return decimal.format(n);
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** `3 d`, `2 h 5 min`, `12 s`: the largest unit, and the next one where it matters. */
export function spanOf(ms: number): string {
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[at] ?? ["s", 1_000];
  const next = UNITS[at + 1];
  const n = Math.floor(ms / size);
  if (next === undefined || next[0] === "s" || n >= 10) return `${String(n)} ${unit}`;
  const rest = Math.floor((ms % size) / next[1]);
  return rest === 0 ? `${String(n)} ${unit}` : `${String(n)} ${unit} ${String(rest)} ${next[0]}`;
}

const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const shortly = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

/** In the viewer's zone, to the second, with the zone's name. */
export function exact(at: string): string {
  return exactly.format(new Date(at));
}

export function dayAndTime(at: string): string {
  return shortly.format(new Date(at));
}

export function timeOfDay(at: Date): string {
  return clock.format(at);
}

/** As an `<input type="datetime-local">` wants it: the viewer's clock, with no zone. */
export function localInput(at: Date): string {
  const offsetMs = at.getTimezoneOffset() * 60_000;
  return new Date(at.getTime() - offsetMs).toISOString().slice(0, 16);
}

/** Of such an input, ISO 8601; undefined where there is no time in it. */
export function fromLocalInput(value: string): string | undefined {
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
