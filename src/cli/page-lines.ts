/** A page, told to a person. */
import type { ToldPage } from "../http/page-view.ts";

export function pageLines(page: ToldPage): string[] {
  const { lane, templateStatus } = page;
  const templates = Object.entries(page.templates).map(([type, { name, language }]) => {
    const status = templateStatus[`${name}/${language}`]?.status ?? "Meta was not asked, or knows none";
    return `  template       ${type}: ${name} ${language} (${status})`;
  });
  return [
    `${page.id}  ${page.name}`,
    `  access token   ${page.hasToken ? "set" : "not set, so nothing can be sent"}`,
    `  tag policy     ${page.tagPolicy}`,
    `  human agent    ${page.humanAgent ? "granted" : "not granted"}`,
    `  promotion      ${page.promotionGuard}`,
    `  quiet hours    ${page.quietHours === undefined ? "none" : `${page.quietHours.from} to ${page.quietHours.to}`}`,
    `  spacing        ${String(page.recipientSpacingMs)} ms between two messages to one person`,
    `  time zone      ${page.timeZone}`,
    ...templates,
    `  lane           ${String(lane.waiting)} waiting, ${String(lane.delayed)} delayed, ${String(lane.active)} active, at ${String(lane.ratePerSecond)} a second${lane.restsUntil === null ? "" : `, resting for Meta's limits until ${lane.restsUntil}`}`,
    `  held           ${lane.held === null ? "no" : `${lane.held.reason} since ${lane.held.since ?? "?"} by ${lane.held.by}: ${lane.held.detail}`}`,
  ];
}
