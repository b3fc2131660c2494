/** One page: its lane, its hour, its templates, and what is set for it. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { call, CallFailed } from "../../api/call.ts";
import { keys, usePage, usePageActivity, usePageTemplates } from "../../api/queries.ts";
import type { Page, PageTemplates } from "../../api/shapes.ts";
import { full, rough } from "../../parts/figures.ts";
import { MinutesChart } from "../../parts/minutes-chart.tsx";
import { Moment } from "../../parts/moment.tsx";
import { sayDone, sayWhy } from "../../parts/say.ts";
import { Empty, Loaded } from "../../parts/states.tsx";
import { hrefOf } from "../../router.ts";
import { useMay } from "../../session.tsx";
import { words } from "../../words.ts";
import { PageActDialog, type PageAct } from "./page-acts.tsx";
import { HoldNotice, PageState } from "./page-state.tsx";
import { Used } from "./pages.tsx";
import "../../parts/figures.css";
import "./pages.css";

export function PageDetail({ id }: { readonly id: string }) {
  const page = usePage(id);
  const isGone = page.error instanceof CallFailed && page.error.status === 404;
  return (
    <>
      <a className="back" href="#/pages">
        <ArrowLeft size={15} aria-hidden /> {words.pages.back}
      </a>
      {isGone ? (
        <div className="card">
          <Empty>{words.pages.gone}</Empty>
        </div>
      ) : (
        <Loaded query={page} rows={8}>
          {(data) => <Detail page={data} />}
        </Loaded>
      )}
    </>
  );
}

function Detail({ page }: { readonly page: Page }) {
  const activity = usePageActivity(page.id);
  const may = useMay();
  const [act, setAct] = useState<PageAct | null>(null);
  const { lane } = page;
  return (
    <>
      <header className="detail-head">
        <div className="stack" style={{ gap: 6 }}>
          <h1>
            <bdi>{page.name}</bdi>
          </h1>
          <div className="row">
            <span className="mono soft">{page.id}</span>
            <PageState page={page} />
          </div>
        </div>
        <div className="row">
          {may("ops") && (
            <Button
              variant={lane.held === null ? "default" : "filled"}
              onClick={() => setAct(lane.held === null ? "pause" : "resume")}
            >
              {lane.held === null ? words.pages.pause : words.pages.resume}
            </Button>
          )}
          {may("admin") && (
            <>
              <Button variant="default" onClick={() => setAct("rate")}>
                {words.pages.edit}
              </Button>
              <Button variant="default" onClick={() => setAct("token")}>
                {words.pages.token}
              </Button>
            </>
          )}
          <Button component="a" variant="subtle" href={hrefOf("/dead-letters", { page: page.id })}>
            {words.pages.deadLetters}
          </Button>
        </div>
      </header>
      <div className="stack">
        <HoldNotice page={page} />
        <dl className="figures">
          <div>
            <dt>{words.pages.columns.waiting}</dt>
            <dd className="figure">
              {full(lane.waiting)} <small>{words.overview.messages}</small>
            </dd>
            {lane.delayed > 0 && <dd className="small soft">{words.overview.delayed(full(lane.delayed))}</dd>}
          </div>
          <div>
            <dt>{words.pages.columns.age}</dt>
            <dd className="figure">
              {lane.oldestWaitingAt === null ? (
                <small style={{ margin: 0 }}>{words.overview.nothingWaits}</small>
              ) : (
                <Moment at={lane.oldestWaitingAt} />
              )}
            </dd>
          </div>
          <div>
            <dt>{words.pages.columns.rate}</dt>
            <dd className="figure">
              {rough(lane.ratePerSecond)} <small>{words.common.perSecond}</small>
            </dd>
          </div>
          <div>
            <dt>{words.pages.columns.used}</dt>
            <dd style={{ paddingTop: 10 }}>
              <Used page={page} />
            </dd>
          </div>
        </dl>
        <section className="card padded" aria-labelledby="activity">
          <h2 id="activity" style={{ marginBottom: 12 }}>
            {words.pages.chart}
          </h2>
          <Loaded query={activity}>{(minutes) => <MinutesChart minutes={minutes} />}</Loaded>
        </section>
        <Templates page={page} />
        <section className="card padded">
          <h2 style={{ marginBottom: 12 }}>{words.pages.settings}</h2>
          <Facts page={page} />
        </section>
      </div>
      {act !== null && <PageActDialog page={page} act={act} onClose={() => setAct(null)} />}
    </>
  );
}

function Templates({ page }: { readonly page: Page }) {
  const templates = usePageTemplates(page.id);
  const may = useMay();
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<PageTemplates>("POST", `/v1/pages/${page.id}/templates/sync`),
    onSuccess(synced) {
      queries.setQueryData([...keys.pages, page.id, "templates"], synced);
      sayDone(words.pages.synced);
    },
    onError: sayWhy,
  });
  return (
    <section className="card" aria-labelledby="templates">
      <div className="row spread padded">
        <h2 id="templates">{words.pages.templates}</h2>
        <span className="row">
          {typeof templates.data?.syncedAt === "string" && (
            <span className="small soft">
              {words.pages.syncedAt} <Moment at={templates.data.syncedAt} />
            </span>
          )}
          {may("admin") && (
            <Button size="compact-sm" variant="default" loading={isPending} onClick={() => mutate()}>
              {words.pages.sync}
            </Button>
          )}
        </span>
      </div>
      <Loaded query={templates} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{words.pages.templatesNone}</Empty>
          ) : (
            <table className="plain-table">
              <thead>
                <tr>
                  <th>{words.pages.template.name}</th>
                  <th>{words.pages.template.language}</th>
                  <th>{words.pages.template.status}</th>
                  <th>{words.pages.template.types}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((it) => (
                  <tr key={`${it.name}/${it.language}`}>
                    <td className="mono">{it.name}</td>
                    <td>{it.language}</td>
                    <td>
                      <Approval status={it.status} />
                    </td>
                    <td>
                      {it.types.length === 0 ? (
                        <span className="soft">{words.common.none}</span>
                      ) : (
                        it.types.join(", ")
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Loaded>
    </section>
  );
}

function Approval({ status }: { readonly status: string | null }) {
  const said = (status ?? words.common.unknown).toLowerCase().replaceAll("_", " ");
  const tone =
    status === "APPROVED" ? "flow" : status === "REJECTED" || status === "DISABLED" ? "stop" : "wait";
  return <span className={`pill ${tone}`}>{said}</span>;
}

function Facts({ page }: { readonly page: Page }) {
  const { setting } = words.pages;
  const facts: readonly (readonly [string, string])[] = [
    [
      setting.policy,
      page.tagPolicy === "auto"
        ? page.tagPolicy
        : (words.overview.policies[page.tagPolicy] ?? page.tagPolicy),
    ],
    [setting.guard, page.promotionGuard],
    [setting.human, page.humanAgent ? words.pages.granted : words.pages.notGranted],
    [
      setting.quiet,
      page.quietHours === undefined ? words.common.none : `${page.quietHours.from}–${page.quietHours.to}`,
    ],
    [setting.zone, page.timeZone],
    [setting.spacing, `${full(page.recipientSpacingMs)} ms`],
    [setting.countries, page.countries.length === 0 ? words.pages.everywhere : page.countries.join(", ")],
    [setting.ad, words.pages.hours(page.adWindowHours ?? 24)],
  ];
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: "contents" }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
