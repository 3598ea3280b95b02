import { TRPCClientError } from "@trpc/client";
import * as z from "zod";

const issuesSchema = z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])) })).min(1);

/** What went wrong, as a sentence for the reader: the server's own, the first fault of an input, or that the server was not reached. */
export function errorSentence(error: unknown): string {
  if (!(error instanceof TRPCClientError)) return "Something went wrong on this page.";
  if (error.data === undefined || error.data === null) return "The console cannot be reached at the moment. Try again shortly.";
  const issues = issuesSchema.safeParse(parsed(error.message));
  if (!issues.success) return error.message;
  const [first] = issues.data;
  const field = first?.path.join(".");
  return field ? `${field}: ${first?.message}` : (first?.message ?? error.message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
