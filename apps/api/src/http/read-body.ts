import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { Fault } from "@attune/core/faults";

export const MAX_BODY_BYTES = 1_048_576;
/** A body that is too large is read to its end (up to this) before it is refused: a caller who is still sending would not see the answer. */
const DRAIN_BYTES = 16 * MAX_BODY_BYTES;

/** The request's body as text: at most 1 MiB of valid UTF-8. */
export function readBody(stream: NodeJS.ReadableStream & Pick<IncomingMessage, "destroy">): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else if (bytes > DRAIN_BYTES) reject(tooLarge());
      else chunks.length = 0;
    });
    stream.on("end", () => {
      if (bytes > MAX_BODY_BYTES) return reject(tooLarge());
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, bytes);
      if (!isUtf8(body))
        return reject(new Fault("invalid_json", "The body is not valid UTF-8.", { errors: [{ path: "", message: "is not valid UTF-8" }] }));
      resolve(body.toString("utf8"));
    });
    stream.on("error", reject);
  });
}

function tooLarge(): Fault {
  return new Fault("payload_too_large", `The body is larger than ${MAX_BODY_BYTES} bytes.`, {
    errors: [{ path: "", message: `must be at most ${MAX_BODY_BYTES} bytes` }],
  });
}
