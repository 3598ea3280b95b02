"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Page } from "../ui/page.tsx";
import { TextField } from "../ui/text-field.tsx";
import { SchemaEditor } from "./schema-editor.tsx";

const NAME = /^[a-z][a-z0-9_.-]{0,63}$/;

/** A type of event that the shop invents, with its first version. */
export function NewTypePanel({ close }: { close: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [weight, setWeight] = useState<number | null>(1);
  const [outcome, setOutcome] = useState(false);
  const [consumes, setConsumes] = useState(false);
  const valid = NAME.test(name) && !name.startsWith("attune.");
  return (
    <Page
      title="New event type"
      description="It is known to the api as soon as its first version is published."
      actions={<Button onClick={close}>Cancel</Button>}
    >
      <SchemaEditor
        eventType={name === "" ? "-" : name}
        published={[]}
        basedOnVersion={0}
        newType={{ weight: weight ?? 0, outcome, consumes }}
        refused={valid ? undefined : "The type needs a name of lower-case letters, digits and . _ - that begins with a letter."}
        onPublished={() => router.push(`/schemas/${encodeURIComponent(name)}`)}
      >
        <div className="grid gap-3 border-b pb-4 sm:grid-cols-2">
          <TextField
            label="Type"
            name="eventType"
            value={name}
            error={name === "" || valid ? undefined : "Lower-case letters, digits and . _ -, beginning with a letter and not with attune."}
            hint="What events say in type, such as song.favourite"
            autoComplete="off"
            spellCheck={false}
            onValueChange={setName}
          />
          <NumberField
            label="Weight"
            value={weight}
            onChange={setWeight}
            min={-10}
            max={10}
            step={0.5}
            hint="What it says about liking the item: a view is 1, a purchase 5, a dislike -2"
          />
          <Checkbox label="Counts as a success" hint="of the recommendation that led to it" checked={outcome} onChange={setOutcome} />
          <Checkbox
            label="The person is done with the item"
            hint="placements may hide it from then on"
            checked={consumes}
            onChange={setConsumes}
          />
        </div>
      </SchemaEditor>
    </Page>
  );
}
