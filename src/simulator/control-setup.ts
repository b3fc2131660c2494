import { z } from "zod";
import { pageMissing, problem, route, timeSchema, type ControlRoute } from "./control-route.ts";
import { accept, type Answer } from "./errors.ts";
import { pageIdSchema, psidSchema, type PageId } from "./ids.ts";
import type { State } from "./state.ts";
import { templateDefinitionSchema } from "./template-schema.ts";
import { readSlots } from "./template-slots.ts";
import { templateStatuses, type Template } from "./template-shelf.ts";
import { newTemplate, show } from "./templates.ts";
import type { Page, Person } from "./world.ts";

const perSecond = z.number().int().positive().nullable().optional();

/** A field that is left out keeps its value. */
const pageChange = z.strictObject({
  page: pageIdSchema,
  token: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  humanAgent: z.boolean().optional(),
  /** `null`: the tags never end on this Page. */
  tagsRetiredAt: timeSchema.nullable().optional(),
  ratePerSecond: perSecond,
  mediaRatePerSecond: perSecond,
  callsPerDay: z.number().int().positive().nullable().optional(),
  restricted: z.boolean().optional(),
  tokenState: z.enum(["valid", "expired", "revoked"]).optional(),
});

const personChange = z.strictObject({
  psid: psidSchema,
  lastInboundAt: timeSchema.nullable().optional(),
  blocked: z.boolean().optional(),
});
type PersonChange = z.infer<typeof personChange>;

const shelf = z.strictObject({
  page: pageIdSchema,
  items: z.array(
    templateDefinitionSchema.extend({
      status: z.enum(templateStatuses).default("APPROVED"),
      rejected_reason: z.string().default("NONE"),
    }),
  ),
});

/** The calls that arrange the world: Pages, people, templates. */
export const setupRoutes: readonly ControlRoute[] = [
  route("PUT", "/pages/:page", pageChange, putPage),
  route(
    "PUT",
    "/conversations/:page/:psid",
    personChange.extend({ page: pageIdSchema }),
    ({ page, ...change }, state) => putPeople(page, [change], state),
  ),
  route(
    "PUT",
    "/conversations/:page",
    z.strictObject({ page: pageIdSchema, items: z.array(personChange) }),
    ({ page, items }, state) => putPeople(page, items, state),
  ),
  route("PUT", "/templates/:page", shelf, putTemplates),
];

/** A Page as it may be shown: without its token. */
export function showPage(page: Page): Record<string, unknown> {
  const { tagsRetiredAt } = page;
  return {
    id: page.id,
    name: page.name,
    tokenState: page.tokenState,
    humanAgent: page.humanAgent,
    tagsRetiredAt: tagsRetiredAt === Infinity ? "never" : showTime(tagsRetiredAt),
    ratePerSecond: page.ratePerSecond,
    mediaRatePerSecond: page.mediaRatePerSecond,
    callsPerDay: page.callsPerDay,
    restricted: page.restricted,
    people: page.people.size,
    templates: page.templates.list().map(show),
  };
}

export function showPerson({ lastInboundAt, blocked }: Person): Record<string, unknown> {
  return { lastInboundAt: showTime(lastInboundAt), blocked };
}

function showTime(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function putPage(input: z.infer<typeof pageChange>, { world }: State): Answer {
  const { page: id, tagsRetiredAt, ...change } = input;
  const owner = change.token === undefined ? undefined : world.pageOfToken(change.token);
  if (owner !== undefined && owner.id !== id)
    return problem(409, `This token belongs to page ${owner.id} already.`);
  const page = world.page(id) ?? (change.token === undefined ? undefined : world.addPage(id, change.token));
  if (page === undefined) return problem(400, "token: a new page needs one.");
  world.changePage(page, { ...change, tagsRetiredAt: tagsRetiredAt === null ? Infinity : tagsRetiredAt });
  return accept(showPage(page));
}

function putPeople(pageId: PageId, changes: readonly PersonChange[], { world }: State): Answer {
  const page = world.page(pageId);
  if (page === undefined) return pageMissing(pageId);
  for (const { psid, lastInboundAt, blocked } of changes) {
    const person = world.meet(page, psid);
    if (lastInboundAt !== undefined) person.lastInboundAt = lastInboundAt;
    if (blocked !== undefined) person.blocked = blocked;
  }
  return accept({ people: changes.length });
}

/** The whole list at once, so that either all of it stands afterwards or, when one is malformed, none. */
function putTemplates({ page: pageId, items }: z.infer<typeof shelf>, state: State): Answer {
  const page = state.world.page(pageId);
  if (page === undefined) return pageMissing(pageId);
  const templates: Template[] = [];
  for (const { status, rejected_reason: rejectedReason, ...definition } of items) {
    const reading = readSlots(definition);
    if (reading.kind === "refused") return problem(400, `${definition.name}: ${reading.refusal.userMessage}`);
    templates.push(
      newTemplate(state.nextTemplateId(), definition, reading.slots, { status, rejectedReason }),
    );
  }
  page.templates.remove(() => true);
  for (const template of templates) page.templates.put(template);
  return accept({ data: templates.map(show) });
}
