/** Page tokens at rest: AES-256-GCM, bound to their page, so that one cannot be put in another's place. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

export interface TokenSeal {
  seal(page: string, token: string): string;
  /** @throws when it was sealed with another key or for another page. */
  open(page: string, sealed: string): string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class NoEncryptionKey extends Error {
  readonly code = "NO_ENCRYPTION_KEY";
  constructor() {
    super(
      "ENCRYPTION_KEY is not set, but page tokens are sealed with it; `openssl rand -base64 32` makes one.",
    );
    this.name = "NoEncryptionKey";
  }
}

/** @param key  32 bytes; null: every use throws NoEncryptionKey, for commands that touch no token */
export function createTokenSeal(key: Buffer | null): TokenSeal {
  if (key === null) return { seal: refuse, open: refuse };
  return {
    seal(page, token) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(page));
      const text = Buffer.concat([cipher.update(token, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
    },
    open(page, sealed) {
      const bytes = Buffer.from(sealed, "base64");
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      try {
        const cipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(page)).setAuthTag(tag);
        return (
          cipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") + cipher.final("utf8")
        );
      } catch (cause) {
        throw new Error(
          `The token of page ${page} cannot be opened: ENCRYPTION_KEY is not the one that sealed it.`,
          {
            cause,
          },
        );
      }
    },
  };
}

function refuse(): never {
  throw new NoEncryptionKey();
}
