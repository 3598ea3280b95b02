"use client";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Dialog, DialogFooter } from "../ui/dialog.tsx";
import { Facts } from "../ui/facts.tsx";

export interface FreshAccount {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The one moment in which a new account's password is seen; a click beside it does not close it. */
export const FreshAccountDialog = ({ account, close }: { account: FreshAccount | undefined; close: () => void }) => (
  <Dialog
    alert
    open={account !== undefined}
    onOpenChange={(next) => next || close()}
    title="Hand over this password"
    description="It is shown now and never again. Give it to them by a way that only they read."
  >
    {account && (
      <div className="space-y-4">
        <Facts
          items={[
            { label: "Account", value: account.name },
            { label: "E-mail", value: account.email },
          ]}
        />
        <CodeBlock label="One-time password" code={account.password} />
        <DialogFooter>
          <Button variant="primary" onClick={close}>
            I have handed it over
          </Button>
        </DialogFooter>
      </div>
    )}
  </Dialog>
);
