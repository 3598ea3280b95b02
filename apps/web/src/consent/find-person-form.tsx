"use client";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";

/** Turns an id into an alias; the id is sent once and kept nowhere. */
export function FindPersonForm({ onFound }: { onFound: (subject: string) => void }) {
  const trpc = useTRPC();
  const find = useAction(trpc.consent.find);
  const [kind, setKind] = useState<"userId" | "anonymousId">("userId");
  const [id, setId] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = id.trim();
    if (given === "" || find.pending) return;
    void find.run(kind === "userId" ? { userId: given } : { anonymousId: given }).then((found) => {
      if (found === undefined) return;
      setId("");
      onFound(found.subject);
    });
  };
  return (
    <form onSubmit={submit} className="px-4 py-3.5">
      <div className="flex flex-wrap items-end gap-2.5">
        <div className="w-40">
          <SelectField
            label="Known by"
            value={kind}
            options={[
              { value: "userId", label: "User id" },
              { value: "anonymousId", label: "Anonymous id" },
            ]}
            onChange={setKind}
          />
        </div>
        <TextField
          label="Id"
          name="id"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={256}
          className="min-w-48 flex-1 sm:max-w-sm"
          value={id}
          onValueChange={setId}
        />
        <Button type="submit" size="md" disabled={id.trim() === "" || find.pending}>
          {find.pending && <Spinner />}
          Look up
        </Button>
      </div>
      <p className="mt-2 text-[12px] text-fg-3">
        The id becomes an alias on the server. The address of this page, the ledger and the audit log never hold it.
      </p>
    </form>
  );
}
