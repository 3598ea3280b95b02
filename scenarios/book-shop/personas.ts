/** Four readers with a name, whom the console's preview offers. */
interface ReaderPlan {
  readonly userId: string;
  readonly label: string;
  readonly description: string;
  /** Names of SHELVES, the most loved first. */
  readonly loves: readonly string[];
}

export const NAMED_READERS: readonly ReaderPlan[] = [
  { userId: "reader-agnes", label: "Agnes, crime by the dozen", description: "Two crime novels a week, nothing else.", loves: ["Crime"] },
  {
    userId: "reader-tomas",
    label: "Tomás, other worlds",
    description: "Fantasy and science fiction, in series.",
    loves: ["Fantasy", "Science Fiction"],
  },
  {
    userId: "reader-yuki",
    label: "Yuki, outdoors and kitchen",
    description: "Nature in spring, cooking in winter.",
    loves: ["Nature", "Cooking"],
  },
  {
    userId: "reader-felix",
    label: "Felix, reads to two children",
    description: "Picture books, and history when they sleep.",
    loves: ["Children", "History"],
  },
];

/** What the console is told of them. */
export const BOOK_SHOP_PERSONAS: readonly { label: string; description: string; userId: string }[] = NAMED_READERS.map(
  ({ label, description, userId }) => ({ label, description, userId }),
);
