/** A text with what the promotion guard heard in it marked, each mark with its why. */
import type { Mark } from "../../api/shapes.ts";

export function MarkedText({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }) {
  const pieces: { readonly text: string; readonly at: number; readonly why: string | null }[] = [];
  let from = 0;
  for (const { start, end, why } of marks.toSorted((a, b) => a.start - b.start)) {
    // Marks may overlap: what was marked already is not marked again.
    const begin = Math.max(start, from);
    if (begin >= end) continue;
    if (begin > from) pieces.push({ text: text.slice(from, begin), at: from, why: null });
    pieces.push({ text: text.slice(begin, end), at: begin, why });
    from = end;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), at: from, why: null });
  return (
    <p className="said" dir="auto">
      {pieces.map((it) =>
        it.why === null ? (
          <span key={it.at}>{it.text}</span>
        ) : (
          <mark key={it.at} title={it.why}>
            {it.text}
          </mark>
        ),
      )}
    </p>
  );
}
