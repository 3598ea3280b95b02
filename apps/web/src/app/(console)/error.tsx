"use client";
import { Button } from "../../ui/button.tsx";

export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <div role="alert" className="grid min-h-[60dvh] place-items-center px-4">
      <div className="flex max-w-sm flex-col items-center gap-3 text-center">
        <h1 className="font-semibold text-[18px]">This page could not be shown</h1>
        <p className="text-fg-2">
          Something went wrong on our side.{error.digest && ` If it happens again, mention ${error.digest} to whoever runs this console.`}
        </p>
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      </div>
    </div>
  );
}
