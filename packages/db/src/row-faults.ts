import { Fault } from "@attune/core/faults";
import { Prisma } from "./generated/client.ts";

/** For `.catch`: turns a violated unique constraint into a refusal, and passes everything else on. */
export function orConflict(sentence: string): (error: unknown) => never {
  return orRefuse("P2002", sentence);
}

/** For `.catch`: a violated foreign key, such as a removal of something that is still in use. */
export function orInUse(sentence: string): (error: unknown) => never {
  return orRefuse("P2003", sentence);
}

function orRefuse(code: string, sentence: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === code)
      throw new Fault("conflict", sentence, { cause: error });
    throw error;
  };
}
