/** Where the stations of the flow stand, and the ways between them; in px, for a picture of a given width. */
import type { words } from "../../words.ts";

export type StationName = keyof typeof words.overview.stations;
export type Way =
  "in" | "judge" | "place" | "take" | "post" | "refuse" | "giveUp" | "replay" | "hear" | "know";

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FlowMap {
  readonly width: number;
  readonly height: number;
  readonly stations: Readonly<Record<StationName, Box>>;
  readonly ways: Readonly<Record<Way, string>>;
  /** Where the names of the ways back stand; a narrow picture has no room for them. */
  readonly labels: readonly (readonly [name: "replay" | "webhooks", x: number, y: number])[];
}

const WIDE_FROM = 780;
const LINE = ["producers", "outbound", "classifier", "lanes", "sender", "graph"] as const;

export function flowMap(width: number): FlowMap {
  return width >= WIDE_FROM ? wideMap(width) : narrowMap(width);
}

function wideMap(width: number): FlowMap {
  const gap = Math.max(20, width * 0.026);
  const box = (width - gap * 5) / 6;
  const height = 128;
  const low = 204;
  const lowHeight = 108;
  const at = (index: number): number => index * (box + gap);
  const line = Object.fromEntries(LINE.map((name, i) => [name, { x: at(i), y: 0, width: box, height }]));
  const wide = box * 1.22;
  const boxes = {
    ...line,
    conversations: { x: at(2) + box / 2 - wide / 2, y: low, width: wide, height: lowHeight },
    deadLetters: { x: at(4) + box / 2 - wide / 2, y: low, width: wide, height: lowHeight },
  };
  const stations = checked(boxes);
  const middle = height / 2;
  const across = (from: StationName, to: StationName): string =>
    `M ${n(right(stations[from]))} ${n(middle)} L ${n(stations[to].x)} ${n(middle)}`;
  const bend = low - 38;
  const dead = stations.deadLetters;
  const known = stations.conversations;
  const bottom = low + lowHeight + 22;
  const graphX = centre(stations.graph) + 14;
  const outX = centre(stations.outbound);
  const judgeX = centre(stations.classifier);
  const refuseX = judgeX + box * 0.34;
  return {
    width,
    height: bottom + 12,
    stations,
    labels: [
      ["replay", outX + 16, bottom - 8],
      ["webhooks", graphX - 78, low + 20],
    ],
    ways: {
      in: across("producers", "outbound"),
      judge: across("outbound", "classifier"),
      place: across("classifier", "lanes"),
      take: across("lanes", "sender"),
      post: across("sender", "graph"),
      refuse: `M ${n(refuseX)} ${n(height)} L ${n(refuseX)} ${n(bend - 10)} Q ${n(refuseX)} ${n(bend)} ${n(refuseX + 10)} ${n(bend)} L ${n(centre(dead) - 26)} ${n(bend)} Q ${n(centre(dead) - 16)} ${n(bend)} ${n(centre(dead) - 16)} ${n(bend + 10)} L ${n(centre(dead) - 16)} ${n(low)}`,
      giveUp: `M ${n(centre(dead) + 16)} ${n(height)} L ${n(centre(dead) + 16)} ${n(low)}`,
      replay: `M ${n(centre(dead))} ${n(low + lowHeight)} L ${n(centre(dead))} ${n(bottom - 12)} Q ${n(centre(dead))} ${n(bottom)} ${n(centre(dead) - 12)} ${n(bottom)} L ${n(outX + 12)} ${n(bottom)} Q ${n(outX)} ${n(bottom)} ${n(outX)} ${n(bottom - 12)} L ${n(outX)} ${n(height)}`,
      hear: `M ${n(graphX)} ${n(height)} L ${n(graphX)} ${n(bottom - 22)} Q ${n(graphX)} ${n(bottom - 12)} ${n(graphX - 10)} ${n(bottom - 12)} L ${n(right(known) + 30)} ${n(bottom - 12)} Q ${n(right(known) + 20)} ${n(bottom - 12)} ${n(right(known) + 20)} ${n(bottom - 22)} L ${n(right(known) + 20)} ${n(low + 54)} Q ${n(right(known) + 20)} ${n(low + 44)} ${n(right(known) + 10)} ${n(low + 44)} L ${n(right(known))} ${n(low + 44)}`,
      know: `M ${n(judgeX)} ${n(low)} L ${n(judgeX)} ${n(height)}`,
    },
  };
}

function narrowMap(width: number): FlowMap {
  const margin = 30;
  const box = width - margin * 2;
  const height = 64;
  const step = height + 26;
  const line = Object.fromEntries(
    LINE.map((name, i) => [name, { x: margin, y: i * step, width: box, height }]),
  );
  const low = LINE.length * step + 10;
  const half = (box - 12) / 2;
  const stations = checked({
    ...line,
    conversations: { x: margin, y: low, width: half, height: 84 },
    deadLetters: { x: margin + half + 12, y: low, width: half, height: 84 },
  });
  const x = width / 2;
  const down = (from: StationName, to: StationName): string =>
    `M ${n(x)} ${n(stations[from].y + height)} L ${n(x)} ${n(stations[to].y)}`;
  const side = (from: StationName, to: StationName, at: number, inset: number): string => {
    const a = stations[from];
    const b = stations[to];
    const edge = at > x ? width - margin : margin;
    return `M ${n(edge)} ${n(a.y + a.height / 2 + inset)} L ${n(at)} ${n(a.y + a.height / 2 + inset)} L ${n(at)} ${n(b.y + b.height / 2 - inset)} L ${n(edge)} ${n(b.y + b.height / 2 - inset)}`;
  };
  return {
    width,
    height: low + 84 + 8,
    stations,
    labels: [],
    ways: {
      in: down("producers", "outbound"),
      judge: down("outbound", "classifier"),
      place: down("classifier", "lanes"),
      take: down("lanes", "sender"),
      post: down("sender", "graph"),
      refuse: side("classifier", "deadLetters", width - 8, 8),
      giveUp: side("sender", "deadLetters", width - 16, -8),
      replay: `M ${n(width - margin)} ${n(low + 70)} L ${n(width - 2)} ${n(low + 70)} L ${n(width - 2)} ${n(step + height / 2)} L ${n(width - margin)} ${n(step + height / 2)}`,
      hear: side("graph", "conversations", 16, 0),
      know: `M ${n(margin)} ${n(low + 62)} L 6 ${n(low + 62)} L 6 ${n(step * 2 + height / 2)} L ${n(margin)} ${n(step * 2 + height / 2)}`,
    },
  };
}

function checked(boxes: Readonly<Record<string, Box>>): Readonly<Record<StationName, Box>> {
  const nowhere = { x: 0, y: 0, width: 0, height: 0 };
  const boxOf = (name: StationName): Box => boxes[name] ?? nowhere;
  return {
    producers: boxOf("producers"),
    outbound: boxOf("outbound"),
    classifier: boxOf("classifier"),
    lanes: boxOf("lanes"),
    sender: boxOf("sender"),
    graph: boxOf("graph"),
    conversations: boxOf("conversations"),
    deadLetters: boxOf("deadLetters"),
  };
}

function right(box: Box): number {
  return box.x + box.width;
}

function centre(box: Box): number {
  return box.x + box.width / 2;
}

function n(px: number): string {
  return String(Math.round(px * 10) / 10);
}
