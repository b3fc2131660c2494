/** What is said in a benchmark: the same messages for every contender. */

/** As `POST /v1/messages` takes it. */
export interface BenchMessage {
  readonly page: string;
  readonly recipient: { readonly psid: string };
  readonly type: "order_shipped";
  readonly content: { readonly text: string };
  readonly order: { readonly id: string; readonly placedAt: string };
}

/** Messages `from` to `from + count`: one a person, the pages in turn. */
export interface Share {
  readonly from: number;
  readonly count: number;
  readonly pages: number;
}

const TEXT_LENGTH = 200;
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();

export function messagesOf({ from, count, pages }: Share): BenchMessage[] {
  return Array.from({ length: count }, (_, nth) => messageAt(from + nth, pages));
}

export function pageAt(nth: number): string {
  return String(1_000_000_000 + nth);
}

/** No two messages go to one person, so that the order of a person's messages holds nothing up. */
export function psidAt(nth: number): string {
  return String(24_000_000_000 + nth);
}

function messageAt(nth: number, pages: number): BenchMessage {
  const order = String(100_000 + nth);
  const text =
    `Your order ${order} is on its way. The carrier has it since this morning and expects to be at your door within two ` +
    `working days. Somebody must be there to sign for it; if nobody is, it goes to the nearest post office.`;
  return {
    page: pageAt(nth % pages),
    recipient: { psid: psidAt(nth) },
    type: "order_shipped",
    content: { text: text.slice(0, TEXT_LENGTH).padEnd(TEXT_LENGTH, ".") },
    order: { id: order, placedAt: YESTERDAY },
  };
}
