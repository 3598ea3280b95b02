"use client";
import { FIELD_TYPES, type FieldType } from "@attune/core/schemas/schema";
import { Trash2 } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Checkbox } from "../ui/checkbox.tsx";
import { SelectField } from "../ui/select-field.tsx";
import { TextField } from "../ui/text-field.tsx";
import type { DraftField } from "./draft-field.ts";
import { TREATMENTS, typeName } from "./field-words.ts";

const TYPES = FIELD_TYPES.map((value) => ({ value, label: typeName(value) }));
const PERSONAL = (Object.keys(TREATMENTS) as DraftField["personal"][]).map((value) => ({ value, ...TREATMENTS[value] }));

interface FieldEditorProps {
  readonly field: DraftField;
  readonly number: number;
  /** What the server has against it, by property of the field. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (change: Partial<DraftField>) => void;
  readonly onRemove: () => void;
}

export function FieldEditor({ field, number, errors, onChange, onRemove }: FieldEditorProps) {
  const called = field.name.trim() === "" ? `field ${number}` : field.name.trim();
  const { key } = field;
  return (
    <fieldset className="rounded-xl border p-3.5">
      <legend className="sr-only">{called}</legend>
      <div className="grid items-start gap-3 sm:grid-cols-2 xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1.4fr)_auto]">
        <TextField
          label="Name"
          name={`name-${key}`}
          value={field.name}
          error={errors["name"]}
          autoComplete="off"
          spellCheck={false}
          onValueChange={(name) => onChange({ name })}
        />
        <SelectField<FieldType>
          label="Type"
          value={field.type}
          options={TYPES}
          error={errors["type"]}
          onChange={(type) => onChange({ type })}
        />
        <SelectField<DraftField["personal"]>
          label="Personal"
          value={field.personal}
          options={PERSONAL}
          error={errors["personal"]}
          onChange={(personal) => onChange({ personal })}
        />
        <TextField
          label="Default"
          name={`default-${key}`}
          value={field.defaultText}
          disabled={!field.required}
          placeholder={field.required ? "none" : "null"}
          error={errors["default"]}
          autoComplete="off"
          spellCheck={false}
          onValueChange={(defaultText) => onChange({ defaultText })}
        />
        <Button variant="ghost" size="icon" className="xl:mt-6" aria-label={`Remove ${called}`} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
        {field.type === "enum" && (
          <TextField
            label="Symbols"
            name={`symbols-${key}`}
            className="sm:col-span-2"
            value={field.symbolsText}
            error={errors["symbols"]}
            hint="Divided by commas"
            autoComplete="off"
            spellCheck={false}
            onValueChange={(symbolsText) => onChange({ symbolsText })}
          />
        )}
        <TextField
          label="Description"
          name={`description-${key}`}
          className="sm:col-span-2"
          value={field.description}
          error={errors["description"]}
          onValueChange={(description) => onChange({ description })}
        />
        <div className="sm:pt-7">
          <Checkbox label="Required" checked={field.required} onChange={(required) => onChange({ required })} />
          {errors["required"] && <p className="mt-1 text-[12px] text-bad">{errors["required"]}</p>}
        </div>
      </div>
    </fieldset>
  );
}
