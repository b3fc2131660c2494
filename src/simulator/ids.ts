import { z } from "zod";

/** A Page's id, as it stands in the path of a Graph call. */
export const pageIdSchema = z
  .string()
  .regex(/^\d{1,30}$/, "must be a string of digits")
  .brand<"PageId">();
export type PageId = z.infer<typeof pageIdSchema>;

/** A page-scoped user id: one person as one Page knows them. */
export const psidSchema = z
  .string()
  .regex(/^\d{1,30}$/, 'must be a valid ID string (e.g., "123")')
  .brand<"Psid">();
export type Psid = z.infer<typeof psidSchema>;
