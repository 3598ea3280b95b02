import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { currentSession } from "../../server/auth.ts";
import { safePath } from "../../session/safe-path.ts";
import { BrandMark } from "../../shell/brand-mark.tsx";
import { SignInForm } from "./sign-in-form.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next } = await searchParams;
  const destination = safePath(typeof next === "string" ? next : undefined, "/live");
  if (await currentSession()) redirect(destination as "/live");
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-4 py-10">
      <div
        aria-hidden
        className="absolute inset-x-0 top-0 h-96 bg-[radial-gradient(60rem_24rem_at_50%_-8rem,color-mix(in_oklch,var(--brand)_16%,transparent),transparent)]"
      />
      <div className="relative w-full max-w-[23rem]">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <BrandMark className="size-11 rounded-xl" />
          <div>
            <h1 className="font-semibold text-[21px] tracking-[-0.02em]">Sign in to Attune</h1>
            <p className="mt-1 text-fg-3">Recommendations that change with the next click</p>
          </div>
        </div>
        <section className="rounded-2xl border bg-surface p-6 shadow-card">
          <SignInForm destination={destination} />
        </section>
      </div>
    </main>
  );
}
