import { addMember, listMembers, type PermitChange, removeMember } from "@attune/db/memberships";
import { MEMBER_ROLES, type MemberRole } from "@attune/db/role";
import { createUser, findUserByEmail, oneTimePassword } from "@attune/db/users";
import { TRPCError } from "@trpc/server";
import * as z from "zod";
import { memberInputSchema, reasonSchema } from "../../members/member-input.ts";
import { memberChangeRefusal } from "../../members/member-rules.ts";
import { MEMBER_MANAGERS, MEMBER_READERS } from "../../session/roles.ts";
import { changeBy } from "../change-by.ts";
import type { Caller } from "../internal-api.ts";
import { procedureFor, router } from "../procedure.ts";

const userIdSchema = z.string().min(1).max(64);

export const membersRouter = router({
  list: procedureFor(...MEMBER_READERS).query(({ ctx }) => listMembers(ctx.services.app, ctx.caller.tenantId)),

  /** Somebody with an account becomes a member; somebody without gets one, and `password` is in this answer and nowhere else. */
  add: procedureFor(...MEMBER_MANAGERS)
    .input(memberInputSchema)
    .mutation(async ({ ctx, input }): Promise<{ readonly name: string; readonly email: string; readonly password: string | undefined }> => {
      const { app, identity, recentUsers } = ctx.services;
      const { role } = input;
      // Before an account is made that nobody would then belong to.
      permit(ctx.caller, "", role)(undefined);
      const found = await findUserByEmail(identity, input.email);
      const password = found === undefined ? oneTimePassword() : undefined;
      const name = input.name || (input.email.split("@")[0] ?? input.email);
      const user = found ?? (await createUser(identity, { email: input.email, name, password: password ?? oneTimePassword() }));
      const mayAdd = permit(ctx.caller, user.id, role);
      await addMember(app, ctx.caller.tenantId, { userId: user.id, role }, changeBy(ctx), (before) => {
        if (before !== undefined)
          throw new TRPCError({ code: "CONFLICT", message: `${user.name} is a member already: change the role in the list.` });
        mayAdd(before);
      });
      recentUsers.forget(user.id);
      return { name: user.name, email: user.email, password };
    }),

  changeRole: procedureFor(...MEMBER_MANAGERS)
    .input(z.strictObject({ userId: userIdSchema, role: z.enum(MEMBER_ROLES), reason: reasonSchema }))
    .mutation(async ({ ctx, input: { userId, role, reason } }) => {
      const mayChange = permit(ctx.caller, userId, role);
      await addMember(ctx.services.app, ctx.caller.tenantId, { userId, role }, changeBy(ctx, reason), (before) => {
        if (before === undefined) throw new TRPCError({ code: "NOT_FOUND", message: "They are no member any more." });
        mayChange(before);
      });
      ctx.services.recentUsers.forget(userId);
      return { userId };
    }),

  remove: procedureFor(...MEMBER_MANAGERS)
    .input(z.strictObject({ userId: userIdSchema, reason: reasonSchema }))
    .mutation(async ({ ctx, input: { userId, reason } }) => {
      await removeMember(ctx.services.app, ctx.caller.tenantId, userId, changeBy(ctx, reason), permit(ctx.caller, userId, undefined));
      ctx.services.recentUsers.forget(userId);
      return { userId };
    }),
});

const permit =
  (caller: Caller, userId: string, after: MemberRole | undefined): PermitChange =>
  (before) => {
    const refusal = memberChangeRefusal(caller, { userId, before, after });
    if (refusal !== undefined) throw new TRPCError({ code: "FORBIDDEN", message: refusal });
  };
