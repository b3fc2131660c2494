/** What each setting may be, and what not. */
import type { Config } from "../src/config.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");

const whole = (min: number, max: number) => `a whole number from ${String(min)} to ${String(max)}`;
const REDIS =
  "redis://host:port, redis-cluster://host:port,host:port or redis-sentinel://host:port,host:port/name, each with rediss in place of redis for TLS; in a password / is written as %2F";
const GRAPH = "an http or https URL that ends in the API version, such as https://graph.facebook.com/v26.0";
const API_KEYS =
  "name:secret:scope+scope, with a comma between keys; no two keys share a name or a secret; a secret has at least 16 characters and neither a colon nor a comma; the scopes are send, read, ops, admin";
export const HIDDEN = "set to a value not shown here";
const PATH = "a path";

/** Per setting: what does, with what becomes of it; what does not; what is expected. */
export const RULES: readonly {
  readonly name: keyof Config;
  readonly good: readonly (readonly [string, unknown])[];
  readonly bad: readonly string[];
  readonly expected: string;
  readonly isSecret?: true;
}[] = [
  {
    name: "PORT",
    good: [
      ["0", 0],
      ["3000", 3000],
      ["65535", 65_535],
      [" 80 ", 80],
    ],
    bad: ["65536", "-1", "80.5", "http", "0x50", "1e3", " ", "٣"],
    expected: whole(0, 65_535),
  },
  {
    name: "HOST",
    good: [
      ["0.0.0.0", "0.0.0.0"],
      ["::1", "::1"],
      ["localhost", "localhost"],
    ],
    bad: ["http://localhost", "a b", " "],
    expected: "a name or an address",
  },
  {
    name: "REDIS_URL",
    good: [
      "redis://localhost",
      "redis://127.0.0.1:6379",
      "redis://:password@localhost:6380/2",
      "redis://user:p%40ss@localhost?family=6",
      "redis://[::1]:6379",
      "rediss://cache.example.com:6379",
      "redis-cluster://a:7000,b:7001,c:7002",
      "redis-cluster://user:pass@a:7000,b:7001",
      "redis-sentinel://a:26379,b:26379/main",
      "rediss-cluster://user:pass@a:7000,b:7001",
      "rediss-sentinel://:pass@a:26379/main",
    ].map((url) => [url, url] as const),
    bad: [
      "localhost:6379",
      "http://localhost:6379",
      "redis://",
      "redis://localhost:port",
      "redis://localhost:70000",
      "redis://a:1,b:2",
      "redis://:pass/word@localhost",
      "redis-cluster://a:7000,",
      "redis-cluster://a:7000/1",
      "redis-sentinel://a:26379",
      "redis-sentinel://a:26379/",
      "rediz://localhost",
      "redis-clusters://localhost",
    ],
    expected: REDIS,
    isSecret: true,
  },
  {
    name: "REDIS_PREFIX",
    good: [["shop-1_a", "shop-1_a"]],
    bad: ["a:b", "{a}", "a b", "x".repeat(41), "*"],
    expected: "1 to 40 letters, digits, - or _",
  },
  {
    name: "GRAPH_API_URL",
    good: [
      "https://graph.facebook.com/v26.0",
      "http://127.0.0.1:4000/v26.0/",
      "https://proxy.example.com/meta/v25.0",
    ].map((url) => [url, url] as const),
    bad: [
      "graph.facebook.com/v26.0",
      "ftp://graph.facebook.com/v26.0",
      "https://graph.facebook.com",
      "https://graph.facebook.com/26",
      "https://graph.facebook.com/v26.0/me",
      "https://graph.facebook.com/v26.0?access_token=x",
      "https://user@graph.facebook.com/v26.0",
    ],
    expected: GRAPH,
  },
  {
    name: "META_APP_SECRET",
    good: [["abc", "abc"]],
    bad: [" ", "\t"],
    expected: "your Meta app's secret",
    isSecret: true,
  },
  {
    name: "META_VERIFY_TOKEN",
    good: [["abc", "abc"]],
    bad: [" "],
    expected: "a word of your choice",
    isSecret: true,
  },
  {
    name: "API_KEYS",
    good: [
      ["shop:0123456789abcdef:send", [{ name: "shop", secret: "0123456789abcdef", scopes: ["send"] }]],
      [
        " a:a secret, of sixteen:read".replace(", ", " "),
        [{ name: "a", secret: "a secret of sixteen", scopes: ["read"] }],
      ],
      [
        "shop:0123456789abcdef:send+read, ops.team:fedcba9876543210:ops+admin,",
        [
          { name: "shop", secret: "0123456789abcdef", scopes: ["send", "read"] },
          { name: "ops.team", secret: "fedcba9876543210", scopes: ["ops", "admin"] },
        ],
      ],
      [",", []],
    ],
    bad: [
      "0123456789abcdef",
      "shop:0123456789abcdef",
      "shop:0123456789abcdef:",
      "shop:0123456789abcde:send",
      "shop:0123456789abcdef:write",
      "shop:0123456789abcdef:send read",
      "shop:0123456789:abcdef0123:send",
      ":0123456789abcdef:send",
      "my shop:0123456789abcdef:send",
      "shop:0123456789abcdéf:send",
      "a:0123456789abcdef:send,b:0123456789abcdef:read",
      "a:0123456789abcdef:send,a:fedcba9876543210:read",
      "a:0123456789abcdef:send,b",
    ],
    expected: API_KEYS,
    isSecret: true,
  },
  {
    name: "ENCRYPTION_KEY",
    good: [
      [KEY, Buffer.alloc(32, 7)],
      [`${KEY}\n`, Buffer.alloc(32, 7)],
    ],
    bad: [
      "secret",
      Buffer.alloc(31).toString("base64"),
      Buffer.alloc(33).toString("base64"),
      Buffer.alloc(32).toString("hex"),
      `${KEY.slice(0, 10)}!${KEY.slice(10)}`,
      "e".repeat(32),
    ],
    expected: "32 bytes in base64, such as `openssl rand -base64 32` prints",
    isSecret: true,
  },
  {
    name: "TAG_POLICY",
    good: ["auto", "message_tags", "utility"].map((it) => [it, it] as const),
    bad: ["utilty", "UTILITY", "tags"],
    expected: "one of auto, message_tags, utility",
  },
  { name: "JOB_TYPES_FILE", good: [["types.json", "types.json"]], bad: [" "], expected: PATH },
  { name: "PAGES_FILE", good: [["/etc/pages.json", "/etc/pages.json"]], bad: [" "], expected: PATH },
  {
    name: "PAGE_RATE",
    good: [
      ["0.1", 0.1],
      ["12.5", 12.5],
      ["300", 300],
    ],
    bad: ["0", "0.09", "300.1", "301", "-5", "fast", "1,5", "1e2", "Infinity"],
    expected: "a number from 0.1 to 300",
  },
  {
    name: "APP_RATE",
    good: [
      ["1", 1],
      ["250.5", 250.5],
      ["100000", 100_000],
    ],
    bad: ["0", "0.5", "100001", "-5", "fast"],
    expected: "a number from 1 to 100000",
  },
  {
    name: "CLASSIFIER_CONCURRENCY",
    good: [
      ["1", 1],
      ["1000", 1000],
    ],
    bad: ["0", "1001", "many"],
    expected: whole(1, 1_000),
  },
  {
    name: "SENDER_CONCURRENCY",
    good: [
      ["1", 1],
      ["1000", 1000],
    ],
    bad: ["0", "1001", "2.5"],
    expected: whole(1, 1_000),
  },
  {
    name: "SEND_TIMEOUT_MS",
    good: [
      ["100", 100],
      ["14000", 14_000],
    ],
    bad: ["99", "14001", "10s"],
    expected: whole(100, 14_000),
  },
  {
    name: "MAX_ATTEMPTS",
    good: [
      ["1", 1],
      ["100", 100],
    ],
    bad: ["0", "101", "six"],
    expected: whole(1, 100),
  },
  {
    name: "ON_UNKNOWN",
    good: [
      ["resend", "resend"],
      ["bury", "bury"],
    ],
    bad: ["drop"],
    expected: "one of resend, bury",
  },
  {
    name: "STATUS_RETENTION_HOURS",
    good: [
      ["1", 1],
      ["8760", 8_760],
    ],
    bad: ["0", "8761", "7d"],
    expected: whole(1, 8_760),
  },
  {
    name: "MAX_REPLAYS",
    good: [
      ["1", 1],
      ["100", 100],
    ],
    bad: ["0", "101", "many"],
    expected: whole(1, 100),
  },
  {
    name: "DEAD_LETTER_RETENTION_DAYS",
    good: [
      ["1", 1],
      ["3650", 3_650],
    ],
    bad: ["0", "3651", "many"],
    expected: whole(1, 3_650),
  },
  {
    name: "DEAD_LETTER_MAX",
    good: [
      ["1", 1],
      ["100000000", 100_000_000],
    ],
    bad: ["0", "100000001", "many"],
    expected: whole(1, 100_000_000),
  },
  {
    name: "AUDIT_RETENTION_DAYS",
    good: [
      ["1", 1],
      ["3650", 3_650],
    ],
    bad: ["0", "3651", "many"],
    expected: whole(1, 3_650),
  },
  { name: "DATA_DIR", good: [["/var/lib/taglane", "/var/lib/taglane"]], bad: [" "], expected: PATH },
  {
    name: "LOG_LEVEL",
    good: ["trace", "debug", "info", "warn", "error", "silent"].map((it) => [it, it] as const),
    bad: ["verbose", "INFO"],
    expected: "one of trace, debug, info, warn, error, silent",
  },
  {
    name: "NODE_ENV",
    good: ["development", "test", "production"].map((it) => [it, it] as const),
    bad: ["prod", "staging"],
    expected: "one of development, test, production",
  },
];
