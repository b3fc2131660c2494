/** Whether a page flows, and if not, why not and for how long. */
import type { Page } from "../../api/shapes.ts";
import { dayAndTime } from "../../parts/figures.ts";
import { Moment } from "../../parts/moment.tsx";
import { HOLD_REASONS } from "../../../core/outcome.ts";
import { words } from "../../words.ts";

export function PageState({ page }: { readonly page: Page }) {
  const { held, restsUntil } = page.lane;
  if (held !== null) {
    return (
      <span className={held.reason === "operator" ? "pill wait" : "pill stop"} title={holdSentence(page)}>
        <span className="dot" />
        <span className="clip">{holdSentence(page)}</span>
      </span>
    );
  }
  if (!page.hasToken) {
    return (
      <span className="pill stop">
        <span className="dot" /> {words.pages.noToken}
      </span>
    );
  }
  if (restsUntil !== null) {
    return (
      <span className="pill wait" title={words.pages.restsHelp(dayAndTime(restsUntil))}>
        <span className="dot" /> {words.pages.rests}
      </span>
    );
  }
  return (
    <span className="pill flow">
      <span className="dot" /> {words.pages.flowing}
    </span>
  );
}

/** By hand: why, in the words of whoever did it; else the sentence of the reason. */
function holdSentence({ lane: { held } }: Page): string {
  if (held === null) return "";
  const { reason, detail } = held;
  return reason === "operator" && typeof detail === "string" && detail !== "" ? detail : HOLD_REASONS[reason];
}

export function HoldNotice({ page }: { readonly page: Page }) {
  const { held } = page.lane;
  if (held === null) return null;
  const isByHand = held.reason === "operator";
  return (
    <div
      className={isByHand ? "banner" : "banner stop"}
      role="status"
      style={{ margin: 0, alignItems: "start" }}
    >
      <div>
        <p>
          {words.pages.held} <Moment at={held.since} />
          {typeof held.by === "string" && held.by !== "" && ` ${words.pages.by(held.by)}`}:{" "}
          {HOLD_REASONS[held.reason]}
        </p>
        {typeof held.detail === "string" && held.detail !== "" && (
          <p className="wrap" dir="auto" style={{ fontWeight: 450 }}>
            {held.detail}
          </p>
        )}
        {held.nextProbeAt !== null && (
          <p style={{ fontWeight: 450 }}>
            {words.pages.nextProbe} <Moment at={held.nextProbeAt} />
          </p>
        )}
      </div>
    </div>
  );
}
