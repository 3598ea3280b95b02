import { standingStoreContract } from "@attune/core/ports/standing-store.contract";
import { embeddedStandingStore } from "./standing-store.ts";
import { temporaryFolder } from "./temporary-folder.fixture.ts";

standingStoreContract("embedded", async () => {
  const folder = await temporaryFolder();
  const port = embeddedStandingStore(folder.path);
  let current = port;
  return {
    port,
    async reopen() {
      await current.close();
      current = embeddedStandingStore(folder.path);
      return current;
    },
    async cleanup() {
      await current.close();
      await folder.remove();
    },
  };
});
