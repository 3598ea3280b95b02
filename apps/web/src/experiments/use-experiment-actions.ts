"use client";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";

/** Everything that moves an experiment on. A decision may move a placement's pointer, so what is known of models is read again too. */
export function useExperimentActions() {
  const trpc = useTRPC();
  const invalidates = [trpc.experiments.pathKey(), trpc.models.pathKey()];
  return {
    create: useAction(trpc.experiments.create, { done: ({ name }) => `${name} is a draft now.`, invalidates }),
    edit: useAction(trpc.experiments.edit, { done: "Saved", invalidates }),
    start: useAction(trpc.experiments.start, { done: ({ name }) => `${name} runs within a second.`, invalidates }),
    stop: useAction(trpc.experiments.stop, { done: ({ name }) => `${name} is stopped.`, invalidates }),
    decide: useAction(trpc.experiments.decide, { done: ({ name }) => `${name} is decided.`, invalidates }),
    archive: useAction(trpc.experiments.archive, { done: ({ name }) => `${name} is archived.`, invalidates }),
  };
}
