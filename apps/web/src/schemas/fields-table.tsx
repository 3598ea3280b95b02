import type { Field } from "@attune/core/schemas/schema";
import { Braces } from "lucide-react";
import { Badge } from "../ui/badge.tsx";
import { DataTable } from "../ui/data-table.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { defaultText, TREATMENTS, typeName } from "./field-words.ts";

/** What one version says, to be read. */
export const FieldsTable = ({ fields }: { fields: readonly Field[] }) => (
  <DataTable
    caption="Fields"
    rows={fields}
    rowKey={({ name }) => name}
    empty={
      <EmptyState icon={Braces} title="No properties">
        Events of this type may carry none but dwellMs, positionMs and depth.
      </EmptyState>
    }
    columns={[
      {
        id: "name",
        header: "Field",
        cell: ({ name, description }) => (
          <>
            <span className="font-medium font-mono text-[12.5px]">{name}</span>
            {description && <span className="block text-[12px] text-fg-3">{description}</span>}
          </>
        ),
      },
      {
        id: "type",
        header: "Type",
        cell: ({ type, symbols }) => (
          <>
            {typeName(type)}
            {symbols && <span className="block text-[12px] text-fg-3">{symbols.join(", ")}</span>}
          </>
        ),
      },
      { id: "required", header: "Required", cell: ({ required }) => (required ? "Required" : <span className="text-fg-3">Optional</span>) },
      {
        id: "default",
        header: "Default",
        cell: (field) => <code className="font-mono text-[12px]">{defaultText(field.default)}</code>,
      },
      {
        id: "personal",
        header: "Personal",
        cell: ({ personal }) => personal && <Badge tone="warn">{TREATMENTS[personal].label.replace("Personal, ", "")}</Badge>,
      },
    ]}
  />
);
