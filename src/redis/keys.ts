/**
 * The names of all keys. What belongs to one page shares the hash tag `{page}`, so that a Redis Cluster
 * spreads the load by page; the two common queues have tags of their own.
 */

export interface Keys {
  /** BullMQ prefixes; the queue name follows. */
  readonly outboundPrefix: string;
  readonly deadLetterPrefix: string;
  lanePrefix(page: string): string;

  message(id: string): string;
  /** Hash of PSIDs to when they last wrote, by an ad too, and to the delivered and read watermarks. */
  people(page: string): string;
  /** Hash of PSIDs to what Meta refused them with since they last wrote. */
  refused(page: string): string;
  page(page: string): string;
  /** Hash of `name/language` to Meta's approval status. */
  templates(page: string): string;
  /** The message that told a person of an account change. */
  told(page: string, psid: string, changeId: string): string;
  /** Hash of person and priority to the last message accepted for them on that day since the epoch; more follow behind it. */
  lastOf(page: string, day: number): string;
  /** Set of all registered page ids. */
  readonly pages: string;
  /** Sorted set of pages by the number of their last change, and the last number given. */
  readonly pageChanges: string;
  readonly pageVersion: string;

  /** Sorted set of lanes with work, `kind:page` by the time of the last ring. */
  readonly lanes: string;
  /** Channel on which a lane's name is published when work is added to it. */
  readonly doorbell: string;
  /** Sorted set of live senders by their last heartbeat. */
  readonly senders: string;
  /** The sender that left last, for as long as its last starts count in the pace of its pages. */
  readonly senderThatLeft: string;
  /** Set while the whole app rests, with its end as the time to live. */
  readonly appRest: string;
  /** Sorted set of restricted pages by the time of their next probe. */
  readonly probes: string;
  /** What stands beside the queue of dead letters: its index, its counts, its replays; all in the queue's own slot. */
  deadLetter(what: string): string;
  /** BullMQ prefix of the replays under way. */
  readonly replayPrefix: string;
  /** Stream of what people did. */
  readonly audit: string;
  /** What the console keeps: `session:` and `link:` by digest, `tries:` by address. */
  console(what: string): string;

  /** Hash of counts by minute and kind, of all pages or of one, in one hour since the epoch. */
  activity(hour: number): string;
  pageActivity(page: string, hour: number): string;
  /** Hash of counts since the installation began. */
  readonly totals: string;
  /** Channel of live events, and what stands while somebody listens to it. */
  readonly live: string;
  readonly listeners: string;
}

export function keysFor(prefix: string): Keys {
  const ofPage = (page: string, what: string) => `${prefix}:{${page}}:${what}`;
  return {
    outboundPrefix: `${prefix}:{outbound}`,
    deadLetterPrefix: `${prefix}:{dead-letter}`,
    lanePrefix: (page) => `${prefix}:{${page}}`,
    message: (id) => `${prefix}:m:${id}`,
    people: (page) => ofPage(page, "people"),
    refused: (page) => ofPage(page, "refused"),
    page: (page) => ofPage(page, "page"),
    templates: (page) => ofPage(page, "templates"),
    told: (page, psid, changeId) => ofPage(page, `told:${psid}:${changeId}`),
    lastOf: (page, day) => ofPage(page, `last:${String(day)}`),
    pages: `${prefix}:pages`,
    pageChanges: `${prefix}:{pages}:changes`,
    pageVersion: `${prefix}:{pages}:version`,
    lanes: `${prefix}:{lanes}:work`,
    doorbell: `${prefix}:{lanes}:doorbell`,
    senders: `${prefix}:{lanes}:senders`,
    senderThatLeft: `${prefix}:{lanes}:left`,
    appRest: `${prefix}:{lanes}:rest`,
    probes: `${prefix}:{lanes}:probes`,
    deadLetter: (what) => `${prefix}:{dead-letter}:${what}`,
    replayPrefix: `${prefix}:{replay}`,
    audit: `${prefix}:audit`,
    console: (what) => `${prefix}:{console}:${what}`,
    activity: (hour) => `${prefix}:{activity}:minutes:${String(hour)}`,
    pageActivity: (page, hour) => ofPage(page, `activity:${String(hour)}`),
    totals: `${prefix}:{activity}:totals`,
    live: `${prefix}:{activity}:live`,
    listeners: `${prefix}:{activity}:listeners`,
  };
}
