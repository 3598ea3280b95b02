/** What of a key may be shown, and that there is more. */
export const KeyPrefix = ({ prefix }: { prefix: string }) => (
  <code className="whitespace-nowrap font-mono text-[12px] text-fg-2">{prefix}…</code>
);
