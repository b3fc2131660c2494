/** A stretch of a text, by its units. */
export type Span = { readonly start: number; readonly end: number };

/**
 * Sentences and lines: a promotion is said in one of them, and the honest ones around it do not make it better.
 * Thai ends a sentence with a polite word or a space, so a long stretch of it is cut at its spaces.
 */
export function sentencesOf(text: string): Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const { 0: gap, index } of text.matchAll(BREAK)) {
    if (!endsSentence(text, start, index, gap)) continue;
    spans.push({ start, end: index });
    start = index + gap.length;
  }
  return [...spans, { start, end: text.length }].filter(({ start: from, end }) =>
    /[^\s\p{P}]/u.test(text.slice(from, end)),
  );
}

const BREAK = /[ \t\n]/g;
const THAI_LETTER = /[\u0e01-\u0e4e]/;
const THAI_PARTICLE = /(?:ค่ะ|ครับ|คะ|นะ|จ้า|จ้ะ|เลย)$/;

/** A Thai clause is about this long; a shorter stretch before a space is part of one. */
const THAI_CLAUSE = 70;

function endsSentence(text: string, start: number, at: number, gap: string): boolean {
  if (gap === "\n") return true;
  const before = text.charAt(at - 1);
  if (/[!?]/.test(before) || (before === "." && !isAbbreviation(text, start, at))) return true;
  const thai = THAI_LETTER.test(before) && THAI_LETTER.test(text.charAt(at + 1));
  return thai && (at - start >= THAI_CLAUSE || THAI_PARTICLE.test(text.slice(Math.max(0, at - 4), at)));
}

/** "Dr. Okafor", "3. Juni", "a.m. ": a short word or a number before the dot, and not the end of a long sentence. */
function isAbbreviation(text: string, start: number, at: number): boolean {
  const word = /[^ \t]{0,12}$/.exec(text.slice(start, at - 1))?.[0] ?? "";
  return /^(?:\d{1,2}|[a-z]|dr|dra|mr|mrs|ms|prof|sr|sra|st|str|tel|nr|bd|ng|\p{L}\.\p{L})$/u.test(word);
}
