/** What Meta said, to the letter. */
import type { GraphError } from "../../core/outcome.ts";
import { words } from "../words.ts";

export function GraphWords({ error }: { readonly error: GraphError }) {
  const code = [error.code, error.subcode].filter((it) => typeof it === "number").join("/");
  return (
    <div className="wrap">
      <p dir="auto">{error.message}</p>
      {(error.userTitle ?? error.userMessage) !== undefined && (
        <p dir="auto">{[error.userTitle, error.userMessage].filter((it) => it !== undefined).join(": ")}</p>
      )}
      <p className="soft mono">
        {[
          error.status === null ? null : `HTTP ${String(error.status)}`,
          code === "" ? null : words.deadLetters.code(code),
          error.meaning ?? null,
          error.traceId === undefined ? null : words.deadLetters.trace(error.traceId),
        ]
          .filter((it) => it !== null)
          .join(" · ")}
      </p>
    </div>
  );
}
