import { type Folded, fold } from "./fold.ts";
import { unmask } from "./masked.ts";
import { type Hit, hitsIn, isPromotionalWord } from "./rules.ts";
import { type Span, sentencesOf } from "./sentences.ts";
import { joinSpaced } from "./spaced.ts";

/** What a text has to say, sentence by sentence; places are those of the folded text. */
export type Evidence = { readonly folded: Folded; readonly sentences: readonly Sentence[] };

export type Sentence = Span & { readonly hits: readonly Hit[] };

export function evidenceIn(original: string): Evidence {
  const folded = unmask(joinSpaced(fold(original)), isPromotionalWord);
  return { folded, sentences: withHits(sentencesOf(folded.text), hitsIn(folded)) };
}

/** A hit belongs to the sentence in which it begins. */
function withHits(spans: readonly Span[], hits: readonly Hit[]): Sentence[] {
  let next = 0;
  return spans.map((span, index) => {
    const until = spans[index + 1]?.start ?? Infinity;
    const first = next;
    while (next < hits.length && (hits[next]?.start ?? Infinity) < until) next++;
    return { ...span, hits: hits.slice(first, next) };
  });
}
