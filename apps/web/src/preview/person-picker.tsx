"use client";
import { ChevronDown, Dices, UserPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { TextField } from "../ui/text-field.tsx";
import { PersonMark } from "./person-mark.tsx";
import { useChoosePerson } from "./use-choose-person.ts";
import { useOpenPreview } from "./use-preview-state.ts";

interface Persona {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly subject: string;
}

interface PersonPickerProps {
  readonly personas: readonly Persona[];
  readonly current: { readonly subject: string; readonly label: string } | undefined;
}

/** An example person, one by id, somebody random or somebody new. */
export function PersonPicker({ personas, current }: PersonPickerProps) {
  const [open, setOpen] = useState(false);
  const openPreview = useOpenPreview();
  const choose = useChoosePerson();
  return (
    <div className="flex gap-2">
      <Popover open={open} onOpenChange={setOpen}>
        <PopoverTrigger
          aria-label={current ? `Person: ${current.label}. Choose another` : "Choose a person"}
          className="flex h-9 min-w-0 flex-1 items-center gap-2.5 rounded-lg border border-line-strong bg-surface px-2.5 text-left shadow-card hover:bg-surface-2 data-popup-open:border-brand"
        >
          {current && <PersonMark subject={current.subject} className="size-5.5" />}
          <span className={cn("min-w-0 flex-1 truncate font-medium text-[13px]", !current && "text-fg-3")}>
            {current?.label ?? "Choose a person"}
          </span>
          {choose.isPending ? <Spinner /> : <ChevronDown aria-hidden className="size-4 shrink-0 text-fg-3" />}
        </PopoverTrigger>
        <PopoverContent label="Choose a person">
          {personas.length > 0 && (
            <ul aria-label="Example people" className="max-h-72 overflow-y-auto">
              {personas.map((persona) => (
                <li key={persona.id}>
                  <button
                    type="button"
                    aria-current={persona.subject === current?.subject}
                    className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-surface-2 aria-[current=true]:bg-brand-soft"
                    onClick={() => {
                      openPreview({ person: persona.subject });
                      setOpen(false);
                    }}
                  >
                    <PersonMark subject={persona.subject} className="size-7" />
                    <span className="min-w-0">
                      <span className="block truncate font-medium text-[13px]">{persona.label}</span>
                      <span className="block truncate text-[12px] text-fg-3">{persona.description}</span>
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
          <ByIdForm
            className={cn(personas.length > 0 && "mt-1 border-t")}
            onChoose={(userId) => {
              choose.byId(userId);
              setOpen(false);
            }}
          />
        </PopoverContent>
      </Popover>
      <Button className="h-9" disabled={choose.isPending} onClick={choose.random}>
        <Dices aria-hidden />
        Random
      </Button>
      <Button className="h-9" disabled={choose.isPending} onClick={choose.create}>
        <UserPlus aria-hidden />
        New
      </Button>
    </div>
  );
}

function ByIdForm({ onChoose, className }: { onChoose: (userId: string) => void; className?: string }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const userId = new FormData(event.currentTarget).get("userId");
    if (typeof userId === "string" && userId.trim() !== "") onChoose(userId.trim());
  };
  return (
    <form onSubmit={submit} className={cn("p-2.5", className)}>
      <div className="flex items-end gap-2">
        <TextField
          label="By user id"
          name="userId"
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={256}
          className="min-w-0 flex-1"
        />
        <Button type="submit" size="md">
          Show
        </Button>
      </div>
      <p className="mt-1.5 text-[12px] text-fg-3">Becomes an alias at once; the address of this page never holds the id.</p>
    </form>
  );
}
