/** What goes out, what waits, what was given up, and who needs a person: the first look of the day. */
import { CircleCheck } from "lucide-react";
import { useOverview } from "../../api/queries.ts";
import type { NeedsAPerson, Overview as Shape } from "../../api/shapes.ts";
import { full, short } from "../../parts/figures.ts";
import { MinutesChart } from "../../parts/minutes-chart.tsx";
import { Moment } from "../../parts/moment.tsx";
import { Empty, Loaded } from "../../parts/states.tsx";
import { hrefOf } from "../../router.ts";
import { words } from "../../words.ts";
import { FlowPicture } from "./flow-picture.tsx";
import "../../parts/figures.css";
import "./overview.css";

export function Overview() {
  const overview = useOverview();
  return (
    <>
      <header className="screen-head">
        <h1>{words.overview.title}</h1>
        {overview.data !== undefined && <PolicyChip overview={overview.data} />}
      </header>
      <Loaded query={overview} rows={9}>
        {(data) => (
          <div className="stack">
            <section className="card flow-card" aria-labelledby="flow-title">
              <div className="flow-head">
                <h2 id="flow-title">{words.overview.flow}</h2>
                <p className="small soft">{words.overview.flowHelp}</p>
              </div>
              <FlowPicture overview={data} />
            </section>
            <Figures overview={data} />
            <div className="halves">
              <section className="card padded" aria-labelledby="chart-title">
                <h2 id="chart-title" style={{ marginBottom: 12 }}>
                  {words.overview.chart}
                </h2>
                <MinutesChart minutes={data.minutes} height={208} />
              </section>
              <NeedList pages={data.needAPerson} />
            </div>
          </div>
        )}
      </Loaded>
    </>
  );
}

function PolicyChip({ overview: { policy } }: { readonly overview: Shape }) {
  const name = words.overview.policies[policy.inForce] ?? policy.inForce;
  return (
    <div className="policy">
      <span className="small soft">{words.overview.policy}</span>
      <strong>{name}</strong>
      <span className="small soft">
        {policy.pinned ? (
          words.overview.pinned
        ) : (
          <>
            {words.overview.since} <Moment at={policy.since} as="time" />
          </>
        )}
      </span>
      <span className="small soft says">{words.overview.policySays[policy.inForce]}</span>
    </div>
  );
}

function Figures({ overview }: { readonly overview: Shape }) {
  const { outbound, lanes } = overview.stations;
  const waiting = outbound.waiting + outbound.scheduled + lanes.waiting + lanes.delayed;
  const sent = overview.minutes.reduce((sum, it) => sum + it.sent, 0);
  const dead = overview.minutes.reduce((sum, it) => sum + it.dead, 0);
  const share = sent + dead === 0 ? 0 : (dead / (sent + dead)) * 100;
  return (
    <dl className="figures">
      <div>
        <dt>{words.overview.oldest}</dt>
        <dd className="figure">
          {overview.oldestWaitingAt === null ? (
            <span className="calm">{words.overview.nothingWaits}</span>
          ) : (
            <Moment at={overview.oldestWaitingAt} />
          )}
        </dd>
      </div>
      <div>
        <dt>{words.overview.waiting}</dt>
        <dd className="figure" title={full(waiting)}>
          {short(waiting)} <small>{words.overview.messages}</small>
        </dd>
      </div>
      <div>
        <dt>{words.overview.deadShare}</dt>
        <dd className="figure" title={full(dead)}>
          {share > 0 && share < 0.1 ? "< 0.1" : share.toFixed(share < 10 ? 1 : 0)} <small>%</small>
        </dd>
      </div>
      <div>
        <dt>{words.overview.pages}</dt>
        <dd className="figure">
          {short(overview.pages.held)} <small>{words.overview.ofPages(short(overview.pages.total))}</small>
        </dd>
      </div>
    </dl>
  );
}

function NeedList({ pages }: { readonly pages: readonly NeedsAPerson[] }) {
  return (
    <section className="card" aria-labelledby="need-title">
      <h2 id="need-title" className="need-title">
        {words.overview.needTitle}
      </h2>
      {pages.length === 0 ? (
        <Empty icon={<CircleCheck size={28} color="var(--flow)" aria-hidden />}>
          {words.overview.needNone}
        </Empty>
      ) : (
        <ul className="need">
          {pages.map((page) => (
            <li key={page.id}>
              <a href={hrefOf(`/pages/${page.id}`)}>
                <span className="row spread">
                  <bdi className="clip need-name">{page.name}</bdi>
                  <span className="small soft">
                    <Moment at={page.since} />
                  </span>
                </span>
                <span className="small soft wrap">{page.sentence}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
