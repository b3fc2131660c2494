/**
 * What is used of BullMQ, from the files in which it stands: its index loads PostgreSQL, sandboxes, schedules and a library
 * of calendars as well, which is 6 MB and 150 ms of every process. The version is pinned to `~6.7` for its scripts anyway.
 */
export { QueueKeys } from "bullmq/dist/cjs/classes/queue-keys.js";
export { RedisConnection } from "bullmq/dist/cjs/classes/redis-connection.js";
export { RedisQueueBackend } from "bullmq/dist/cjs/classes/redis-queue-backend.js";
export { createRedisBackend } from "bullmq/dist/cjs/utils/create-backend.js";
export { ErrorCode } from "bullmq/dist/cjs/enums/error-code.js";
export { addPrioritizedJob } from "bullmq/dist/cjs/scripts/addPrioritizedJob-9.js";
export { moveToActive } from "bullmq/dist/cjs/scripts/moveToActive-11.js";
export { moveToFinished } from "bullmq/dist/cjs/scripts/moveToFinished-14.js";
