/** Taglane as a library: the stations for those who run them in processes of their own, the rules for those who only ask. */
export { configFrom, type Config } from "./config.ts";
export { catalogueOf, type Catalogue, type JobType, type Tag } from "./core/catalogue.ts";
export { tellDecision, type Decision, type ToldDecision } from "./core/decision.ts";
export {
  parseMessage,
  type Message,
  type MessageId,
  type MessageInput,
  type PageId,
  type Psid,
} from "./core/message.ts";
export { REASONS, type Reason } from "./core/outcome.ts";
export { pageSettings, type PageSettings } from "./core/page.ts";
export { decide } from "./core/policy.ts";
export { judgePromotion, promotionSentence } from "./core/promotion.ts";
export { windowAt, type Window } from "./core/window.ts";
export { startHttp, type HttpServer } from "./http/server.ts";
export { createLogger, type Logger } from "./log.ts";
export { openHouse, type House, type Role } from "./runtime.ts";
export { startSimulator, type Simulator } from "./simulator/simulator.ts";
