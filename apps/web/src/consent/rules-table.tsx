import type { Purpose, PurposeRules } from "@attune/core/consent/schema";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/data-table.tsx";
import type { Deciders } from "./policy-impact.ts";
import { BASIS_NAMES, MODE_WORDS, PURPOSE_WORDS, PURPOSES } from "./purposes.ts";

/** A policy's rules, purpose by purpose, beside how many people decided for themselves. */
export function RulesTable({ rules, deciders }: { rules: PurposeRules; deciders: Deciders | undefined }) {
  const rows = PURPOSES.map((purpose) => ({ purpose, ...PURPOSE_WORDS[purpose], ...rules[purpose], decided: deciders?.[purpose] }));
  return (
    <DataTable
      caption="Rules of the policy by purpose"
      rows={rows}
      rowKey={({ purpose }) => purpose}
      empty={null}
      columns={[
        {
          id: "purpose",
          header: "Purpose",
          cell: ({ name, meaning }) => (
            <>
              <span className="block font-medium">{name}</span>
              <span className="block text-[12px] text-fg-3">{meaning}</span>
            </>
          ),
        },
        { id: "basis", header: "Legal basis", cell: ({ legalBasis }) => BASIS_NAMES[legalBasis] },
        {
          id: "mode",
          header: "Whoever decided nothing",
          cell: ({ mode }) => (
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <Badge tone={mode === "opt_out" ? "ok" : "neutral"}>{mode === "opt_out" ? "Permitted" : "Denied"}</Badge>
              <span className="text-[12px] text-fg-3">{MODE_WORDS[mode].name}</span>
            </span>
          ),
        },
        {
          id: "decided",
          header: "Decided themselves",
          align: "end",
          cell: ({ decided }) =>
            decided === undefined ? (
              <span className="text-fg-3">–</span>
            ) : (
              <>
                <span className="block font-medium">{(decided.granted + decided.refused).toLocaleString("en")}</span>
                <span className="block text-[12px] text-fg-3">{answersText(decided)}</span>
              </>
            ),
        },
      ]}
    />
  );
}

function answersText({ granted, refused }: Deciders[Purpose]): string {
  if (granted + refused === 0) return "nobody";
  return `${granted.toLocaleString("en")} permit, ${refused.toLocaleString("en")} refuse`;
}
