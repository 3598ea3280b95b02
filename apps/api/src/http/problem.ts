import { FAULTS, type Fault, type FaultDetail } from "@attune/core/faults";
import * as z from "zod";

export const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** RFC 9457, with what Attune adds: the request's id, a code for programs and the places that were wrong. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  requestId: z.string(),
  code: z.enum(Object.keys(FAULTS) as [keyof typeof FAULTS, ...(keyof typeof FAULTS)[]]),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type Problem = z.infer<typeof problemSchema>;

/** More than this many places would drown the reader. */
const MAX_ERRORS = 100;

export function problemOf(fault: Fault, requestId: string): Problem {
  const { status, title } = FAULTS[fault.code];
  return {
    type: `urn:attune:problem:${fault.code}`,
    title,
    status,
    detail: fault.message === title && fault.errors.length > 0 ? sentenceOf(fault.errors) : fault.message,
    requestId,
    code: fault.code,
    errors: fault.errors.slice(0, MAX_ERRORS),
  };
}

function sentenceOf(errors: readonly FaultDetail[]): string {
  const [first, ...others] = errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
  return others.length === 0 ? `${first}.` : `${first}, and ${others.length} more.`;
}
