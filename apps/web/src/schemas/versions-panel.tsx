"use client";
import type { Field } from "@attune/core/schemas/schema";
import { Braces } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { Card, CardHeader } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Select } from "../ui/select.tsx";
import { Time } from "../ui/time.tsx";
import { DiffPanel } from "./diff-panel.tsx";
import { FieldsTable } from "./fields-table.tsx";

interface Version {
  readonly version: number;
  readonly schemaId: number;
  readonly fields: readonly Field[];
  readonly createdAtMs: number;
  readonly createdBy: string;
}

interface VersionsPanelProps {
  /** Newest first. */
  readonly versions: readonly Version[];
  /** Which one is looked at, and which one it is compared with; from the URL, or null. */
  readonly version: number | null;
  readonly from: number | null;
  readonly onChoose: (chosen: { version?: number; from?: number }) => void;
  readonly edit: () => void;
}

export function VersionsPanel({ versions, version, from, onChoose, edit }: VersionsPanelProps) {
  const shown = versions.find((one) => one.version === version) ?? versions[0];
  if (shown === undefined) {
    return (
      <Card>
        <EmptyState icon={Braces} title="No version is published yet" action={<Button onClick={edit}>Write the first version</Button>}>
          Until then events of this type may carry any properties.
        </EmptyState>
      </Card>
    );
  }
  const compared = versions.find((one) => one.version === from) ?? versions.find((one) => one.version === shown.version - 1);
  const options = versions.map((one) => ({ value: String(one.version), label: `Version ${one.version}` }));
  return (
    <div className="space-y-4">
      <Card>
        <CardHeader
          title={`Version ${shown.version}`}
          description={
            <>
              published <Time at={shown.createdAtMs} /> by {shown.createdBy}, schema id {shown.schemaId}
            </>
          }
        >
          <Select
            label="Version"
            className="w-36"
            value={String(shown.version)}
            options={options}
            onChange={(chosen) => onChoose({ version: Number(chosen) })}
          />
        </CardHeader>
        <FieldsTable fields={shown.fields} />
      </Card>
      {compared && (
        <Card>
          <CardHeader title={`From version ${compared.version} to version ${shown.version}`}>
            <Select
              label="Compared with"
              className="w-36"
              value={String(compared.version)}
              options={options}
              onChange={(chosen) => onChoose({ from: Number(chosen) })}
            />
          </CardHeader>
          <div className="px-4 pb-4">
            <DiffPanel before={compared.fields} after={shown.fields} />
          </div>
        </Card>
      )}
    </div>
  );
}
