/** What a part of a screen shows while there is nothing to show: it loads, it failed, it is empty, it is stale. */
import { Button, Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { CallFailed } from "../api/call.ts";
import { words } from "../words.ts";
import "./states.css";

export function Loading({ rows = 5 }: { readonly rows?: number }) {
  return (
    <div className="stack padded" role="status" aria-busy>
      <span className="visually-hidden">{words.states.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={14} width={`${String(92 - ((i * 17) % 40))}%`} radius="xl" />
      ))}
    </div>
  );
}

export function Empty({ children, icon }: { readonly children: ReactNode; readonly icon?: ReactNode }) {
  return (
    <div className="empty">
      {icon}
      <p>{children}</p>
    </div>
  );
}

export function Failed({ error, retry }: { readonly error: Error; readonly retry?: () => void }) {
  return (
    <div className="empty" role="alert">
      <CircleAlert size={26} color="var(--stop)" aria-hidden />
      <p>
        {words.states.failed} {sentenceOf(error)}
      </p>
      {retry !== undefined && (
        <Button variant="default" size="xs" onClick={retry}>
          {words.states.retry}
        </Button>
      )}
    </div>
  );
}

/** What went wrong, as a person reads it. */
export function sentenceOf(error: unknown): string {
  if (error instanceof CallFailed) return error.status === 0 ? words.signIn.unreachable : error.message;
  return error instanceof Error ? error.message : String(error);
}

/** The data that a query has, whatever became of the last try; else what stands in its place. */
export function Loaded<T>({
  query,
  children,
  rows,
}: {
  readonly query: UseQueryResult<T>;
  readonly children: (data: T) => ReactNode;
  readonly rows?: number;
}) {
  const { data, error, refetch } = query;
  if (data === undefined) {
    return error === null ? (
      <Loading {...(rows !== undefined && { rows })} />
    ) : (
      <Failed error={error} retry={() => void refetch()} />
    );
  }
  return (
    <>
      {error !== null && <Stale retry={() => void refetch()} />}
      {children(data)}
    </>
  );
}

export function Stale({ retry }: { readonly retry: () => void }) {
  return (
    <p className="stale" role="status">
      {words.states.stale}{" "}
      <button type="button" className="textual" onClick={retry}>
        {words.states.retry}
      </button>
    </p>
  );
}
