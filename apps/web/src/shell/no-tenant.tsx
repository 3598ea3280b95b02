"use client";
import { signOut } from "../session/sign-in.ts";
import { Button } from "../ui/button.tsx";
import { BrandMark } from "./brand-mark.tsx";

/** Someone who is signed in but was never invited, or whose last membership ended. */
export const NoTenant = ({ email }: { email: string }) => (
  <main className="grid min-h-dvh place-items-center px-4">
    <div className="flex max-w-sm flex-col items-center gap-3 text-center">
      <BrandMark className="size-11 rounded-xl" />
      <h1 className="font-semibold text-[18px]">You are not a member of any tenant</h1>
      <p className="text-fg-2">An owner or admin can add {email} to theirs. Sign in again once that is done.</p>
      <Button onClick={() => void signOut()}>Sign out</Button>
    </div>
  </main>
);
