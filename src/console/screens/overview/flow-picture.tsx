/** The flow of messages as the design draws it, with what is at each station now, and a dot for each message that moves. */
import { useElementSize, useReducedMotion } from "@mantine/hooks";
import { useEffect, useRef, type CSSProperties } from "react";
import { watchMoves, type Move } from "../../api/live.ts";
import type { Overview } from "../../api/shapes.ts";
import { full, short } from "../../parts/figures.ts";
import { words } from "../../words.ts";
import { flowMap, type FlowMap, type StationName, type Way } from "./flow-map.ts";
import "./flow-picture.css";

export function FlowPicture({ overview }: { readonly overview: Overview }) {
  const { ref, width } = useElementSize();
  const map = flowMap(Math.max(320, width));
  return (
    <div className="flow-picture" ref={ref} style={{ height: width === 0 ? 346 : map.height }}>
      {width > 0 && (
        <>
          <Ways map={map} />
          {tellings(overview).map((it) => (
            <Station key={it.name} {...it} map={map} />
          ))}
        </>
      )}
    </div>
  );
}

interface Telling {
  readonly name: StationName;
  readonly count: number | null;
  readonly href: string | null;
  readonly notes: readonly (readonly [text: string, tone: "wait" | "stop" | "soft"])[];
}

function tellings({ stations, pages }: Overview): readonly Telling[] {
  const { outbound, lanes, deadLetters, lastMinute } = stations;
  const scheduled =
    outbound.scheduled === 0 ? [] : [[words.overview.scheduled(short(outbound.scheduled)), "soft"] as const];
  const delayed =
    lanes.delayed === 0 ? [] : [[words.overview.delayed(short(lanes.delayed)), "soft"] as const];
  const held = pages.held === 0 ? [] : [[words.overview.held(pages.held), "wait"] as const];
  const died =
    lastMinute.dead === 0 ? [] : [[words.overview.deadNow(short(lastMinute.dead)), "stop"] as const];
  return [
    { name: "producers", count: lastMinute.accepted, href: null, notes: [] },
    { name: "outbound", count: outbound.waiting, href: null, notes: scheduled },
    { name: "classifier", count: outbound.active, href: "#/compose", notes: [] },
    { name: "lanes", count: lanes.waiting, href: "#/pages", notes: [...held, ...delayed] },
    { name: "sender", count: lanes.active, href: null, notes: [] },
    { name: "graph", count: lastMinute.sent, href: null, notes: [] },
    { name: "conversations", count: null, href: "#/messages", notes: [] },
    { name: "deadLetters", count: deadLetters.total, href: "#/dead-letters", notes: died },
  ];
}

function Station({ name, count, href, notes, map }: Telling & { readonly map: FlowMap }) {
  const box = map.stations[name];
  const said = words.overview.stations[name];
  const style: CSSProperties = { left: box.x, top: box.y, width: box.width, height: box.height };
  const inner = (
    <>
      <span className="station-name">{said.name}</span>
      {count !== null && (
        <span className="station-count" title={full(count)}>
          {short(count)}
        </span>
      )}
      <span className="station-unit">{said.unit}</span>
      {notes.map(([text, tone]) => (
        <span key={text} className={`station-note ${tone}`}>
          {text}
        </span>
      ))}
    </>
  );
  const kind = `station station-${name}${name === "deadLetters" && count !== 0 ? " has-dead" : ""}`;
  return href === null ? (
    <div className={kind} style={style} data-station={name}>
      {inner}
    </div>
  ) : (
    <a className={kind} style={style} href={href} data-station={name}>
      {inner}
    </a>
  );
}

const WAYS: readonly Way[] = [
  "in",
  "judge",
  "place",
  "take",
  "post",
  "refuse",
  "giveUp",
  "replay",
  "hear",
  "know",
];

function Ways({ map }: { readonly map: FlowMap }) {
  const dots = useRef<SVGGElement>(null);
  const isStill = useReducedMotion();
  useEffect(() => {
    const group = dots.current;
    if (group === null || isStill) return undefined;
    return watchMoves((move) => travel(group, move, map));
  }, [map, isStill]);

  return (
    <svg className="ways" width={map.width} height={map.height} aria-hidden>
      <defs>
        <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M1 1 L7 4 L1 7" fill="none" stroke="context-stroke" strokeWidth="1.4" />
        </marker>
      </defs>
      {WAYS.map((way) => (
        <path key={way} className={`way way-${way}`} d={map.ways[way]} markerEnd="url(#tip)" />
      ))}
      {map.labels.map(([name, x, y]) => (
        <text key={name} x={x} y={y} className="way-name">
          {words.overview[name]}
        </text>
      ))}
      <g ref={dots} />
    </svg>
  );
}

/** The ways that a message takes when it does this. */
const TRAVELS: Readonly<Record<Move, { readonly ways: readonly Way[]; readonly isDead: boolean }>> = {
  accepted: { ways: ["in", "judge"], isDead: false },
  classified: { ways: ["place"], isDead: false },
  attempted: { ways: ["take", "post"], isDead: false },
  buried: { ways: ["giveUp"], isDead: true },
};
/** More would be a smear, and work for nothing. */
const MOST_DOTS = 48;
const TRAVEL_MS = 780;

/** By the Web Animations API, past React: a dot is on the page for less than a second. */
function travel(group: SVGGElement, move: Move, map: FlowMap): void {
  const { ways, isDead } = TRAVELS[move];
  for (const [index, way] of ways.entries()) {
    if (group.childElementCount >= MOST_DOTS) return;
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    dot.setAttribute("r", "4");
    dot.setAttribute("class", isDead ? "dot-dead" : "dot-alive");
    dot.style.offsetPath = `path("${map.ways[way]}")`;
    group.append(dot);
    const animation = dot.animate(
      [
        { offsetDistance: "0%", opacity: 0 },
        { opacity: 1, offset: 0.15 },
        { opacity: 1, offset: 0.85 },
        { offsetDistance: "100%", opacity: 0 },
      ],
      { duration: TRAVEL_MS, delay: index * TRAVEL_MS * 0.8, easing: "ease-in-out", fill: "both" },
    );
    const away = (): void => dot.remove();
    animation.finished.then(away, away);
  }
}
