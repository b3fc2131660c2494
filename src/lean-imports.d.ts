/** Types of files that packages ship without any: those of the packages' index. */
declare module "bullmq/dist/cjs/classes/queue-keys.js" {
  export { QueueKeys } from "bullmq";
}
declare module "bullmq/dist/cjs/classes/redis-connection.js" {
  export { RedisConnection } from "bullmq";
}
declare module "bullmq/dist/cjs/classes/redis-queue-backend.js" {
  export { RedisQueueBackend } from "bullmq";
}
declare module "bullmq/dist/cjs/utils/create-backend.js" {
  export { createRedisBackend } from "bullmq";
}
declare module "bullmq/dist/cjs/enums/error-code.js" {
  export { ErrorCode } from "bullmq";
}
declare module "undici/lib/dispatcher/pool.js" {
  export { Pool as default } from "undici";
}
declare module "bullmq/dist/cjs/scripts/addPrioritizedJob-9.js" {
  export const addPrioritizedJob: { readonly content: string };
}
declare module "bullmq/dist/cjs/scripts/moveToActive-11.js" {
  export const moveToActive: { readonly content: string };
}
declare module "bullmq/dist/cjs/scripts/moveToFinished-14.js" {
  export const moveToFinished: { readonly content: string };
}
