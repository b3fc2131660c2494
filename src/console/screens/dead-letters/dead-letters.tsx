/** What was given up, and why: find it, look at it, put it right, replay it. */
import { Button, Checkbox } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { keys, usePageNames, useSummary } from "../../api/queries.ts";
import type { DeadLetterRow, Filter } from "../../api/shapes.ts";
import { full } from "../../parts/figures.ts";
import { labelOf } from "../../parts/labels.ts";
import { Moment } from "../../parts/moment.tsx";
import { sayFailed } from "../../parts/say.ts";
import { Empty, Failed, Loading } from "../../parts/states.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { goTo, turnTo, usePlace } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { Facets } from "./facets.tsx";
import { createLetterWindow, type LetterWindow } from "./letter-window.ts";
import { countOf, isPicked, MOST_BY_HAND, NOTHING, selectionOf, toggled, type Picked } from "./selection.ts";
import "./dead-letters.css";

const LetterDrawer = lazy(async () => ({ default: (await import("./letter-drawer.tsx")).LetterDrawer }));
const ReplayDialog = lazy(async () => ({ default: (await import("./replay-dialog.tsx")).ReplayDialog }));
const DiscardDialog = lazy(async () => ({ default: (await import("./discard-dialog.tsx")).DiscardDialog }));

const FIELDS = ["reason", "page", "type", "since", "until"] as const;

export function DeadLetters() {
  const { query } = usePlace();
  const filter = useMemo(() => filterIn(query), [query]);
  const open = query.get("id");
  const [round, setRound] = useState(0);
  const filterKey = JSON.stringify(filter);
  const list = useMemo(() => createLetterWindow(filterOf(filterKey)), [filterKey, round]);
  const [picked, setPicked] = useState<Picked>(NOTHING);
  const [dialog, setDialog] = useState<"replay" | "discard" | null>(null);
  const queries = useQueryClient();

  useEffect(() => setPicked(NOTHING), [list]);
  const renew = useCallback(() => {
    setRound((it) => it + 1);
    // Not the one that is open: it may be gone by now, and was left for its message.
    void queries.invalidateQueries({ queryKey: [...keys.deadLetters, "summary"] });
    void queries.invalidateQueries({ queryKey: keys.overview });
  }, [queries]);
  const choose = useCallback((next: Filter) => goTo("/dead-letters", { ...next }), []);

  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.deadLetters.title}</h1>
          <p>{words.deadLetters.lead}</p>
        </div>
      </header>
      <div className="letters">
        <Facets filter={filter} onChoose={choose} />
        <section className="card letters-list">
          <Tools list={list} picked={picked} onPick={setPicked} onRenew={renew} onAct={setDialog} />
          <List
            list={list}
            picked={picked}
            onPick={setPicked}
            onOpen={(row) => goTo("/dead-letters", { ...filter, id: row.id })}
          />
        </section>
      </div>
      <Suspense fallback={null}>
        {open !== null && (
          <LetterDrawer id={open} onClose={() => turnTo("/dead-letters", { ...filter })} onChanged={renew} />
        )}
        {dialog === "replay" && (
          <ReplayDialog
            selection={selectionOf(picked)}
            count={countOf(picked)}
            onClose={() => setDialog(null)}
            onChanged={renew}
          />
        )}
        {dialog === "discard" && (
          <DiscardDialog
            selection={selectionOf(picked)}
            count={countOf(picked)}
            onClose={() => setDialog(null)}
            onChanged={renew}
          />
        )}
      </Suspense>
    </>
  );
}

function filterIn(query: URLSearchParams): Filter {
  return Object.fromEntries(
    FIELDS.map((name) => [name, query.get(name)]).filter(([, value]) => value !== null),
  );
}

function filterOf(json: string): Filter {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written from a Filter a few lines above
  return JSON.parse(json) as Filter;
}

function useWindow(list: LetterWindow): number | null {
  useSyncExternalStore(list.watch, list.version);
  return list.total();
}

interface ToolsProps {
  readonly list: LetterWindow;
  readonly picked: Picked;
  readonly onPick: (picked: Picked) => void;
  readonly onRenew: () => void;
  readonly onAct: (act: "replay" | "discard") => void;
}

function Tools({ list, picked, onPick, onRenew, onAct }: ToolsProps) {
  const total = useWindow(list) ?? 0;
  const present = useSummary(list.filter).data?.total ?? 0;
  const newer = list.total() === null ? 0 : Math.max(0, present - total);
  const may = useMay();
  const count = countOf(picked);
  return (
    <div className="table-tools letters-tools">
      <strong role="status">{words.deadLetters.total(total)}</strong>
      {newer > 0 && (
        <Button size="compact-sm" variant="light" onClick={onRenew}>
          {words.deadLetters.newer(full(newer))}
        </Button>
      )}
      {may("ops") && total > 0 && (
        <span className="row" style={{ marginInlineStart: "auto" }}>
          {count > 0 && <span className="small">{words.deadLetters.selected(full(count))}</span>}
          {count > 0 ? (
            <Button size="compact-sm" variant="subtle" onClick={() => onPick(NOTHING)}>
              {words.deadLetters.selectNone}
            </Button>
          ) : null}
          {picked.kind !== "all" && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onPick({ kind: "all", filter: list.fixed(), count: total })}
            >
              {words.deadLetters.selectAll(full(total))}
            </Button>
          )}
          {count > 0 && (
            <>
              <Button size="compact-sm" onClick={() => onAct("replay")}>
                {words.deadLetters.replay}
              </Button>
              <Button size="compact-sm" variant="outline" color="stop" onClick={() => onAct("discard")}>
                {words.deadLetters.discard}
              </Button>
            </>
          )}
        </span>
      )}
    </div>
  );
}

interface ListProps {
  readonly list: LetterWindow;
  readonly picked: Picked;
  readonly onPick: (picked: Picked) => void;
  readonly onOpen: (row: DeadLetterRow) => void;
}

function List({ list, picked, onPick, onOpen }: ListProps) {
  const total = useWindow(list);
  const names = usePageNames();
  const may = useMay();
  const error = list.error();
  useEffect(() => list.want(0, 1), [list]);

  if (total === null)
    return error === null ? <Loading rows={9} /> : <Failed error={error} retry={list.retry} />;
  if (total === 0) {
    const isFiltered = Object.keys(list.filter).length > 0;
    return <Empty>{isFiltered ? words.deadLetters.noneFit : words.deadLetters.none}</Empty>;
  }
  const pick = (index: number): void => {
    const id = list.at(index)?.id;
    if (id === undefined || !may("ops")) return;
    const next = toggled(picked, id);
    if (countOf(next) > MOST_BY_HAND) sayFailed(new Error(words.deadLetters.mostIds));
    else onPick(next);
  };
  return (
    <>
      {error !== null && <Failed error={error} retry={list.retry} />}
      <VirtualRows
        label={words.deadLetters.title}
        className={may("ops") ? "letters-table" : "letters-table no-pick"}
        count={total}
        rowHeight={58}
        header={<Head canPick={may("ops")} />}
        row={(index) => (
          <Row
            row={list.at(index)}
            name={names.get(list.at(index)?.page ?? "")}
            isPicked={isPicked(picked, list.at(index)?.id)}
            onPick={may("ops") ? () => pick(index) : null}
          />
        )}
        isSelected={(index) => isPicked(picked, list.at(index)?.id)}
        onSelect={pick}
        onOpen={(index) => {
          const row = list.at(index);
          if (row !== undefined) onOpen(row);
        }}
        onRange={({ first, end }) => list.want(first, end)}
        reset={JSON.stringify(list.filter)}
      />
    </>
  );
}

function Head({ canPick }: { readonly canPick: boolean }) {
  const { columns } = words.deadLetters;
  return (
    <>
      {canPick && (
        <span role="columnheader">
          <span className="visually-hidden">{words.deadLetters.selectRow}</span>
        </span>
      )}
      <span role="columnheader">{columns.reason}</span>
      <span role="columnheader" className="wide-only">
        {columns.page}
      </span>
      <span role="columnheader" className="wide-only">
        {columns.recipient}
      </span>
      <span role="columnheader" className="wide-only">
        {columns.type}
      </span>
      <span role="columnheader" className="num">
        {columns.died}
      </span>
    </>
  );
}

interface RowProps {
  readonly row: DeadLetterRow | undefined;
  readonly name: string | undefined;
  readonly isPicked: boolean;
  /** Null: picking is not offered. */
  readonly onPick: (() => void) | null;
}

function Row({ row, name, isPicked: isOn, onPick }: RowProps) {
  if (row === undefined) return <Blank canPick={onPick !== null} />;
  return (
    <>
      {onPick !== null && (
        <span role="gridcell">
          <Checkbox
            size="xs"
            checked={isOn}
            onChange={onPick}
            aria-label={`${words.deadLetters.selectRow} ${row.id}`}
            tabIndex={-1}
          />
        </span>
      )}
      <span role="gridcell" className="letter-why">
        <span className="clip letter-reason" title={row.sentence}>
          {labelOf(row.reason)}
        </span>
        <span className="clip small soft" title={row.detail === "" ? row.sentence : row.detail} dir="auto">
          {row.detail === "" ? row.sentence : row.detail}
        </span>
      </span>
      <span role="gridcell" className="wide-only clip" title={row.page ?? ""}>
        <bdi>{name ?? row.page ?? words.common.noPage}</bdi>
      </span>
      <span role="gridcell" className="wide-only mono clip">
        {row.recipient ?? "–"}
      </span>
      <span role="gridcell" className="wide-only clip" title={row.type ?? ""}>
        {row.type === null ? "–" : labelOf(row.type)}
      </span>
      <span role="gridcell" className="num soft small">
        <Moment at={row.deadAt} />
      </span>
    </>
  );
}

function Blank({ canPick }: { readonly canPick: boolean }) {
  return (
    <>
      {canPick && <span role="gridcell" />}
      <span role="gridcell" aria-busy>
        <span className="blank" style={{ display: "block" }} />
      </span>
    </>
  );
}
