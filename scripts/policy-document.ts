// Writes docs/policy.md from the code: what is decided for every tag, window, policy and feature.
//
//   npm run docs
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { catalogueOf, TAGS, type JobType } from "../src/core/catalogue.ts";
import { tellDecision, type Decision } from "../src/core/decision.ts";
import { messageSchema } from "../src/core/message.ts";
import { REASONS } from "../src/core/outcome.ts";
import { pageSettings, type Page, type TagPolicy } from "../src/core/page.ts";
import { POLICY_TABLE } from "../src/core/policy-table.ts";
import { decide } from "../src/core/policy.ts";

export const DOCUMENT = fileURLToPath(new URL("../docs/policy.md", import.meta.url));

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-23T09:00:00Z");
const CATALOGUE = catalogueOf();

const WINDOWS = [
  { name: "open", lastInboundAt: NOW - 2 * HOUR },
  { name: "human_agent", lastInboundAt: NOW - 40 * HOUR },
  { name: "closed", lastInboundAt: NOW - 8 * 24 * HOUR },
  { name: "closed, never wrote", lastInboundAt: null },
] as const;
const POLICIES = ["message_tags", "utility"] as const satisfies readonly TagPolicy[];

/** What a page may have or lack; only what matters to the tag is listed. */
const FEATURES = {
  none: [{ name: "–", page: {} }],
  template: [
    { name: "template approved", page: { templates: "mapped", status: "APPROVED" } },
    { name: "template pending", page: { templates: "mapped", status: "PENDING" } },
    { name: "no template", page: {} },
  ],
  humanAgent: [
    { name: "Human Agent", page: { humanAgent: true } },
    { name: "no Human Agent", page: {} },
  ],
} as const;

interface Features {
  readonly templates?: "mapped";
  readonly status?: string;
  readonly humanAgent?: boolean;
}

/** The whole document, formatted as the house formats. */
export async function policyDocument(): Promise<string> {
  const text = [HEAD, carriers(), DECISIONS_HEAD, ...typeGroups().map(section), reasons()].join("\n\n");
  return format(text, { ...(await resolveConfig(DOCUMENT)), filepath: DOCUMENT });
}

const HEAD = `# What may be said, when, and as what

This page is written by \`npm run docs\` from the code that decides; a test holds the two together.

- **open**: the person wrote, tapped or reacted less than 24 hours ago. Anything may be said; a utility template
  must be approved and free of promotion even so.
- **human_agent**: 24 hours to 7 days ago. A person may still answer; notices go by tag or template.
- **closed**: longer ago, or never. Notices go by tag or template; nothing else does.

A state changes at the very millisecond that \`closesAt\` or \`humanAgentUntil\` names. \`TAG_POLICY\` or a page's \`tagPolicy\` pins a
policy; \`auto\` follows the dates below.`;

const DECISIONS_HEAD = `## Decisions

One table for each group of types that are judged alike. Evidence is taken as good: a recent purchase, an event to come that
they signed up for, an account change not told before, a named person as the author, no promotion in the text.`;

function carriers(): string {
  const rows = POLICY_TABLE.map((row) => [
    row.tag,
    row.carrier === "message_tag" ? "`MESSAGE_TAG`" : "utility template",
    day(row.validFrom),
    row.validUntil === null ? "no end announced" : day(row.validUntil),
    row.replacedBy === null ? "–" : "utility template",
    row.source,
  ]);
  return `## What carries a tag\n\n${table(["tag", "carried as", "from", "until", "then", "source"], rows)}`;
}

interface Group {
  readonly title: string;
  readonly types: readonly JobType[];
  readonly features: readonly { readonly name: string; readonly page: Features }[];
}

function typeGroups(): Group[] {
  const typesWith = (tag: JobType["tag"]) => [...CATALOGUE.values()].filter((type) => type.tag === tag);
  const tagged = TAGS.map((tag) => ({
    title: tag,
    types: typesWith(tag),
    features: tag === "HUMAN_AGENT" ? FEATURES.humanAgent : FEATURES.template,
  }));
  return [...tagged, { title: "No tag", types: typesWith(null), features: FEATURES.none }];
}

/** Every type of the group is decided; where one differs from the others, the table says so by its name. */
function section({ title, types, features }: Group): string {
  const rows = POLICIES.flatMap((policy) =>
    WINDOWS.flatMap((window) =>
      features.map((feature) => {
        const told = types.map((type) =>
          inWords(decisionFor(type, policy, window.lastInboundAt, feature.page)),
        );
        const distinct = [...new Set(told)];
        if (distinct.length > 1)
          throw new Error(`${title}: the types are not judged alike: ${distinct.join("; ")}`);
        return [policy, window.name, feature.name, ...(distinct[0] ?? "").split("|")];
      }),
    ),
  );
  const names = types.map((type) => `\`${type.name}\``).join(" ");
  return `### ${title}\n\n${names}\n\n${table(["policy", "window", "page", "verdict", "carried as / reason"], rows)}`;
}

function decisionFor(
  type: JobType,
  tagPolicy: TagPolicy,
  lastInboundAt: number | null,
  features: Features,
): Decision {
  const message = messageSchema.parse({
    page: "1",
    recipient: { psid: "2" },
    type: type.name,
    content: { text: "Here is the news about it." },
    order: { id: "1001", placedAt: "2026-11-20T10:00:00Z" },
    event: { id: "E-1", startsAt: "2026-11-30T10:00:00Z", registeredAt: "2026-11-01T10:00:00Z" },
    account: { changeId: "A-1" },
    agent: { id: "mai" },
  });
  const page = pageWith(type, features);
  const rest = {
    lastAdAt: null,
    refused: null,
    toldBefore: false,
    tagPolicy: "auto",
    catalogue: CATALOGUE,
    now: NOW,
  } as const;
  return decide({ message, type, lastInboundAt, page: { ...page, tagPolicy }, ...rest });
}

function pageWith(type: JobType, { templates, status, humanAgent = false }: Features): Page {
  const mapping = { name: `${type.name}_v1`, language: "en" };
  const settings = pageSettings.parse({
    name: "A page",
    humanAgent,
    ...(templates && { templates: { [type.name]: mapping } }),
  });
  const known = status === undefined ? {} : { [`${type.name}_v1/en`]: { status, slots: null } };
  return { ...settings, templateStatus: known };
}

/** The types of a group have templates of their own names: told alike. */
function inWords(decision: Decision): string {
  const told = tellDecision(decision);
  if (told.verdict === "reject") return `reject|\`${told.reason}\``;
  const { messagingType, tag, template } = told.carriedAs;
  return `send|\`${[messagingType, tag].filter((it) => it !== null).join(" ")}\`${template === null ? "" : " with the page's template"}`;
}

function reasons(): string {
  const rows = Object.entries(REASONS).map(([reason, sentence]) => [`\`${reason}\``, sentence]);
  return `## Reasons\n\nThe closed list of why a message becomes a dead letter.\n\n${table(["reason", "what an operator reads"], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(DOCUMENT, await policyDocument());
