/** As what Messenger would take it: messaging type, and its tag or template. */
import type { ToldDecision } from "../../core/decision.ts";

export function CarriedAs({ decision }: { readonly decision: Extract<ToldDecision, { verdict: "send" }> }) {
  const { messagingType, tag, template } = decision.carriedAs;
  return (
    <span className="row" style={{ gap: 6 }}>
      <span className="pill mono">{messagingType}</span>
      {tag !== null && <span className="pill mono">{tag}</span>}
      {template !== null && (
        <span className="pill mono">
          {template.name} · {template.language}
        </span>
      )}
    </span>
  );
}
