import { identifyCaller, createProofCheck } from "./caller.ts";
import { accept, refuse, type Answer, type Refusal } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { readGraphCall, type GraphCall, type RawCall } from "./graph-call.ts";
import { namedPsid, trafficOf } from "./params.ts";
import { objectMissing, permissionMissing, unknownPath } from "./refusals.ts";
import { answerSend } from "./send.ts";
import type { State } from "./state.ts";
import { createTemplate, deleteTemplates, listTemplates, showTemplate } from "./templates.ts";
import type { Page } from "./world.ts";

/** What goes back: when, and whether at all. `undefined` answer: the connection closes instead. */
export type Reply = { answer: Answer | undefined; delayMs: number };

/** The Graph side of the simulator: every call is judged, logged and counted here, faults included. */
export function createGraph(state: State): (raw: RawCall) => Reply {
  const refuseProof = createProofCheck(state.options);

  function judge(raw: RawCall, call: GraphCall | undefined): Answer {
    if (call === undefined) return refuse(unknownPath(raw.url.split("?", 1)[0] ?? ""));
    const caller = identifyCaller(call, state.world);
    if (caller.kind === "refused") return refuse(caller.refusal);
    const refusal = refuseNode(call, caller.page) ?? refuseProof(call, caller.page);
    return refusal === undefined ? dispatch(call, caller.page) : refuse(refusal);
  }

  function answerTo(raw: RawCall, call: GraphCall | undefined): Answer {
    const answer = judge(raw, call);
    if (answer.refusal !== undefined) state.stats.countRefused(answer.refusal);
    return answer;
  }

  function dispatch(call: GraphCall, page: Page): Answer {
    switch (`${call.method} ${call.edge}`) {
      case "POST messages":
        return answerSend(page, call.params, state);
      case "GET message_templates":
        return listTemplates(page, call);
      case "POST message_templates":
        return createTemplate(page, call, state);
      case "DELETE message_templates":
        return deleteTemplates(page, call);
      case "GET subscribed_apps":
        return subscribedApps(state);
      case "GET ":
        return showNode(call, page);
      default:
        return refuse(unknownPath(`/${call.edge}`));
    }
  }

  function handle(raw: RawCall, call: GraphCall | undefined, fault: Fault | undefined): Answer | undefined {
    const effect = fault?.effect;
    switch (effect?.kind) {
      case undefined:
      case "delay":
        return answerTo(raw, call);
      case "cut":
        return effect.when === "before" ? undefined : answerTo(raw, call);
      case "answer":
        if (effect.handle) answerTo(raw, call);
        return effect.answer;
    }
  }

  function takeFault(call: GraphCall, page: string): Fault | undefined {
    const fault = state.faults.take({ edge: call.edge, page, psid: namedPsid(call.params) });
    if (fault !== undefined) state.stats.countFault(fault.effect.kind);
    return fault;
  }

  return (raw) => {
    const at = state.options.now();
    const call = readGraphCall(raw);
    const page = call === undefined ? undefined : pageNamed(call, state);
    count(call, page, state);
    const fault = call === undefined || page === undefined ? undefined : takeFault(call, page);
    const answer = handle(raw, call, fault);
    const cut = fault?.effect.kind === "cut" ? fault.effect.when : undefined;
    const psid = namedPsid(call?.params);
    state.received.add({ id: state.received.nextId, at, ...raw, page, psid, answer, cut });
    return { answer: cut === undefined ? answer : undefined, delayMs: fault?.delayMs ?? 0 };
  };
}

/** The Page in the path, set up or not; behind `me` it is the token's. */
function pageNamed(call: GraphCall, state: State): string | undefined {
  if (call.node !== "me") return call.edge === "" ? state.world.page(call.node)?.id : call.node;
  const caller = identifyCaller(call, state.world);
  return caller.kind === "page" ? caller.page.id : undefined;
}

/** Every call counts as it arrives, those that a fault or a refusal awaits too: it is the sender's pace that is measured. */
function count(
  call: GraphCall | undefined,
  page: string | undefined,
  { stats, world, options }: State,
): void {
  stats.countRequest();
  const known = page === undefined ? undefined : world.page(page);
  if (known === undefined || call?.edge !== "messages" || call.method !== "POST") return;
  stats.countSend(known.id, trafficOf(call.params), options.steadyNow());
}

/** A Page's token opens this Page and its templates, and nothing else. */
function refuseNode(call: GraphCall, page: Page): Refusal | undefined {
  if (call.node === "me" || call.node === page.id) return undefined;
  if (call.edge === "" && page.templates.byId(call.node) !== undefined) return undefined;
  return call.edge === "message_templates" ? permissionMissing : objectMissing(call.method, call.node);
}

function showNode(call: GraphCall, page: Page): Answer {
  const template = page.templates.byId(call.node);
  return template === undefined ? accept({ name: page.name, id: page.id }) : showTemplate(template, call);
}

/** The webhook fields that the simulator sends. */
const subscribedFields = [
  "messages",
  "messaging_postbacks",
  "messaging_referrals",
  "message_reactions",
  "message_deliveries",
  "message_reads",
  "message_echoes",
  "messaging_policy_enforcement",
  "message_template_status_update",
];

function subscribedApps({ webhooks, options }: State): Answer {
  const app = { name: "Simulated app", id: String(options.appId), subscribed_fields: subscribedFields };
  return accept({ data: webhooks.hasTarget ? [app] : [] });
}
