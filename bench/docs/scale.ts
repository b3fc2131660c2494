/** docs/scale.md: what the measured costs mean for a cluster, and for a hundred million messages a day. */
import { said } from "../support/report.ts";
import { table, writeMarkdown } from "./markdown.ts";
import { measuredSoFar, type Cost, type Measured } from "./measured.ts";

const DOCUMENT = new URL("../../docs/scale.md", import.meta.url);

/** Of a core: beyond it, waiting in line begins to show in the latency. */
const FILL = 0.6;
const PER_DAY = 100e6;
const PAGES = 10_000;
/** The busiest minute of a day beside its average. */
const PEAK = 3;
const DAY_S = 86_400;
const PAGE_RATE = 30;
/** What one Redis may hold and still be copied to a replica, and saved, within minutes. */
const NODE_GB = 25;

export async function writeScale(): Promise<void> {
  const measured = measuredSoFar();
  if (measured === null) {
    process.stdout.write("docs/scale.md needs the results of more suites; it stays as it is.\n");
    return;
  }
  await writeMarkdown(DOCUMENT, documentOf(measured));
}

function documentOf(it: Measured): string {
  return [
    "# Scale, on paper",
    "Written by `npm run bench -- --docs`: each figure is computed from those of [performance.md](performance.md), measured on that machine. What is an assumption says so.",
    "## What a message costs",
    costTable(it),
    `Both hops were measured in one process. In processes of their own, with a backlog before them, the classifier takes ${said(it.classifierUs)} µs a bulk row and the sender ${said(it.senderUs)} µs a message.`,
    "## What one of each carries",
    `Each of these is one thread, so one core. They are filled to ${percent(FILL)}: beyond it, waiting in line shows in the latency.`,
    oneOfEachTable(it),
    `Processes are added freely: a classifier takes whatever is next on the outbound queue, and the pages are divided among the senders that are alive. So the first wall is Redis.`,
    "## A cluster",
    clusterText(it),
    clusterTable(it),
    "## A hundred million messages a day on 10,000 pages",
    largeText(),
    largeTable(it),
    "## Where the next wall is",
    wallsText(it),
  ].join("\n\n");
}

function costTable({ single, bulk, scripts, bytes }: Measured): string {
  const row = (what: string, of: (cost: Cost) => number) => [what, said(of(single)), said(of(bulk))];
  return table(
    ["a message", "single", "bulk row"],
    [
      row("accepting, µs of Node", ({ accept }) => accept),
      row("both hops, µs of Node", ({ work }) => work),
      row("Redis, µs", ({ redis }) => redis),
      ["BullMQ scripts", said(scripts.single.scripts), said(scripts.bulk.scripts)],
      ["other commands and scripts", said(scripts.single.commands), said(scripts.bulk.commands)],
      ["Redis bytes while it waits", said(bytes.waiting), said(bytes.waiting)],
      ["Redis bytes once it has ended", said(bytes.finished), said(bytes.finished)],
      ["Redis bytes a conversation", said(bytes.conversation), said(bytes.conversation)],
    ],
  );
}

function oneOfEachTable(it: Measured): string {
  const carries = (us: number) => said((1e6 / us) * FILL);
  return table(
    ["one", "single messages a second", "bulk rows a second"],
    [
      ["API process, as the library accepts", carries(it.single.accept), carries(it.bulk.accept)],
      ["classifier", carries(singleClassifierUs(it)), carries(it.classifierUs)],
      ["sender", carries(it.senderUs), carries(it.senderUs)],
      ["Redis", carries(it.single.redis), carries(it.bulk.redis)],
    ],
  );
}

/** It was measured for bulk rows only: of a single message it is what the sender leaves of both hops. */
function singleClassifierUs({ single, senderUs, classifierUs }: Measured): number {
  return Math.max(classifierUs, single.work - senderUs);
}

/** The share of a message's Redis time that must be on the outbound queue's node. */
function outboundShare({ scripts }: Measured, mode: "single" | "bulk"): number {
  return scripts[mode].onOutbound / Math.max(scripts[mode].scripts, scripts[mode].onOutbound, 1e-9);
}

function clusterText(it: Measured): string {
  return `In a Redis Cluster the lanes, the conversations and the record of a page share its hash tag, and message records spread by their id: all of that divides by the number of nodes. The outbound queue has one tag, so one node carries it: ${said(it.scripts.single.onOutbound)} of the ${said(it.scripts.single.scripts)} scripts of a single message, ${said(it.scripts.bulk.onOutbound)} of ${said(it.scripts.bulk.scripts)} of a bulk row (taking a script for as long as another). A cluster is therefore full when that node is.`;
}

function clusterTable(it: Measured): string {
  const most = (mode: "single" | "bulk", nodes: number): number => {
    const { redis } = it[mode];
    const share = outboundShare(it, mode);
    const busiest = redis * Math.max(1 / nodes, share);
    return (1e6 / busiest) * FILL;
  };
  return table(
    ["nodes", "single messages a second", "bulk rows a second"],
    [1, 2, 3, 6, 12].map((nodes) => [String(nodes), said(most("single", nodes)), said(most("bulk", nodes))]),
  );
}

function largeText(): string {
  const average = PER_DAY / DAY_S;
  return `That is ${said(average)} messages a second on average and, taking the busiest minutes for ${String(PEAK)} times that, ${said(average * PEAK)}. A page sends ${said(PER_DAY / PAGES)} a day, ${said((average * PEAK) / PAGES)} a second at the peak, far below the ${String(PAGE_RATE)} a second that it may by default: no page's pace is in the way. Each message is taken for a single one, the dearer kind.`;
}

function largeTable(it: Measured): string {
  const peak = (PER_DAY / DAY_S) * PEAK;
  const cores = (us: number) => Math.ceil((peak * us) / 1e6 / FILL);
  const gigabytes = (bytes: number) => `${said(bytes / 1e9)} GB`;
  const people = 50e6;
  return table(
    ["what", "how much", "out of"],
    [
      [
        "API processes",
        String(cores(it.single.accept)),
        `${said(it.single.accept)} µs a message at the peak; ${said(it.rssMb["serve"] ?? Number.NaN)} MB each`,
      ],
      ["classifiers", String(cores(singleClassifierUs(it))), `${said(singleClassifierUs(it))} µs`],
      ["senders", String(cores(it.senderUs)), `${said(it.senderUs)} µs`],
      ["Redis cores", String(cores(it.single.redis)), `${said(it.single.redis)} µs`],
      [
        "idle pages of all senders",
        `${said((it.idle.coreShare * PAGES) / it.idle.pages)} of a core`,
        `${said(it.idle.coreShare * 100)} % of a core with ${said(it.idle.pages)} pages`,
      ],
      [
        "finished messages, kept for a week",
        gigabytes(PER_DAY * 7 * it.bytes.finished),
        `${said(it.bytes.finished)} bytes each`,
      ],
      [
        "finished messages, kept for a day",
        gigabytes(PER_DAY * it.bytes.finished),
        "`STATUS_RETENTION_HOURS=24`",
      ],
      [
        "an hour's backlog at the peak",
        gigabytes(peak * 3_600 * it.bytes.waiting),
        `${said(it.bytes.waiting)} bytes each`,
      ],
      [
        "conversations of 50 million people",
        gigabytes(people * it.bytes.conversation),
        `${said(it.bytes.conversation)} bytes each`,
      ],
      [
        "a million dead letters",
        gigabytes(1e6 * it.deadLetterBytes),
        `${said(it.deadLetterBytes)} bytes each`,
      ],
      [
        "API processes for webhooks",
        String(Math.ceil((peak * EVENTS_A_MESSAGE) / it.eventsPerSecond / FILL)),
        `${String(EVENTS_A_MESSAGE)} events a message (echo, delivery, read), ${said(it.eventsPerSecond)}/s`,
      ],
    ],
  );
}

const EVENTS_A_MESSAGE = 3;

function wallsText(it: Measured): string {
  const week = (PER_DAY * 7 * it.bytes.finished) / 1e9;
  const outbound = it.single.redis * outboundShare(it, "single");
  return [
    `1. **One Redis' core**, at ${said((1e6 / it.single.redis) * FILL)} single messages or ${said((1e6 / it.bulk.redis) * FILL)} bulk rows a second. Past it: a cluster, which needs no change but \`REDIS_URL=redis-cluster://…\`.`,
    `2. **Memory for what has ended**: ${said(week)} GB for a week of a hundred million a day, ${String(Math.ceil(week / NODE_GB))} nodes of ${String(NODE_GB)} GB before anything waits. Past it: a shorter \`STATUS_RETENTION_HOURS\`, and the outcomes kept where disk is cheap, out of the log's \`message.attempted\` lines.`,
    `3. **The outbound queue's node**, at about ${said((1e6 / outbound) * FILL)} single messages a second whatever the number of nodes. Past it: several outbound queues, by a hash of the page, each with its own tag; a person's messages stay in order, for a page stays in one of them. Bulk rows reach this wall later.`,
    `4. **A page's rate**, which Meta sets: 40 a second before its inbox stalls are 3.4 million a day. Past it there is nothing: a second page is another sender to the people who read.`,
    "",
    "Not in these figures: the append-only file (measured without; with `appendfsync everysec` Redis writes each command once more), the network between machines, TLS, replicas, and Graph's own answer time, which costs a sender memory for what is under way but no processor.",
  ].join("\n");
}

function percent(share: number): string {
  return `${String(Math.round(share * 100))} %`;
}
