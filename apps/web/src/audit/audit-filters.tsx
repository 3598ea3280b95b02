"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { Button } from "../ui/button.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import { actionSubject, actionWords } from "./action-words.ts";
import type { useAuditFilter } from "./use-audit-filter.ts";

const EVERYBODY = "everybody";
const EVERYTHING = "everything";

export function AuditFilters({ asked, setAsked, isFiltered }: Omit<ReturnType<typeof useAuditFilter>, "filter">) {
  const trpc = useTRPC();
  const facets = useQuery(trpc.audit.facets.queryOptions());
  const actions = facets.data?.actions ?? [];
  const subjects = [...new Set(actions.map(actionSubject))];
  // A whole kind of thing first, then what happened to it.
  const actionOptions = subjects.flatMap((subject) => [
    { value: `${subject}.`, label: `${actionWords(subject)}: everything` },
    ...actions.filter((action) => actionSubject(action) === subject).map((action) => ({ value: action, label: actionWords(action) })),
  ]);
  return (
    <div className="grid grid-cols-2 items-end gap-3 sm:flex sm:flex-wrap">
      <SearchField key={asked.q} text={asked.q ?? ""} onSearch={(q) => void setAsked({ q: q || null })} />
      <SelectField
        label="Who"
        className="sm:w-44"
        value={asked.actor ?? EVERYBODY}
        options={[
          { value: EVERYBODY, label: "Everybody" },
          ...(facets.data?.actors ?? []).map(({ actor, name }) => ({ value: actor, label: name })),
        ]}
        onChange={(actor) => void setAsked({ actor: actor === EVERYBODY ? null : actor })}
        placeholder={asked.actor ?? "Everybody"}
      />
      <SelectField
        label="What"
        className="sm:w-56"
        value={asked.action ?? EVERYTHING}
        options={[{ value: EVERYTHING, label: "Every action" }, ...actionOptions]}
        onChange={(action) => void setAsked({ action: action === EVERYTHING ? null : action })}
        placeholder={asked.action ?? "Every action"}
      />
      <DayField label="From" value={asked.from} onChange={(from) => void setAsked({ from })} />
      <DayField label="To" value={asked.to} onChange={(to) => void setAsked({ to })} />
      {isFiltered && (
        <Button variant="ghost" size="md" onClick={() => void setAsked({ actor: null, action: null, from: null, to: null, q: null })}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </div>
  );
}

function SearchField({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(typed.trim());
  };
  return (
    <search className="col-span-2">
      <form onSubmit={submit}>
        <TextField
          label="Search"
          name="q"
          type="search"
          placeholder="Reason, id, value…"
          className="sm:w-56"
          value={typed}
          onValueChange={setTyped}
          onBlur={() => typed.trim() !== text && onSearch(typed.trim())}
        />
      </form>
    </search>
  );
}

const DayField = ({ label, value, onChange }: { label: string; value: string | null; onChange: (value: string | null) => void }) => (
  <TextField
    label={label}
    name={label.toLowerCase()}
    type="date"
    className="sm:w-40"
    value={value ?? ""}
    onValueChange={(day) => onChange(day || null)}
  />
);
