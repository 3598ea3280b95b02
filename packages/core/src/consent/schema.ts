import * as z from "zod";

export const PURPOSES = ["personalization", "analytics", "model_training", "sale_or_sharing"] as const;
export type Purpose = (typeof PURPOSES)[number];

export const purposesSchema = z.strictObject({
  personalization: z.boolean().optional(),
  analytics: z.boolean().optional(),
  model_training: z.boolean().optional(),
  sale_or_sharing: z.boolean().optional(),
});
export type Purposes = z.infer<typeof purposesSchema>;

/** What is permitted, after policy and decisions were combined. */
export type Permissions = Readonly<Record<Purpose, boolean>>;

/** Segments a person belongs to, from declared attributes; `undefined` where nothing was declared. */
export interface Demographics {
  readonly ageBand?: string | undefined;
  readonly country?: string | undefined;
  readonly language?: string | undefined;
}

export interface Standing {
  /** Only what the person decided; the tenant's policy fills in the rest. */
  readonly purposes: Purposes;
  readonly policyVersion: number | undefined;
  readonly source: string | undefined;
  readonly demographics: Demographics;
  /** Erased or restricted: nothing is accepted or served from state. */
  readonly suppressed: boolean;
  /** When the newest change was decided; an older change loses. */
  readonly changedAtMs: number;
}

/** A tenant's policy: what holds for a person who decided nothing. */
export interface ConsentPolicy {
  readonly version: number;
  readonly defaults: Permissions;
}

/** Personalisation under legitimate interest, permitted until objection; selling or sharing needs an opt-in. */
export const DEFAULT_CONSENT_POLICY: ConsentPolicy = {
  version: 1,
  defaults: { personalization: true, analytics: true, model_training: true, sale_or_sharing: false },
};
