import { createHmac, timingSafeEqual } from "node:crypto";
import type { Refusal } from "./errors.ts";
import type { GraphCall } from "./graph-call.ts";
import {
  proofInvalid,
  proofRequired,
  tokenExpired,
  tokenMissing,
  tokenRevoked,
  tokenUnknown,
} from "./refusals.ts";
import type { Page, World } from "./world.ts";

export type ProofRule = {
  /** The app's secret; without it proofs are not looked at. */
  appSecret: string | undefined;
  /** The app setting "Require App Secret". */
  requireProof: boolean;
};

export type CallerReading = { kind: "page"; page: Page } | { kind: "refused"; refusal: Refusal };

/** Finds the Page whose token a call carries: header, then query, then body, as Graph takes it. */
export function identifyCaller(call: GraphCall, world: World): CallerReading {
  const token = tokenOf(call);
  if (token === undefined) return { kind: "refused", refusal: tokenMissing };
  const page = world.pageOfToken(token);
  if (page === undefined) return { kind: "refused", refusal: tokenUnknown };
  switch (page.tokenState) {
    case "valid":
      return { kind: "page", page };
    case "expired":
      return { kind: "refused", refusal: tokenExpired };
    case "revoked":
      return { kind: "refused", refusal: tokenRevoked };
  }
}

/** https://developers.facebook.com/docs/graph-api/guides/secure-requests: hex HMAC-SHA256 of the token under the app secret. */
export function createProofCheck(rule: ProofRule): (call: GraphCall, page: Page) => Refusal | undefined {
  const { appSecret, requireProof } = rule;
  const proofs = new Map<string, Buffer>();

  function expected(token: string, secret: string): Buffer {
    const known = proofs.get(token);
    if (known !== undefined) return known;
    const proof = Buffer.from(createHmac("sha256", secret).update(token).digest("hex"));
    proofs.set(token, proof);
    return proof;
  }

  return (call, page) => {
    if (appSecret === undefined) return undefined;
    const given = textParam(call, "appsecret_proof");
    if (given === undefined) return requireProof ? proofRequired : undefined;
    const proof = expected(page.token, appSecret);
    const bytes = Buffer.from(given);
    return bytes.length === proof.length && timingSafeEqual(bytes, proof) ? undefined : proofInvalid;
  };
}

function tokenOf(call: GraphCall): string | undefined {
  const bearer = /^Bearer\s+(\S+)$/i.exec(call.headers.authorization ?? "");
  return bearer?.[1] ?? textParam(call, "access_token");
}

function textParam(call: GraphCall, name: string): string | undefined {
  const inBody = call.params?.[name];
  return call.query?.get(name) ?? (typeof inBody === "string" ? inBody : undefined);
}
