"use client";
import type { Purpose, PurposeRule, PurposeRules } from "@attune/core/consent/schema";
import { Select } from "../ui/select.tsx";
import { BASIS_NAMES, basesOf, MODE_WORDS, PURPOSE_WORDS, PURPOSES, withBasis } from "./purposes.ts";

/** A basis and a mode for each purpose. */
export function RuleFields({ rules, onChange }: { rules: PurposeRules; onChange: (rules: PurposeRules) => void }) {
  const set = (purpose: Purpose, rule: PurposeRule) => onChange({ ...rules, [purpose]: rule });
  return (
    <div className="divide-y rounded-xl border">
      {PURPOSES.map((purpose) => (
        <RuleRow key={purpose} purpose={purpose} rule={rules[purpose]} onChange={(rule) => set(purpose, rule)} />
      ))}
    </div>
  );
}

interface RuleRowProps {
  readonly purpose: Purpose;
  readonly rule: PurposeRule;
  readonly onChange: (rule: PurposeRule) => void;
}

function RuleRow({ purpose, rule, onChange }: RuleRowProps) {
  const { name, meaning } = PURPOSE_WORDS[purpose];
  const byConsent = rule.legalBasis === "consent";
  return (
    <div className="grid items-center gap-x-3 gap-y-2 px-3.5 py-3 sm:grid-cols-[minmax(0,1fr)_11rem_13rem]">
      <div className="min-w-0">
        <p className="font-medium text-[13px]">{name}</p>
        <p className="text-[12px] text-fg-3">{meaning}</p>
      </div>
      <Select
        label={`Legal basis of ${name.toLowerCase()}`}
        value={rule.legalBasis}
        options={basesOf(purpose).map((basis) => ({ value: basis, label: BASIS_NAMES[basis] }))}
        onChange={(basis) => onChange(withBasis(rule, basis))}
      />
      <div>
        <Select
          label={`Mode of ${name.toLowerCase()}`}
          value={rule.mode}
          options={(["opt_in", "opt_out"] as const)
            .filter((mode) => !byConsent || mode === "opt_in")
            .map((mode) => ({ value: mode, label: MODE_WORDS[mode].name, hint: MODE_WORDS[mode].meaning }))}
          onChange={(mode) => onChange({ ...rule, mode })}
        />
        <p className="mt-1 text-[11.5px] text-fg-3">{byConsent ? "consent is given, never assumed" : MODE_WORDS[rule.mode].meaning}</p>
      </div>
    </div>
  );
}
