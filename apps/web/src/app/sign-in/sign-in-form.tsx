"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod";
import { signIn } from "../../session/sign-in.ts";
import { Button } from "../../ui/button.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { TextField } from "../../ui/text-field.tsx";

const schema = z.object({
  email: z.email("Enter an e-mail address, such as ada@example.com."),
  password: z.string().min(1, "Enter your password."),
});

const FAILURES = {
  refused: "The e-mail or the password is not right.",
  throttled: "There were too many attempts. Wait a minute and try again.",
  unreachable: "The console cannot check your password at the moment. Try again shortly.",
} as const;

const FIELDS = [
  { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
  { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
] as const;

export function SignInForm({ destination }: { destination: string }) {
  const [failure, setFailure] = useState<keyof typeof FAILURES | undefined>();
  const { control, handleSubmit, formState, setFocus } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { email: "", password: "" },
  });

  const submit = handleSubmit(async ({ email, password }) => {
    setFailure(undefined);
    const outcome = await signIn(email, password);
    if (outcome !== "ok") {
      setFailure(outcome);
      setFocus("password", { shouldSelect: true });
      return;
    }
    window.location.assign(destination);
    // The button stays busy until the next page is there.
    await new Promise(() => {});
  });

  return (
    <form noValidate method="post" onSubmit={(event) => void submit(event)} className="space-y-4">
      {FIELDS.map(({ name, ...field }) => (
        <Controller
          key={name}
          control={control}
          name={name}
          render={({ field: bound, fieldState }) => <TextField {...field} {...bound} error={fieldState.error?.message} />}
        />
      ))}
      <p role="alert" className="text-[12.5px] text-bad empty:hidden">
        {failure && FAILURES[failure]}
      </p>
      <Button type="submit" variant="primary" size="md" className="w-full" disabled={formState.isSubmitting}>
        {formState.isSubmitting && <Spinner />}
        Sign in
      </Button>
    </form>
  );
}
