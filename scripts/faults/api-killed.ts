import type { Fault } from "./fault.ts";

export const apiKilled: Fault = {
  name: "api-killed",
  what: "kill -9 of the api between request and answer",
  runs: { short: 1, long: 160 },
  lastsMs: { short: 0, long: 0 },
  async inject({ anyOf, stack, keeper }) {
    const api = anyOf(stack.apis.filter((one) => one.running()));
    keeper.leave(api);
    await api.kill("SIGKILL");
    return async () => keeper.mind(api);
  },
};
