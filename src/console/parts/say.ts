/** A short word at the edge of the page: it is done, or why it is not. */
import { notifications } from "@mantine/notifications";
import { CallFailed } from "../api/call.ts";
import { words } from "../words.ts";
import { sentenceOf } from "./states.tsx";

export function sayDone(message: string): void {
  notifications.show({ message, color: "flow", withBorder: true });
}

export function sayFailed(error: unknown): void {
  if (error instanceof CallFailed && error.status === 401) return;
  notifications.show({
    message: sentenceOf(error),
    color: "stop",
    autoClose: 10_000,
    withBorder: true,
    role: "alert",
  });
}

/** Somebody else was quicker, or it is gone: what is shown has to be asked for again. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof CallFailed && (error.status === 404 || error.status === 409);
}

export function sayOvertaken(error: unknown): void {
  const words404 = error instanceof CallFailed && error.status === 404;
  const lead = words404 ? words.states.gone : words.states.conflict;
  notifications.show({
    message: `${lead} ${words404 ? "" : sentenceOf(error)}`.trim(),
    color: "yellow",
    autoClose: 10_000,
    withBorder: true,
    role: "alert",
  });
}

export function sayWhy(error: unknown): void {
  if (isOvertaken(error)) sayOvertaken(error);
  else sayFailed(error);
}
