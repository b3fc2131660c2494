import { z } from "zod";
import { pageMissing, problem, route, timeSchema, type ControlRoute } from "./control-route.ts";
import { showPage, showPerson } from "./control-setup.ts";
import { showDelivered } from "./delivered.ts";
import { accept, type Answer } from "./errors.ts";
import { pageIdSchema, psidSchema } from "./ids.ts";
import { showRequest } from "./received.ts";
import type { State } from "./state.ts";

/** `after`: the id of the last entry seen. `limit`: without it, all that is kept. */
const filterSchema = z.strictObject({
  page: pageIdSchema.optional(),
  psid: psidSchema.optional(),
  since: timeSchema.optional(),
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().positive().default(Infinity),
});
type Filter = z.infer<typeof filterSchema>;
type Entry = { id: number; at: number; page: string | undefined; psid: string | undefined };

const conversation = z.strictObject({ page: pageIdSchema, psid: psidSchema });

/** The calls that show what happened. */
export const viewRoutes: readonly ControlRoute[] = [
  route("GET", "/requests", filterSchema, (filter, { received }) =>
    accept({
      received: received.nextId - 1,
      kept: received.kept,
      requests: select(received.entries(), filter).map(showRequest),
    }),
  ),
  route("DELETE", "/requests", z.unknown(), (_, { received }) => {
    received.clear();
    return accept({ received: 0, kept: 0 });
  }),
  route("GET", "/messages", filterSchema, (filter, { delivered }) =>
    accept({
      accepted: delivered.nextId - 1,
      kept: delivered.kept,
      repeated: delivered.repeated,
      messages: select(delivered.entries(), filter).map(showDelivered),
    }),
  ),
  route("GET", "/stats", z.unknown(), (_, state) => showStats(state)),
  route("GET", "/state", z.unknown(), (_, state) => showState(state)),
  route("GET", "/conversations/:page/:psid", conversation, showConversation),
];

/** Oldest first. */
function select<T extends Entry>(entries: Iterable<T>, filter: Filter): T[] {
  const selected: T[] = [];
  for (const entry of entries) {
    if (selected.length >= filter.limit) break;
    if (matches(entry, filter)) selected.push(entry);
  }
  return selected;
}

function matches(entry: Entry, { page, psid, since, after }: Filter): boolean {
  return (
    entry.id > after &&
    (page === undefined || entry.page === page) &&
    (psid === undefined || entry.psid === psid) &&
    (since === undefined || entry.at >= since)
  );
}

function showStats({ stats, delivered, webhooks }: State): Answer {
  return accept({ ...stats.show(), repeated: delivered.repeated, webhooks: webhooks.show() });
}

function showState({ world, options, echoes, review, faults, webhooks }: State): Answer {
  return accept({
    now: new Date(options.now()).toISOString(),
    tagsRetiredAt: new Date(options.tagsRetiredAt).toISOString(),
    strictRecipients: options.strictRecipients,
    pages: [...world.pages()].map(showPage),
    faults: faults.list(),
    echoes,
    review,
    hasWebhook: webhooks.hasTarget,
  });
}

function showConversation({ page: id, psid }: z.infer<typeof conversation>, { world }: State): Answer {
  const page = world.page(id);
  if (page === undefined) return pageMissing(id);
  const person = world.person(page, psid);
  return person === undefined
    ? problem(404, `Page ${id} knows nobody as ${psid}.`)
    : accept(showPerson(person));
}
