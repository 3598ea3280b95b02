"use client";
import { UserRoundSearch } from "lucide-react";
import { Card } from "../ui/card.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { FindPersonForm } from "./find-person-form.tsx";
import { PersonView } from "./person-view.tsx";
import { usePerson } from "./use-person.ts";

/** One person by id: what they decided, what holds, and what they would be shown. */
export function PeopleView({ whyNot }: { whyNot: string | undefined }) {
  const [person, setPerson] = usePerson();
  return (
    <div className="space-y-5">
      <Card>
        <FindPersonForm onFound={(subject) => void setPerson(subject)} />
      </Card>
      {person ? (
        <PersonView key={person} subject={person} whyNot={whyNot} />
      ) : (
        <EmptyState icon={UserRoundSearch} title="Nobody is looked at">
          Look somebody up by the id that your shop uses for them, as they do when they write to you.
        </EmptyState>
      )}
    </div>
  );
}
