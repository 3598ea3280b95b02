"use client";
import { errorSentence } from "../trpc/error-sentence.ts";
import { Button } from "./button.tsx";

/** What stands in place of contents that could not be fetched. */
export const ErrorState = ({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) => (
  <div role="alert" className="flex flex-col items-center gap-1.5 px-6 py-10 text-center">
    <p className="font-medium text-bad">This could not be loaded</p>
    <p className="max-w-md text-fg-3">{errorSentence(error)}</p>
    {retry && (
      <Button className="mt-2" onClick={retry}>
        Try again
      </Button>
    )}
  </div>
);
