import { FAULTS, type Fault } from "@attune/core/faults";
import { faultOf } from "../http/fault-of.ts";

/** What a Confluent registry answers, which its clients read: the number is theirs. */
export class RegistryFault extends Error {
  override readonly name = "RegistryFault";
  readonly status: number;
  readonly errorCode: number;

  constructor(status: number, errorCode: number, message: string) {
    super(message);
    this.status = status;
    this.errorCode = errorCode;
  }
}

export const subjectNotFound = (subject: string) => new RegistryFault(404, 40401, `Subject '${subject.slice(0, 200)}' not found.`);
export const versionNotFound = (version: string) => new RegistryFault(404, 40402, `Version ${version.slice(0, 20)} not found.`);
export const schemaNotFound = () => new RegistryFault(404, 40403, "Schema not found");
export const invalidSchema = (message: string) => new RegistryFault(422, 42201, message);

/** Whatever was thrown, as the registry says it, and the Fault it came from. */
export function registryFaultOf(error: unknown): { refusal: RegistryFault; fault: Fault | undefined } {
  if (error instanceof RegistryFault) return { refusal: error, fault: undefined };
  const fault = faultOf(error);
  const sentence = [fault.message, ...fault.errors.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))].join(" ");
  if (fault.code === "conflict") return { refusal: new RegistryFault(409, 409, sentence), fault };
  if (fault.code === "invalid_request" || fault.code === "invalid_json") return { refusal: invalidSchema(sentence), fault };
  const { status } = FAULTS[fault.code];
  return { refusal: new RegistryFault(status, status * 100 + 1, sentence), fault };
}
