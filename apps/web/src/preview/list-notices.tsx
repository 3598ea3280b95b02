import { PREVIEW_SENDERS, ROLE_NAMES } from "../session/roles.ts";

const SENDERS = PREVIEW_SENDERS.map((role) => ROLE_NAMES[role].toLowerCase()).join(", ");

/** Why the buttons below are off, and what went wrong with the last event. */
export const ListNotices = ({ mayAct, sendError }: { mayAct: boolean; sendError: string | undefined }) => (
  <>
    {!mayAct && (
      <p className="px-4 pb-2.5 text-[12px] text-fg-3">You can look; sending events as this person needs one of these roles: {SENDERS}.</p>
    )}
    {sendError !== undefined && (
      <p role="alert" className="px-4 pb-2.5 text-[12.5px] text-bad">
        The event was not sent: {sendError}
      </p>
    )}
  </>
);
