/** All pages: what waits in each lane, how fast it goes, what holds it. */
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { Search } from "lucide-react";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { usePageActivity, usePages } from "../../api/queries.ts";
import type { Page } from "../../api/shapes.ts";
import { full, rough, short } from "../../parts/figures.ts";
import { Moment } from "../../parts/moment.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { VirtualRows } from "../../parts/virtual-rows.tsx";
import { goTo, turnTo, usePlace } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { PageActDialog, type PageAct } from "./page-acts.tsx";
import { PageState } from "./page-state.tsx";
import "./pages.css";

type Only = keyof typeof words.pages.only;

export function Pages() {
  const pages = usePages();
  return (
    <>
      <header className="screen-head">
        <div>
          <h1>{words.pages.title}</h1>
          <p>{words.pages.lead}</p>
        </div>
      </header>
      <section className="card">
        <Loaded query={pages} rows={10}>
          {(data) => (data.length === 0 ? <Empty>{words.pages.none}</Empty> : <PageTable pages={data} />)}
        </Loaded>
      </section>
    </>
  );
}

function PageTable({ pages }: { readonly pages: readonly Page[] }) {
  const { query } = usePlace();
  const [text, setText] = useState(query.get("q") ?? "");
  const only = onlyIn(query.get("only"));
  const sought = useDeferredValue(text);
  const shown = useMemo(() => ordered(pages).filter((it) => fits(it, sought, only)), [pages, sought, only]);
  const [act, setAct] = useState<{ readonly page: Page; readonly act: PageAct } | null>(null);

  return (
    <>
      <div className="table-tools">
        <TextInput
          data-find
          aria-label={words.pages.search}
          placeholder={words.pages.search}
          leftSection={<Search size={15} aria-hidden />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            turnTo("/pages", { q: event.currentTarget.value, only: only === "all" ? undefined : only });
          }}
        />
        <SegmentedControl
          value={only}
          onChange={(it) => turnTo("/pages", { q: text, only: it === "all" ? undefined : it })}
          data={Object.entries(words.pages.only).map(([value, label]) => ({ value, label }))}
        />
        <span className="small soft" role="status">
          {words.pages.shown(shown.length, pages.length)}
        </span>
      </div>
      {shown.length === 0 ? (
        <Empty>{words.pages.noneFit}</Empty>
      ) : (
        <VirtualRows
          label={words.pages.title}
          className="pages-table"
          count={shown.length}
          rowHeight={62}
          header={<Head />}
          row={(index) => {
            const page = shown[index];
            return page === undefined ? null : <Row page={page} onAct={(it) => setAct({ page, act: it })} />;
          }}
          onOpen={(index) => {
            const page = shown[index];
            if (page !== undefined) goTo(`/pages/${page.id}`);
          }}
          reset={`${sought} ${only}`}
        />
      )}
      {act !== null && <PageActDialog {...act} onClose={() => setAct(null)} />}
    </>
  );
}

function Head() {
  const { columns } = words.pages;
  return (
    <>
      <span role="columnheader">{columns.page}</span>
      <span role="columnheader">{columns.state}</span>
      <span role="columnheader" className="num">
        {columns.waiting}
      </span>
      <span role="columnheader" className="num wide-only">
        {columns.age}
      </span>
      <span role="columnheader" className="num wide-only">
        {columns.rate}
      </span>
      <span role="columnheader" className="wide-only">
        {columns.used}
      </span>
      <span role="columnheader">
        <span className="visually-hidden">{columns.acts}</span>
      </span>
    </>
  );
}

function Row({ page, onAct }: { readonly page: Page; readonly onAct: (act: PageAct) => void }) {
  const may = useMay();
  const { lane } = page;
  return (
    <>
      <span role="gridcell" className="page-cell">
        <a href={`#/pages/${page.id}`} className="clip page-name" tabIndex={-1}>
          <bdi>{page.name}</bdi>
        </a>
        <span className="mono soft clip">{page.id}</span>
      </span>
      <span role="gridcell">
        <PageState page={page} />
      </span>
      <span role="gridcell" className="num" title={full(lane.waiting + lane.delayed)}>
        <b>{short(lane.waiting + lane.delayed)}</b>
      </span>
      <span role="gridcell" className="num wide-only soft">
        {lane.oldestWaitingAt === null ? "–" : <Moment at={lane.oldestWaitingAt} />}
      </span>
      <span role="gridcell" className="num wide-only">
        {rough(lane.ratePerSecond)} <span className="soft">{words.common.perSecond}</span>
      </span>
      <span role="gridcell" className="wide-only">
        <Used page={page} />
      </span>
      <span role="gridcell" className="num">
        {may("ops") && (
          <Button
            size="compact-sm"
            variant={lane.held === null ? "default" : "light"}
            onClick={() => onAct(lane.held === null ? "pause" : "resume")}
            aria-label={`${lane.held === null ? words.pages.pause : words.pages.resume}: ${page.name}`}
          >
            {lane.held === null ? words.pages.pause : words.pages.resume}
          </Button>
        )}
      </span>
    </>
  );
}

/** How much of what it may send it sent in the last whole minute; asked for where it is looked at for a moment. */
export function Used({ page }: { readonly page: Page }) {
  const [isLookedAt, setLookedAt] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLookedAt(true), GLANCE_MS);
    return () => clearTimeout(timer);
  }, []);
  const sent = usePageActivity(page.id, isLookedAt).data?.at(-2)?.sent;
  if (sent === undefined) return <span className="soft">–</span>;
  const percent = Math.min(100, (sent / (page.lane.ratePerSecond * 60)) * 100);
  return (
    <span className="used">
      <span className="used-bar" aria-hidden>
        <span style={{ width: `${String(percent)}%` }} />
      </span>
      {percent > 0 && percent < 1 ? "< 1" : Math.round(percent)} %
    </span>
  );
}

/** Rows that rush past ask for nothing. */
const GLANCE_MS = 350;

/** Who needs somebody first, then who has most to say. */
function ordered(pages: readonly Page[]): Page[] {
  const urgency = ({ hasToken, lane }: Page): number => {
    if (lane.held !== null) return lane.held.reason === "operator" ? 1 : 2;
    return hasToken ? 0 : 2;
  };
  return pages.toSorted(
    (a, b) =>
      urgency(b) - urgency(a) ||
      b.lane.waiting + b.lane.delayed - a.lane.waiting - a.lane.delayed ||
      compare(a.name, b.name),
  );
}

/** Plain order: that of a language costs ten times as much over ten thousand names. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function fits({ id, name, lane }: Page, text: string, only: Only): boolean {
  const sought = text.trim().toLowerCase();
  if (only === "held" && lane.held === null) return false;
  if (only === "waiting" && lane.waiting + lane.delayed === 0) return false;
  return sought === "" || id.includes(sought) || name.toLowerCase().includes(sought);
}

function onlyIn(given: string | null): Only {
  return given === "held" || given === "waiting" ? given : "all";
}
