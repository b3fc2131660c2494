/** Where a message is, in the three colours of the house. */
import { words } from "../../words.ts";

const TONES: Readonly<Record<string, string>> = {
  sent: "flow",
  delivered: "flow",
  read: "flow",
  dead: "stop",
  held: "wait",
  queued: "wait",
  scheduled: "wait",
};

export function StatusPill({ status }: { readonly status: string }) {
  return (
    <span className={`pill ${TONES[status] ?? ""}`}>
      <span className="dot" /> {words.messages.status[status] ?? status}
    </span>
  );
}
