"use client";
import { type MutationFunction, type QueryKey, type UseMutationOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { errorSentence } from "./error-sentence.ts";

/** A mutation of the tRPC proxy, by the part of it that is used here. */
interface MutationProcedure<Input, Output> {
  readonly mutationOptions: () => { readonly mutationKey: QueryKey; readonly mutationFn?: MutationFunction<Output, Input> | undefined };
}

interface ActionOptions<Input, Output> {
  /** The sentence of the toast when it is done, or none. */
  readonly done?: string | ((output: Output, input: Input) => string) | undefined;
  /** Keys of the queries whose answers it changes: `trpc.members.pathKey()`, `trpc.members.list.queryKey()`. */
  readonly invalidates?: readonly QueryKey[] | undefined;
}

export interface Action<Input, Output> {
  /** Resolves with the output, or `undefined` when it failed (which a toast has told by then); never rejects. A procedure that has nothing to say answers with an id, so that both differ. */
  readonly run: (input: Input) => Promise<Output | undefined>;
  readonly pending: boolean;
  /** The sentence of the last failure. */
  readonly error: string | undefined;
}

/** A button's deed: runs a mutation, refetches what it changed and tells how it went. */
export function useAction<Input, Output>(
  procedure: MutationProcedure<Input, Output>,
  options: ActionOptions<Input, Output> = {},
): Action<Input, Output> {
  const queries = useQueryClient();
  const mutation = useMutation(procedure.mutationOptions() as UseMutationOptions<Output, Error, Input>);
  const run = async (input: Input) => {
    try {
      const output = await mutation.mutateAsync(input);
      await Promise.all((options.invalidates ?? []).map((queryKey) => queries.invalidateQueries({ queryKey })));
      if (options.done) toast.success(typeof options.done === "string" ? options.done : options.done(output, input));
      return output;
    } catch (error) {
      toast.error(errorSentence(error));
      return undefined;
    }
  };
  return { run, pending: mutation.isPending, error: mutation.error ? errorSentence(mutation.error) : undefined };
}
