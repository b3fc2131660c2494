/** Who changed what: newest first, older ones as one goes down. */
import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { keys, search } from "../../api/queries.ts";
import type { Deed } from "../../api/shapes.ts";
import { Moment } from "../../parts/moment.tsx";
import { Empty, Failed, Loading, Stale } from "../../parts/states.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { words } from "../../words.ts";
import "./audit.css";

const TOGETHER = "200";

export function Audit() {
  const [by, setBy] = useState("");
  const [action, setAction] = useState("");
  const [filter] = useDebouncedValue({ by: by.trim(), action: action.trim() }, 300);
  const isFiltered = filter.by !== "" || filter.action !== "";
  const deeds = useInfiniteQuery({
    queryKey: [...keys.audit, filter],
    queryFn: ({ pageParam, signal }) =>
      call<{ items: Deed[]; nextCursor: string | null }>(
        "GET",
        `/v1/audit${search(queryOf(filter, pageParam))}`,
        undefined,
        signal,
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.nextCursor,
  });
  const rows = deeds.data?.pages.flatMap((it) => it.items) ?? [];

  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.audit.title}</h1>
          <p>{words.audit.lead}</p>
        </div>
      </header>
      <section className="card">
        <div className="table-tools">
          <TextInput
            data-find
            aria-label={words.audit.by}
            placeholder={words.audit.by}
            value={by}
            onChange={(event) => setBy(event.currentTarget.value)}
          />
          <TextInput
            aria-label={words.audit.action}
            placeholder={words.audit.action}
            value={action}
            onChange={(event) => setAction(event.currentTarget.value)}
          />
        </div>
        {deeds.data === undefined ? (
          deeds.error === null ? (
            <Loading rows={9} />
          ) : (
            <Failed error={deeds.error} retry={() => void deeds.refetch()} />
          )
        ) : rows.length === 0 ? (
          <Empty>{isFiltered ? words.audit.noneFit : words.audit.none}</Empty>
        ) : (
          <>
            {deeds.error !== null && <Stale retry={() => void deeds.refetch()} />}
            <VirtualRows
              label={words.audit.title}
              className="audit-table"
              count={rows.length}
              rowHeight={60}
              header={<Head />}
              row={(index) => <Row deed={rows[index]} />}
              onRange={({ end }) => {
                if (end >= rows.length && deeds.hasNextPage && !deeds.isFetching) void deeds.fetchNextPage();
              }}
              reset={JSON.stringify(filter)}
            />
            {deeds.hasNextPage && (
              <div className="padded">
                <Button
                  variant="default"
                  size="xs"
                  loading={deeds.isFetchingNextPage}
                  onClick={() => void deeds.fetchNextPage()}
                >
                  {words.audit.more}
                </Button>
              </div>
            )}
          </>
        )}
      </section>
    </>
  );
}

function queryOf(filter: { readonly by: string; readonly action: string }, cursor: string) {
  return {
    limit: TOGETHER,
    ...(filter.by !== "" && { by: filter.by }),
    ...(filter.action !== "" && { action: filter.action }),
    ...(cursor !== "" && { cursor }),
  };
}

function Head() {
  const { columns } = words.audit;
  return (
    <>
      <span role="columnheader">{columns.at}</span>
      <span role="columnheader">{columns.by}</span>
      <span role="columnheader">{columns.action}</span>
      <span role="columnheader" className="wide-only">
        {columns.target}
      </span>
      <span role="columnheader" className="wide-only">
        {columns.details}
      </span>
    </>
  );
}

function Row({ deed }: { readonly deed: Deed | undefined }) {
  if (deed === undefined) return null;
  const details = detailsOf(deed);
  return (
    <>
      <span role="gridcell" className="soft small">
        <Moment at={deed.at} as="time" />
      </span>
      <span role="gridcell" className="page-cell">
        <b className="clip">{deed.by}</b>
        <span className="small soft clip">{words.audit.via(deed.via, deed.from)}</span>
      </span>
      <span role="gridcell" className="mono clip" title={deed.action}>
        {deed.action}
      </span>
      <span role="gridcell" className="mono clip wide-only" title={deed.target ?? ""}>
        {deed.target ?? "–"}
      </span>
      <span role="gridcell" className="small soft clip wide-only" title={details} dir="auto">
        {details}
      </span>
    </>
  );
}

function detailsOf({ details }: Deed): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}
