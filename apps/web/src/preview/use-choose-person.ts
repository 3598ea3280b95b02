"use client";
import { useMutation } from "@tanstack/react-query";
import { toast } from "sonner";
import { useTRPC } from "../trpc/client.tsx";
import { useOpenPreview } from "./use-preview-state.ts";

/** Picks somebody for the preview; what is typed becomes an alias before it reaches the URL. */
export function useChoosePerson() {
  const trpc = useTRPC();
  const openPreview = useOpenPreview();
  const shared = {
    onSuccess: ({ subject }: { subject: string }) => openPreview({ person: subject }),
    onError: ({ message }: { message: string }) => void toast.error(message),
  };
  const random = useMutation(trpc.preview.randomPerson.mutationOptions(shared));
  const create = useMutation(trpc.preview.newPerson.mutationOptions(shared));
  const known = useMutation(trpc.preview.person.mutationOptions(shared));
  return {
    random: () => random.mutate(),
    create: () => create.mutate(),
    byId: (userId: string) => known.mutate({ userId }),
    isPending: random.isPending || create.isPending || known.isPending,
  };
}
