/** The calls to Graph that a message had, each with what came of it. */
import type { Attempt } from "../api/shapes.ts";
import { words } from "../words.ts";
import { full } from "./figures.ts";
import { GraphWords } from "./graph-words.tsx";
import { Moment } from "./moment.tsx";

export function Attempts({ attempts }: { readonly attempts: readonly Attempt[] }) {
  return (
    <ol className="tries">
      {attempts.map((it, index) => (
        <li key={it.at}>
          <span>
            {words.messages.steps.attempt(index + 1)}:{" "}
            <b>{words.messages.outcome[it.outcome] ?? it.outcome}</b>
          </span>
          <span className="small soft">
            <Moment at={it.at} />, {words.messages.took(full(it.durationMs))}
          </span>
          {it.error !== undefined && (
            <span className="full small">
              <GraphWords error={it.error} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}
