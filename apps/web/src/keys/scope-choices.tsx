"use client";
import { SCOPES_OF_KIND } from "@attune/core/identity/api-key";
import type { ApiScope } from "@attune/core/ports/control";
import { Checkbox } from "../ui/checkbox.tsx";
import { SCOPE_NAMES } from "./scope-names.ts";

interface ScopeChoicesProps {
  readonly kind: keyof typeof SCOPES_OF_KIND;
  readonly value: readonly ApiScope[];
  readonly onChange: (scopes: ApiScope[]) => void;
  readonly error: string | undefined;
}

/** What a key may do, out of what its kind may have at most. */
export function ScopeChoices({ kind, value, onChange, error }: ScopeChoicesProps) {
  const offered = SCOPES_OF_KIND[kind];
  return (
    <fieldset aria-describedby={error ? "scopes-error" : undefined}>
      <legend className="mb-1.5 font-medium text-[13px]">What it may do</legend>
      <div className="grid gap-x-4 gap-y-2.5 sm:grid-cols-2">
        {offered.map((scope) => (
          <Checkbox
            key={scope}
            label={SCOPE_NAMES[scope]}
            hint={<code className="font-mono text-[11.5px]">{scope}</code>}
            checked={value.includes(scope)}
            onChange={(checked) => onChange(offered.filter((one) => (one === scope ? checked : value.includes(one))))}
          />
        ))}
      </div>
      {error && (
        <p id="scopes-error" role="alert" className="mt-1.5 text-[12.5px] text-bad">
          {error}
        </p>
      )}
    </fieldset>
  );
}
