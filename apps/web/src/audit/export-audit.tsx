"use client";
import { Download } from "lucide-react";
import { useTRPC } from "../trpc/client.tsx";
import { useAction } from "../trpc/use-action.ts";
import { Button } from "../ui/button.tsx";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "../ui/menu.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { saveFile } from "./save-file.ts";
import type { useAuditFilter } from "./use-audit-filter.ts";

const TYPES = { csv: "text/csv", json: "application/json" } as const;

/** A copy of what the filters leave. */
export function ExportAudit({ filter }: { filter: ReturnType<typeof useAuditFilter>["filter"] }) {
  const trpc = useTRPC();
  const copy = useAction(trpc.audit.export, {
    done: ({ count, complete }) =>
      complete ? `${count} entries exported. The log says so.` : `The newest ${count} entries exported: set dates for the others.`,
    invalidates: [trpc.audit.pathKey()],
  });
  const take = async (format: keyof typeof TYPES) => {
    const made = await copy.run({ filter, format });
    if (made) saveFile(`audit-log.${format}`, TYPES[format], made.content);
  };
  return (
    <Menu>
      <MenuTrigger disabled={copy.pending} render={<Button />}>
        {copy.pending ? <Spinner /> : <Download aria-hidden />}
        Export
      </MenuTrigger>
      <MenuContent>
        <MenuItem onClick={() => void take("csv")}>As CSV, for a spreadsheet</MenuItem>
        <MenuItem onClick={() => void take("json")}>As JSON</MenuItem>
      </MenuContent>
    </Menu>
  );
}
