import { holdout } from "./holdout.ts";
import { leaveOneOut } from "./leave-one-out.ts";
import { ncf } from "./ncf.ts";
import { onlineRetail } from "./online-retail.ts";
import { prequential } from "./prequential.ts";
import type { Protocol } from "./protocol.ts";
import { recall20 } from "./recall20.ts";
import { sessions } from "./sessions.ts";

/** Every protocol that `--protocol` names. */
export const PROTOCOLS: readonly Protocol[] = [prequential, leaveOneOut, recall20, sessions, ncf, holdout, onlineRetail];
