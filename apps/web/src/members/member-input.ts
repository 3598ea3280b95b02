import { MEMBER_ROLES } from "@attune/db/role";
import * as z from "zod";

export const reasonSchema = z.string().trim().min(1, "Give a reason: it goes into the audit log.").max(500);

/** Who is added, as the form and the server check it. */
export const memberInputSchema = z.strictObject({
  email: z.email("Enter an e-mail address, such as ada@example.com."),
  /** For somebody without an account. */
  name: z.string().trim().max(80),
  role: z.enum(MEMBER_ROLES),
});
export type MemberInput = z.infer<typeof memberInputSchema>;
