/** Where nothing could be measured: a dash to see, words to hear. */
export const Nothing = () => (
  <>
    <span aria-hidden className="text-fg-3">
      –
    </span>
    <span className="sr-only">nothing measured</span>
  </>
);
