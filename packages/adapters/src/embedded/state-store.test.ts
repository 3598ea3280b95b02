import { stateStoreContract } from "@attune/core/ports/state-store.contract";
import { embeddedStateStore } from "./state-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

stateStoreContract("embedded", async () => {
  const folder = await temporaryFolder();
  const port = embeddedStateStore(folder.path);
  let current = port;
  return {
    port,
    async reopen() {
      await current.close();
      current = embeddedStateStore(folder.path);
      return current;
    },
    async cleanup() {
      await current.close();
      await folder.remove();
    },
  };
});
