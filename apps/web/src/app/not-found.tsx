import Link from "next/link";
import { buttonStyle } from "../ui/button.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <div className="flex flex-col items-center gap-3 text-center">
        <h1 className="font-semibold text-[18px]">There is no such page</h1>
        <Link href="/live" className={buttonStyle({ variant: "primary" })}>
          Go to Live
        </Link>
      </div>
    </main>
  );
}
