"use client";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { focusOnMount } from "../ui/focus-on-mount.ts";
import { Select } from "../ui/select.tsx";
import { TextField } from "../ui/text-field.tsx";

interface ItemPickerProps {
  readonly value: string | undefined;
  /** How the chosen item is called, where that is known. */
  readonly label: string | undefined;
  /** Items that are at hand: the person's recent ones and those of the list. */
  readonly choices: readonly { readonly itemId: string; readonly title: string }[];
  readonly onChoose: (itemId: string) => void;
}

const OTHER = "\u0000other";

/** The item beside which the placement stands: one at hand, or any by its id. */
export function ItemPicker({ value, label, choices, onChoose }: ItemPickerProps) {
  const [typing, setTyping] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const itemId = new FormData(event.currentTarget).get("itemId");
    if (typeof itemId !== "string" || itemId.trim() === "") return;
    onChoose(itemId.trim());
    setTyping(false);
  };
  if (typing) {
    return (
      <form onSubmit={submit} className="flex min-w-0 flex-1 items-end gap-2">
        <TextField
          label="Item id"
          name="itemId"
          ref={focusOnMount}
          autoComplete="off"
          spellCheck={false}
          required
          maxLength={256}
          className="min-w-0 flex-1"
        />
        <Button type="submit" size="md">
          Show
        </Button>
      </form>
    );
  }
  const known = choices.some(({ itemId }) => itemId === value);
  const options = [
    ...(value !== undefined && !known ? [{ value, label: label ?? value }] : []),
    ...choices.map(({ itemId, title }) => ({ value: itemId, label: title })),
    { value: OTHER, label: "By item id…" },
  ];
  return (
    <Select
      label="Item"
      className="min-w-0 flex-1"
      placeholder="Choose an item"
      value={value ?? null}
      options={options}
      onChange={(chosen) => (chosen === OTHER ? setTyping(true) : onChoose(chosen))}
    />
  );
}
